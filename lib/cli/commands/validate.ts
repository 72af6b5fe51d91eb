import { readFile } from "node:fs/promises";
import { buffer } from "node:stream/consumers";
import type { Command } from "commander";
import type { BuiltInName } from "../../testing/look-up";
import { eventMeant, type NamedEvent } from "../event-name";
import { report } from "../examination-report";
import { examine } from "../examine";
import { addExamples } from "../examples";
import { providerOption } from "../option-values";
import { readDelivery } from "../read-delivery";
import type { Session } from "../session";
import { UsageError } from "../usage-error";

interface ValidateOptions {
  readonly provider?: BuiltInName;
  readonly event?: string;
  readonly contentType?: string;
}

/** `validate`: what a receiver makes of a delivery. */
export function addValidate(program: Command, session: Session): void {
  const command = program
    .command("validate")
    .summary("show what a receiver makes of a delivery")
    .description(
      "Takes a delivery through the receiver, without a network, and shows the event and what was repaired, or why it is refused, and where. The exit code is 1 where it is refused.",
    )
    .argument(
      "<file>",
      "a body (JSON or a form), or a request as `listen --save` keeps it; - for standard input",
    )
    .addOption(providerOption("who has sent it (default: whose it looks like)"))
    .option("--event <event>", "which event it is, where neither URL nor fields say so")
    .option(
      "--content-type <type>",
      "what the sender called the body (default: what it looks like)",
    )
    .action(async (file: string, { provider, event: name, contentType }: ValidateOptions) => {
      const event = name === undefined ? undefined : eventMeant(name);
      if (event && provider) refuseContradiction(event, provider);
      const bytes = await bytesOf(file, session);
      const delivery = readDelivery(bytes, { provider, event, contentType });
      report(await examine(delivery), event, session);
    });
  addExamples(command, [
    ["validate body.json", "a body that the log of a portal shows"],
    ["validate body.json --event call-missed", "as if it had come to the URL of that trigger"],
    ["sample callMissed | telephony-webhooks validate -", "from another program"],
    ["validate deliveries/0001-servetel-callMissed.http --json", "a saved request, for a program"],
  ]);
}

function refuseContradiction({ provider, type }: NamedEvent, given: BuiltInName): void {
  if (provider !== given)
    throw new UsageError(`${type} is an event of ${provider}, not of ${given}.`);
}

/** Where a file can't be read, the fault is the command line's, not the delivery's. */
async function bytesOf(file: string, session: Session): Promise<Buffer> {
  const { stdin } = session.terminal;
  if (file === "-") {
    if (stdin.isTTY) session.tell("Reading from the terminal; Ctrl-D ends it.");
    return buffer(stdin);
  }
  try {
    return await readFile(file);
  } catch (thrown) {
    throw new UsageError(`${file} can't be read: ${(thrown as NodeJS.ErrnoException).code}.`);
  }
}
