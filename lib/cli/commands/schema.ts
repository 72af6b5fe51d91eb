import type { Command } from "commander";
import { publishedSchema } from "../../testing/published-schema";
import { describeEvent } from "../event-description";
import { eventMeant } from "../event-name";
import { addExamples } from "../examples";
import type { Session } from "../session";
import { UsageError } from "../usage-error";

/** `schema`: the published JSON Schema of an event. */
export function addSchema(program: Command, session: Session): void {
  const command = program
    .command("schema")
    .summary("print the JSON Schema of an event")
    .description("Prints the published JSON Schema (draft-07) of an event's payload.")
    .argument("<event>", "the event, as in callMissed, call-missed or servetel.callMissed")
    .option("--reply", "the schema of what answers it: callerInformation alone has one")
    .action((name: string, { reply = false }: { readonly reply?: boolean }) => {
      const event = eventMeant(name);
      if (reply && describeEvent(event).reply !== "json") {
        throw new UsageError(`${event.type} is not answered with JSON, so there is no schema.`);
      }
      const file = reply ? `${event.type}.reply` : event.type;
      session.printJson(publishedSchema(event.provider, file));
    });
  addExamples(command, [
    ["schema call-summary > call-summary.schema.json", "into a file"],
    ["schema callerInformation --reply", "what Callsavvy waits for"],
  ]);
}
