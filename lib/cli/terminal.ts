import type { Readable, Writable } from "node:stream";

/** Where a command prints. */
export interface Output extends Writable {
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** All that a command knows of the world around it, so that tests can stand in for a process. */
export interface Terminal {
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Aborts when somebody wants the command to stop. From the first look at it on, the process no longer ends by itself then. */
  readonly stop: AbortSignal;
}

/** The part of a process that makes a terminal. */
type Process = Pick<NodeJS.Process, "stdin" | "stdout" | "stderr" | "env" | "on" | "off">;

const SIGNALS = ["SIGINT", "SIGTERM"] as const;

/** The terminal that a process runs in. */
export function terminalOf(process: Process): Terminal {
  const { stdin, stdout, stderr, env } = process;
  const controller = new AbortController();
  let isLookedFor = false;
  // The first signal asks, a second one is the system's to answer: whatever still goes on is ended by it.
  const stop = () => {
    for (const signal of SIGNALS) process.off(signal, stop);
    controller.abort();
  };
  return {
    stdin,
    stdout,
    stderr,
    env,
    get stop() {
      if (!isLookedFor) {
        isLookedFor = true;
        for (const signal of SIGNALS) process.on(signal, stop);
      }
      return controller.signal;
    },
  };
}
