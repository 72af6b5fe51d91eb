import type { Command } from "commander";
import { eventsOf, providerNames } from "../event-name";
import { addExamples } from "../examples";
import type { Session } from "../session";

/** `list`: what events there are, with their fields. */
export function addList(program: Command, session: Session): void {
  const command = program
    .command("list")
    .description("List the events.")
    .action(() => {
      const events = eventsOf(...providerNames);
      if (session.isJson) session.printJson(events);
      else for (const { provider, type } of events) session.print(`${provider}.${type}`);
    });
  addExamples(command, [["list --json", "for a program"]]);
}
