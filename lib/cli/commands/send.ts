import type { Agent } from "node:http";
import type { Command } from "commander";
import { deliver } from "../../testing/deliver";
import type { Delivered, Encoding } from "../../testing/delivery";
import type { EncodeOptions } from "../../testing/encode";
import { type ConnectionError, connectionError } from "../connection-error";
import {
  addSendingOptions,
  deliverOptions,
  keptConnections,
  publicAddress,
  type SendingOptions,
} from "../delivery-options";
import { eventMeant, type NamedEvent } from "../event-name";
import { addExamples } from "../examples";
import { encodingOption, positiveNumber, triggerOption, wholeNumber } from "../option-values";
import { ProgressBar } from "../progress-bar";
import {
  addSampleOptions,
  noteUnknownFields,
  type SampleOptions,
  sampleOf,
} from "../sample-options";
import { sendMany } from "../send-many";
import type { Session } from "../session";
import { answerDocument, showAnswer } from "../show-answer";
import { isAccepted, showSummary, Tally } from "../tally";

interface SendOptions extends SendingOptions, SampleOptions, EncodeOptions {
  readonly as?: Encoding;
  readonly count: number;
  readonly rate?: number;
  readonly concurrency?: number;
  readonly repeat?: boolean;
}

/** How many deliveries wait for their answer at a time, unless the user says otherwise. */
const CONCURRENCY = 10;
/** Of deliveries at a rate: more of them, since those that have to wait are late. */
const CONCURRENCY_AT_RATE = 100;

/** `send`: a delivery, or many, over HTTP. */
export function addSend(program: Command, session: Session): void {
  const command = program
    .command("send")
    .summary("send a delivery, or many, to a running app")
    .description(
      "Sends a delivery over HTTP as the provider would, and shows the answer; with --count, many of them, each another call, ticket or chat. The exit code is 1 where one is not answered with 2xx.",
    )
    .argument("<event>", "the event, as in callMissed, call-missed or servetel.callMissed");
  addSendingOptions(command);
  command
    .addOption(encodingOption("how it is written (default: as the provider writes this event)"))
    .addOption(triggerOption("where the trigger is named, for Servetel"));
  addSampleOptions(command);
  command
    .option("--count <n>", "how many to send", wholeNumber(1, 100_000), 1)
    .option(
      "--rate <n>",
      "how many start in a second, however long the answers take; latency then counts from when a delivery is due",
      positiveNumber(10_000),
    )
    .option(
      "--concurrency <n>",
      `how many wait for their answer at a time (default: ${CONCURRENCY}, with --rate ${CONCURRENCY_AT_RATE})`,
      wholeNumber(1, 256),
    )
    .option("--repeat", "send the same delivery each time, as providers do when they repeat it")
    .action(async (name: string, options: SendOptions) => {
      const event = eventMeant(name);
      noteUnknownFields(event, options, session);
      if (options.count === 1) await sendOne(event, options, session);
      else await sendAll(event, options, session);
    });
  addExamples(command, [
    ["send callMissed --to http://localhost:3000/webhooks/servetel", "one missed call"],
    [
      "send callerInformation --to http://localhost:3000/webhooks/callsavvy --set caller_number=+2345550100",
      "who is calling?",
    ],
    [
      "send callHangup --to http://localhost:3000/webhooks/servetel --as form-go --shape dollar-keys",
      "an odd one",
    ],
    [
      "send newChat --to http://localhost:3000/webhooks/callsavvy --count 500 --rate 50",
      "50 chats in a second, for 10 seconds",
    ],
    [
      "send callMissed --to http://localhost:3000/webhooks/servetel --count 3 --repeat",
      "the same call three times",
    ],
  ]);
}

async function sendOne(event: NamedEvent, options: SendOptions, session: Session): Promise<void> {
  const send = sender(event, options, session);
  const outcome = await send();
  if (!isAccepted(outcome)) session.exitCode = 1;
  const { provider, type } = event;
  session.present({ provider, type, ...answerDocument(outcome) }, () => {
    const { dim } = session.colors;
    session.print(dim(`${provider}.${type} to ${publicAddress(options.to)}`));
    showAnswer(outcome, session);
  });
}

async function sendAll(event: NamedEvent, options: SendOptions, session: Session): Promise<void> {
  const { count, rate, concurrency = rate ? CONCURRENCY_AT_RATE : CONCURRENCY } = options;
  const agent = keptConnections(options.to, concurrency);
  const send = sender(event, options, session, agent);
  const bar = new ProgressBar(session, count);
  const tally = new Tally();
  const { stop } = session;
  await sendMany(
    { count, concurrency, perSecond: rate },
    async (_index, countsFromMs) => {
      const outcome = await send();
      if (stop.aborted) return;
      tally.add(outcome, performance.now() - countsFromMs);
      bar.update(tally.deliveries, tally.failures);
    },
    stop,
  );
  bar.end();
  agent.destroy();
  if (tally.failures > 0) session.exitCode = 1;
  const summary = tally.summary();
  session.present(summary, () => showSummary(summary, session));
}

/** Sends one delivery after the other; never rejects for what a server does. */
function sender(
  event: NamedEvent,
  options: SendOptions,
  { terminal }: Session,
  agent?: Agent,
): () => Promise<Delivered | ConnectionError> {
  const { to, as, trigger, repeat = false } = options;
  const howToDeliver = {
    ...deliverOptions(event.provider, options, terminal),
    ...(agent && { agent }),
    ...(as && { as }),
    ...(trigger && { trigger }),
  };
  const first = sampleOf(event, options, true);
  return async () => {
    const delivery = repeat ? first : sampleOf(event, options, true);
    try {
      return await deliver(to, delivery, howToDeliver);
    } catch (thrown) {
      return connectionError(thrown, to);
    }
  };
}
