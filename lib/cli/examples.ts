import type { Command } from "commander";
import { createColors } from "picocolors";

// Where there are to be none, commander takes them out.
const { bold, dim } = createColors(true);

/** Shows command lines below the help of a command, each with what it is good for. */
export function addExamples(
  command: Command,
  examples: readonly (readonly [line: string, purpose: string])[],
): void {
  const text = examples.map(
    ([line, purpose]) => `  ${dim(`# ${purpose}`)}\n  telephony-webhooks ${line}`,
  );
  command.addHelpText("after", `\n${bold("Examples:")}\n${text.join("\n")}`);
}
