import { type IncomingHttpHeaders, IncomingMessage } from "node:http";
import { Socket } from "node:net";
import type { Reception } from "./delivery";
import type { WebhookEvent } from "./event";
import { receive } from "./pipeline";
import { read } from "./read";
import type { Answer } from "./transport";

/** A request as data, all of which has arrived. */
export interface WholeRequest {
  readonly method: string;
  /** Below the receiver's mount; "" where nothing remains. */
  readonly path: string;
  /** Without its question mark. */
  readonly query: string;
  readonly headers: IncomingHttpHeaders;
  /** As on the wire, perhaps compressed; empty where there is none. */
  readonly body: Uint8Array;
}

/** What became of a delivery: the event it was, unless it was refused, and the answer, unless it was handed on. */
export interface Outcome {
  event?: WebhookEvent;
  answer?: Answer;
}

/** Takes a delivery through the pipeline without HTTP. Resolves when its last handler has ended. */
export async function receiveWhole(
  reception: Reception,
  { method, path, query, headers, body }: WholeRequest,
): Promise<Outcome> {
  const outcome: Outcome = {};
  await receive(reception, {
    head: { method, path, query, headers, params: {}, address: undefined },
    unknownPath: "refuse",
    read: (limits) => {
      const request = arrived(headers, body);
      return read(request, request.headers, limits);
    },
    hide: () => {},
    attach: (event) => {
      outcome.event = event;
    },
    answer: (answer) => {
      outcome.answer = answer;
    },
    pass: () => {},
  });
  return outcome;
}

/** A request whose body is there already, as body parsers want it. */
function arrived(headers: IncomingHttpHeaders, body: Uint8Array) {
  const { "transfer-encoding": _chunks, ...others } = headers;
  const request = new IncomingMessage(new Socket());
  request.headers = { ...others, "content-length": String(body.length) };
  request.push(body);
  request.push(null);
  return request;
}
