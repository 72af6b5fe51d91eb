import { expect } from "@jest/globals";
import { until } from "../helpers/until";
import { start, type TerminalOptions } from "./terminal-of-memory";

/** `listen` at work on a free port. */
export interface Listening {
  readonly origin: string;
  /** What it has printed of deliveries, once that holds the text. */
  readonly printed: (text: string) => Promise<string>;
  /** With `--json`, what it has printed of deliveries, once there are so many. */
  readonly documents: (count: number) => Promise<readonly Readonly<Record<string, unknown>>[]>;
  readonly stop: () => void;
  readonly exitCode: Promise<number>;
}

/** Runs `listen` while the work goes on, and expects it to end well when it is stopped. */
export async function listening<Result>(
  argv: readonly string[],
  work: (listening: Listening) => Promise<Result>,
  options: TerminalOptions = {},
): Promise<Result> {
  const { stdout, stderr, stop, exitCode } = start(["listen", "--port", "0", ...argv], options);
  const announced = argv.includes("--json") ? "}}\n" : "\n\n";
  const rest = () =>
    stdout()
      .split(announced)
      .slice(argv.includes("--json") ? 1 : 2)
      .join(announced);
  await until(() => stdout().split(announced).length > (argv.includes("--json") ? 1 : 2));
  try {
    return await work({
      origin: String(/http:\/\/[^/\s]+/.exec(stdout())),
      printed: async (text) => {
        await until(() => rest().includes(text));
        return rest();
      },
      documents: async (count) => {
        const lines = () => rest().split("\n").slice(0, -1);
        await until(() => lines().length >= count);
        return lines().map((line) => JSON.parse(line));
      },
      stop,
      exitCode,
    });
  } finally {
    stop();
    expect([await exitCode, stderr()]).toEqual([0, ""]);
  }
}
