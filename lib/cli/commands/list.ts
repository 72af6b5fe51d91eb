import type { Command } from "commander";
import { describeEvent, type EventDescription } from "../event-description";
import { eventMeant, eventsOf, providerNames } from "../event-name";
import { addExamples } from "../examples";
import { flow, flowWords, padded } from "../flow";
import { providerOption } from "../option-values";
import type { Session } from "../session";

interface ListOptions {
  readonly provider?: (typeof providerNames)[number];
}

/** `list`: what events there are, or the fields of one. */
export function addList(program: Command, session: Session): void {
  const command = program
    .command("list")
    .summary("list the events, or the fields of one")
    .description(
      "Lists the events with the names of their fields, or one event with all about them.",
    )
    .argument("[event]", "the event, as in callMissed, call-missed or servetel.callMissed")
    .addOption(providerOption("list the events of one provider alone"))
    .action((name: string | undefined, { provider }: ListOptions) => {
      if (name === undefined) {
        const events = eventsOf(...(provider ? [provider] : providerNames)).map(describeEvent);
        session.present(events, () => showAll(events, session));
      } else {
        const event = describeEvent(eventMeant(name));
        session.present(event, () => showEvent(event, session));
      }
    });
  addExamples(command, [
    ["list", "all events of both providers"],
    ["list --provider servetel --json", "Servetel's, for a program"],
    ["list callMissed", "what each field of a missed call means"],
  ]);
}

const INDENT = "    ";
const LABELS_WIDTH = 9;

function showAll(events: readonly EventDescription[], session: Session): void {
  const { columns } = session;
  const { bold, dim, cyan } = session.colors;
  for (const provider of providerNames) {
    const its = events.filter((event) => event.provider === provider);
    if (its.length === 0) continue;
    session.print(`${bold(provider)}  ${dim(`${its.length} events`)}\n`);
    for (const { type, when, fields, reply } of its) {
      const row = (label: string, names: readonly string[]) => {
        if (names.length === 0) return;
        const head = INDENT + dim(padded(label, LABELS_WIDTH));
        session.print(flow(names, { columns, head }));
      };
      session.print(`  ${cyan(bold(type))}`);
      session.print(flowWords(when, { columns, head: INDENT }));
      row("always", fields.filter(({ always }) => always).map(nameOf));
      row("maybe", fields.filter(({ always }) => !always).map(nameOf));
      row("reply", reply ? [REPLIES[reply]] : []);
      session.print();
    }
  }
}

const nameOf = ({ name }: { readonly name: string }) => name;

const REPLIES = { json: "waits for JSON", text: "waits for text or HTML" } as const;

function showEvent(event: EventDescription, session: Session): void {
  const { columns } = session;
  const { bold, dim, cyan } = session.colors;
  session.print(
    `${dim(`${event.provider}.`)}${bold(event.type)}  ${dim(`in URLs: ${event.urlName}`)}`,
  );
  session.print(`${flowWords(event.when, { columns, head: "" })}\n`);
  const width = Math.max(...event.fields.map(({ name }) => name.length));
  for (const { name, type, always, meaning } of event.fields) {
    const head = `  ${always ? cyan("*") : " "} ${padded(always ? bold(name) : name, width)}  `;
    session.print(flowWords(`${type}: ${meaning}`, { columns, head }));
  }
  session.print(`\n  ${cyan("*")} ${dim("always there")}`);
  if (event.reply) session.print(`    ${dim(`The provider ${REPLIES[event.reply]}.`)}`);
}
