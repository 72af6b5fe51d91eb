/** What is being measured: one line that changes on a terminal, else a line each; on standard error. */
export class Progress {
  #screen = process.stderr;

  show(line) {
    this.#screen.write(this.#screen.isTTY ? `\r\x1b[K${line}` : `${line}\n`);
  }

  end() {
    if (this.#screen.isTTY) this.#screen.write("\r\x1b[K");
  }
}
