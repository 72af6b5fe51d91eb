import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { WebhookError } from "../../errors";
import { type Outcome, receiveWhole } from "../../memory-transport";
import { problem } from "../../problem";
import { hasOpenBody } from "../../read";
import type { Answer } from "../../transport";
import type { HttpMessage } from "../http-message";
import type { Arrival } from "./arrival";
import { type CollectedBody, type CollectLimits, collectBody } from "./collect-body";
import type { Mount } from "./mounts";

/** What receives requests, and who hears of them. */
export interface ReceivingOptions extends CollectLimits {
  readonly mounts: readonly Mount[];
  readonly firstNumber: number;
  /** Called before the answer, and may change it. Must not reject. */
  readonly onArrival: (arrival: Arrival) => Promise<Answer | undefined>;
}

/** A server whose every request is given to a receiver, once all of it has arrived. */
export function createReceivingServer({
  mounts,
  firstNumber,
  onArrival,
  ...limits
}: ReceivingOptions): Server {
  let number = firstNumber;
  return createServer(async (req, res) => {
    const startedAtMs = performance.now();
    const at = new Date();
    const body = await collectBody(req, limits);
    const message = messageOf(req, body.bytes);
    const mount = mounts.find(({ path }) => isBelow(path, message.path));
    const { event, answer } = await outcomeOf(req, message, body, mount);
    const durationMs = performance.now() - startedAtMs;
    const changed = await onArrival({
      number: number++,
      at,
      provider: mount?.provider,
      message,
      isWhole: body.end === "whole",
      event,
      isKnown: event !== undefined && mount?.reception.catalog.events.has(event.type) === true,
      answer,
      durationMs,
    });
    if (changed) write(changed, req, res);
  });
}

/** The request as data; Node gives bytes of its head as Latin-1. */
function messageOf({ method, url, rawHeaders }: IncomingMessage, body: Buffer): HttpMessage {
  const [path, ...query] = String(url).split("?");
  const headers = rawHeaders.flatMap((name, index): [string, string][] =>
    index % 2 === 0 ? [[name, String(rawHeaders[index + 1])]] : [],
  );
  return { method: String(method), path: String(path), query: query.join("?"), headers, body };
}

const isBelow = (mount: string, path: string) => path === mount || path.startsWith(`${mount}/`);

async function outcomeOf(
  { headers }: IncomingMessage,
  { method, path, query }: HttpMessage,
  { bytes, end }: CollectedBody,
  mount: Mount | undefined,
): Promise<Outcome> {
  if (end === "aborted") return {};
  if (end === "late") return { answer: problem(new WebhookError("ERR_BODY_TIMEOUT")) };
  if (!mount) return { answer: problem(new WebhookError("ERR_NOT_FOUND")) };
  const below = path.slice(mount.path.length);
  return receiveWhole(mount.reception, { method, path: below, query, headers, body: bytes });
}

function write(
  { status, headers = {}, body }: Answer,
  req: IncomingMessage,
  res: ServerResponse,
): void {
  res.writeHead(status, {
    ...headers,
    "Cache-Control": "no-store",
    // Else Node would read on what is left of the body.
    ...(hasOpenBody(req) && { Connection: "close" }),
  });
  res.end(body);
}
