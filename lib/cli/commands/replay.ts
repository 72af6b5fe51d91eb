import type { Command } from "commander";
import { deliver } from "../../testing/deliver";
import type { EncodedDelivery } from "../../testing/delivery";
import { connectionError } from "../connection-error";
import {
  addSendingOptions,
  deliverOptions,
  keptConnections,
  type SendingOptions,
} from "../delivery-options";
import { addExamples } from "../examples";
import type { HttpMessage } from "../http-message";
import { positiveNumber, wholeNumber } from "../option-values";
import { printable } from "../printable";
import { belowMount, providerOf } from "../read-delivery";
import { readSaved } from "../saved-deliveries";
import { sendMany } from "../send-many";
import type { Session } from "../session";
import { answerDocument, answerLine } from "../show-answer";
import { showSummary, Tally } from "../tally";

interface ReplayOptions extends SendingOptions {
  readonly rate?: number;
  readonly times: number;
}

/** `replay`: saved deliveries, to the byte. */
export function addReplay(program: Command, session: Session): void {
  const command = program
    .command("replay")
    .summary("send saved deliveries again, to the byte")
    .description(
      "Sends what `listen --save` has kept: method, query and body to the byte, one after the other by name. A URL without a path takes each to the path that it came to; one with a path takes the place of the mount. The exit code is 1 where one is not answered with 2xx.",
    )
    .argument("<path>", "a file, or a folder of files that end in .http");
  addSendingOptions(command);
  command
    .option(
      "--rate <n>",
      "how many start in a second, if the answers are as fast; latency then counts from when a delivery is due",
      positiveNumber(10_000),
    )
    .option("--times <n>", "how often to send them all", wholeNumber(1, 100_000), 1)
    .action((path: string, options: ReplayOptions) => replay(path, options, session));
  addExamples(command, [
    ["replay deliveries --to http://localhost:3000", "all, each to its own path"],
    [
      "replay deliveries/0003-servetel-refused.http --to http://localhost:3000/webhooks/servetel",
      "one that was refused",
    ],
    ["replay deliveries --to http://localhost:3000 --times 20 --rate 5", "20 times, 5 in a second"],
  ]);
}

async function replay(path: string, options: ReplayOptions, session: Session): Promise<void> {
  const { to, rate, times } = options;
  const saved = await readSaved(path);
  const agent = keptConnections(to, 1);
  const tally = new Tally();
  const { stop } = session;
  await sendMany(
    { count: saved.length * times, concurrency: 1, perSecond: rate },
    async (index, countsFromMs) => {
      const { name, message } = saved[index % saved.length] as (typeof saved)[number];
      const howToDeliver = deliverOptions(providerOf(message), options, session.terminal);
      const outcome = await deliver(to, encodedFor(to, message), { ...howToDeliver, agent }).catch(
        (thrown) => connectionError(thrown, to),
      );
      if (stop.aborted) return;
      tally.add(outcome, performance.now() - countsFromMs);
      if (session.isJson) session.printJson({ file: name, ...answerDocument(outcome) }, "line");
      else session.print(`${printable(name)}  ${answerLine(outcome, session)}`);
    },
    stop,
  );
  agent.destroy();
  if (tally.failures > 0) session.exitCode = 1;
  const summary = tally.summary();
  if (session.isJson) session.printJson({ summary }, "line");
  else showSummary(summary, session);
}

/** The request as it was saved, less what belongs to the connection that it came over. */
function encodedFor(to: URL, message: HttpMessage): EncodedDelivery {
  const { method, query, body } = message;
  const headers = message.headers.filter(([name]) => !OF_THE_CONNECTION.has(name.toLowerCase()));
  return {
    method,
    path: to.pathname === "/" ? message.path : belowMount(message.path, providerOf(message)),
    query,
    headers: Object.fromEntries(headers),
    ...(body.length > 0 && { body }),
  };
}

const OF_THE_CONNECTION = new Set([
  "accept-encoding",
  "connection",
  "content-length",
  "expect",
  "host",
  "keep-alive",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);
