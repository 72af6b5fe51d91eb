import { Readable, Writable } from "node:stream";
import { run } from "../../lib/cli/program";
import type { Terminal } from "../../lib/cli/terminal";

/** How a test sets up the terminal. */
export interface TerminalOptions {
  readonly stdin?: string | Uint8Array;
  readonly env?: Readonly<Record<string, string>>;
  /** Whether all three streams are a terminal's. */
  readonly isTTY?: boolean;
  readonly columns?: number;
  /** What goes wrong as soon as somebody writes to standard output. */
  readonly outputFails?: NodeJS.ErrnoException;
}

/** A command at work in this process, and what it has printed so far. */
export interface Running {
  /** The exit code, once the command has ended. */
  readonly exitCode: Promise<number>;
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** As Ctrl-C does. */
  readonly stop: () => void;
}

/** A stream that keeps what is written to it, or fails. */
function memory(options: TerminalOptions, failure?: Error) {
  const { isTTY = false, columns } = options;
  const chunks: Buffer[] = [];
  const stream = new Writable({
    write(chunk, _encoding, done) {
      chunks.push(Buffer.from(chunk));
      done(failure);
    },
  });
  Object.assign(stream, { isTTY, ...(columns !== undefined && { columns }) });
  return { stream, text: () => Buffer.concat(chunks).toString() };
}

/** Starts a command line as a terminal would. */
export function start(argv: readonly string[], options: TerminalOptions = {}): Running {
  const { stdin = "", env = {}, isTTY = false, outputFails } = options;
  const stdout = memory(options, outputFails);
  const stderr = memory(options);
  const stop = new AbortController();
  const terminal: Terminal = {
    stdin: Object.assign(Readable.from([Buffer.from(stdin)]), { isTTY }),
    stdout: stdout.stream,
    stderr: stderr.stream,
    env,
    stop: stop.signal,
  };
  return {
    exitCode: run(argv, terminal),
    stdout: stdout.text,
    stderr: stderr.text,
    stop: () => stop.abort(),
  };
}

/** Runs a command line to its end. */
export async function cli(argv: readonly string[], options?: TerminalOptions) {
  const { exitCode, stdout, stderr } = start(argv, options);
  return { exitCode: await exitCode, stdout: stdout(), stderr: stderr() };
}
