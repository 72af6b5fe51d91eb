import type { Command } from "commander";

/** Shows command lines below the help of a command, each with what it is good for. */
export function addExamples(
  command: Command,
  examples: readonly (readonly [line: string, purpose: string])[],
): void {
  const text = examples.map(([line, purpose]) => `  # ${purpose}\n  $ telephony-webhooks ${line}`);
  command.addHelpText("after", `\nExamples:\n${text.join("\n")}`);
}
