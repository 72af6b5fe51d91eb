import { createColors } from "picocolors";
import { jsonText } from "./printable";
import type { Output, Terminal } from "./terminal";

export type Colors = ReturnType<typeof createColors>;

/** Options that every command has. */
export interface GlobalOptions {
  readonly json?: boolean;
  readonly color: boolean;
}

/** Prints are as wide as this where nobody says how wide the terminal is. */
const USUAL_COLUMNS = 100;

/** One command at work: what it prints through, what stops it, and what it ends with. */
export class Session {
  readonly terminal: Terminal;
  /** 0 where all went well, 1 where it did not. Commands throw a `UsageError` for 2. */
  exitCode = 0;
  readonly #options: () => GlobalOptions;
  readonly #stop = new AbortController();

  /** The options are read when they are needed, since they are not parsed yet. */
  constructor(terminal: Terminal, options: () => GlobalOptions) {
    this.terminal = terminal;
    this.#options = options;
  }

  /** Whether a program reads what is printed. */
  get isJson(): boolean {
    return this.#options().json === true;
  }

  /** Colours for standard output; they do nothing where it takes none. */
  get colors(): Colors {
    return createColors(this.hasColors(this.terminal.stdout));
  }

  /** Colours for standard error. */
  get errorColors(): Colors {
    return createColors(this.hasColors(this.terminal.stderr));
  }

  hasColors({ isTTY }: Output): boolean {
    const { NO_COLOR = "", FORCE_COLOR = "", TERM } = this.terminal.env;
    if (!this.#options().color || NO_COLOR !== "" || FORCE_COLOR === "0") return false;
    return FORCE_COLOR !== "" || (isTTY === true && TERM !== "dumb");
  }

  /** The width of what is printed, in characters. */
  get columns(): number {
    // Some terminals say 0 where they don't know.
    return this.terminal.stdout.columns || USUAL_COLUMNS;
  }

  /** Aborts when the user wants the command to stop, and when nobody reads any more what it prints. */
  get stop(): AbortSignal {
    const { stop } = this.terminal;
    const abort = () => this.#stop.abort();
    if (stop.aborted) abort();
    stop.addEventListener("abort", abort, { once: true });
    return this.#stop.signal;
  }

  /** For a reader who has gone, as in `| head`. */
  abandon(): void {
    this.#stop.abort();
  }

  /** Prints a line, or several, to standard output. Text of somebody else's goes through `printable` before. */
  print(text = ""): void {
    this.terminal.stdout.write(`${text}\n`);
  }

  /** Writes bytes to standard output as they are. */
  write(bytes: Uint8Array): void {
    this.terminal.stdout.write(bytes);
  }

  /** Prints a whole document, or with `"line"` one of many, each on its line. */
  printJson(value: unknown, as: "document" | "line" = "document"): void {
    this.print(jsonText(value, as === "document" ? 2 : 0));
  }

  /** Prints a document where a program reads, else what is for people. */
  present(document: unknown, show: () => void): void {
    if (this.isJson) this.printJson(document);
    else show();
  }

  /** Prints a line to standard error: what the user should know and no program should read. */
  tell(text: string): void {
    this.terminal.stderr.write(`${text}\n`);
  }
}
