import type { Command } from "commander";
import type { EncodedDelivery, Encoding } from "../../testing/delivery";
import { type EncodeOptions, encode } from "../../testing/encode";
import { shapesOf } from "../../testing/sample";
import { describeShape } from "../../testing/shapes";
import { eventMeant, type NamedEvent, providerNamed } from "../event-name";
import { addExamples } from "../examples";
import { flowWords, padded } from "../flow";
import { writeMessage } from "../http-message";
import { encodingOption, triggerOption } from "../option-values";
import {
  addSampleOptions,
  noteUnknownFields,
  type SampleOptions,
  sampleOf,
} from "../sample-options";
import type { Session } from "../session";

interface PrintedSampleOptions extends SampleOptions, EncodeOptions {
  readonly as?: Encoding;
  readonly fresh?: boolean;
  readonly shapes?: boolean;
}

/** `sample`: a delivery as it really arrives, as fields or as a request. */
export function addSample(program: Command, session: Session): void {
  const command = program
    .command("sample")
    .summary("print a delivery as it really arrives")
    .description(
      "Prints the fields of a delivery as it really arrives; with --as, the whole request, as `listen --save` keeps it.",
    )
    .argument("<event>", "the event, as in callMissed, call-missed or servetel.callMissed")
    .addOption(encodingOption("print the request, written in this way"))
    .addOption(triggerOption("where the request names its trigger, for Servetel"));
  addSampleOptions(command);
  command
    .option("--fresh", "another call, ticket or chat, as of now")
    .option("--shapes", "list the shapes that the event can have")
    .action((name: string, options: PrintedSampleOptions) => {
      const event = eventMeant(name);
      if (options.shapes) listShapes(event, session);
      else printSample(event, options, session);
    });
  addExamples(command, [
    ["sample callMissed", "as Servetel's stock template writes it"],
    [
      "sample callMissed --shape documented --set call_status=missed",
      "as the page has it, but one field",
    ],
    ["sample dtmfOption --as get", "the request of a GET delivery"],
    ["sample callMissed --as form | telephony-webhooks validate -", "what becomes of a form"],
    ["sample callHangup --shapes", "in which ways it may depart from the page"],
  ]);
}

function listShapes({ provider, type }: NamedEvent, session: Session): void {
  const names = shapesOf(providerNamed(provider), type);
  const shapes = names.map((name) => ({ name, description: describeShape(name) }));
  const width = Math.max(...names.map(({ length }) => length));
  const { columns, colors } = session;
  session.present(shapes, () => {
    for (const { name, description } of shapes) {
      const head = `${colors.cyan(padded(name, width))}  `;
      session.print(flowWords(description, { columns, head }));
    }
  });
}

function printSample(event: NamedEvent, options: PrintedSampleOptions, session: Session): void {
  const { as, fresh = false } = options;
  noteUnknownFields(event, options, session);
  const delivery = sampleOf(event, options, fresh);
  if (as === undefined) session.printJson(delivery.fields);
  else printRequest(event, encode(delivery, as, options), session);
}

function printRequest(
  { provider }: NamedEvent,
  { method, path, query, headers, body = "" }: EncodedDelivery,
  session: Session,
): void {
  const request = { method, path: `/webhooks/${provider}${path}`, query };
  session.present({ ...request, headers, body }, () => {
    const bytes = Buffer.from(body);
    const length = method === "GET" ? {} : { "Content-Length": String(bytes.length) };
    const all = Object.entries({ Host: "localhost", ...headers, ...length });
    session.write(writeMessage({ ...request, headers: all, body: bytes }));
    // Behind the body's last byte only where nobody counts them.
    if (session.terminal.stdout.isTTY) session.print();
  });
}
