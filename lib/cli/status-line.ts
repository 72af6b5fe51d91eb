import type { Session } from "./session";

/** One line on standard error that says how far a command has come. Nothing is written where that is no terminal. */
export class StatusLine {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  /** Puts a text in the place of the last one; it must hold no control characters but colours. */
  show(text: string): void {
    this.#write(`\r\u001b[K${text}`);
  }

  /** Takes the line away, so that others can be printed. */
  clear(): void {
    this.#write("\r\u001b[K");
  }

  #write(text: string): void {
    const { stderr } = this.#session.terminal;
    if (stderr.isTTY) stderr.write(text);
  }
}
