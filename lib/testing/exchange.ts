import { subscribe, unsubscribe } from "node:diagnostics_channel";
import {
  type Agent,
  type ClientRequest,
  type IncomingMessage,
  request as requestHttp,
} from "node:http";
import { request as requestHttps } from "node:https";
import type { Socket } from "node:net";
import { performance } from "node:perf_hooks";
import type { EventOf } from "../event";
import { isObject } from "../json";
import type { EventType, Provider } from "../provider";
import type { Delivered, EncodedDelivery, Problem } from "./delivery";

export interface ExchangeOptions {
  /** Headers besides those of the delivery, such as one with the secret. */
  readonly headers?: Readonly<Record<string, string>>;
  /** How long to wait for the whole answer, in milliseconds. Default 10,000, as Servetel does. */
  readonly timeoutMs?: number;
  /** Keeps connections open between deliveries. Default: one connection for each. */
  readonly agent?: Agent;
}

/** Makes one request, whose path and query are complete, and reads its answer. */
export async function exchange<P extends Provider, Type extends EventType<P>>(
  { protocol, hostname, port }: URL,
  { method, path, query, headers, body }: EncodedDelivery,
  { headers: more = {}, timeoutMs = 10_000, agent }: ExchangeOptions,
): Promise<Delivered<P, Type>> {
  const startedAtMs = performance.now();
  const request = (protocol === "https:" ? requestHttps : requestHttp)({
    protocol,
    // A URL puts brackets around what is no name.
    hostname: hostname.replace(/^\[|\]$/g, ""),
    port,
    method,
    path: query === "" ? path : `${path}?${query}`,
    headers: { ...headers, ...more },
    agent: agent ?? false,
    signal: AbortSignal.timeout(timeoutMs),
  });
  const arrival = watchArrival(request);
  try {
    const { response, text } = await answerTo(request, body);
    const { headers } = response;
    const status = Number(response.statusCode);
    return {
      status,
      headers,
      text,
      ...read(status, headers["content-type"], text),
      event: arrival.request()?.webhook as EventOf<P, Type> | undefined,
      durationMs: performance.now() - startedAtMs,
    };
  } catch (error) {
    if ((error as Error).name !== "AbortError") throw error;
    const message = `No answer within ${timeoutMs} ms.`;
    throw Object.assign(new Error(message, { cause: error }), { code: "ETIMEDOUT" });
  } finally {
    arrival.forget();
  }
}

/** The longest answer that is read, in bytes: no provider wants one by far as long. */
const LONGEST_ANSWER = 16 * 1024 ** 2;

function answerTo(
  request: ClientRequest,
  body: EncodedDelivery["body"],
): Promise<{ response: IncomingMessage; text: string }> {
  return new Promise((resolve, reject) => {
    request.on("error", reject);
    request.on("response", (response) => {
      const chunks: Buffer[] = [];
      let length = 0;
      response.on("data", (chunk: Buffer) => {
        chunks.push(chunk);
        length += chunk.length;
        if (length > LONGEST_ANSWER) response.destroy(tooLong());
      });
      response.on("error", reject);
      response.on("end", () => resolve({ response, text: Buffer.concat(chunks).toString() }));
    });
    // Nothing follows a 101, not even the end of the request.
    request.on("upgrade", (response, socket) => {
      socket.destroy();
      resolve({ response, text: "" });
    });
    request.end(body);
  });
}

const tooLong = () =>
  Object.assign(new Error(`The answer is longer than ${LONGEST_ANSWER} bytes.`), {
    code: "EMSGSIZE",
  });

function read(
  status: number,
  contentType = "",
  text: string,
): Pick<Delivered, "problem"> & { reply: never } {
  const isJson = /^application\/(?:[a-z.-]+\+)?json\b/i.test(contentType);
  const value = isJson ? fromJson(text) : text;
  const isReply = status >= 200 && status < 300 && text !== "";
  const isCalledProblem = /^application\/problem\+json\b/i.test(contentType);
  return {
    reply: (isReply ? value : undefined) as never,
    problem: isCalledProblem && isProblem(value) ? value : undefined,
  };
}

/** Others than this package may send one that has not all of it. */
const isProblem = (value: unknown): value is Problem => isObject(value);

/** What calls itself JSON and is none stays text. */
function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** A request on its arrival in a server of this process, as Node's channel tells of it. */
interface Arrived {
  readonly request: IncomingMessage & { readonly webhook?: unknown };
  readonly socket: Socket;
}

/**
 * Watches for our own request at the server's end, where the receiver leaves the event on it: so nothing has to be put
 * on the wire for it, and apps, servers and addresses are all the same. A server elsewhere is never seen.
 */
function watchArrival(sent: ClientRequest) {
  let arrived: Arrived["request"] | undefined;
  const look = (message: unknown) => {
    const { request, socket } = message as Arrived;
    const ours = sent.socket;
    if (socket.remotePort === ours?.localPort && socket.localPort === ours?.remotePort) {
      arrived = request;
    }
  };
  subscribe("http.server.request.start", look);
  return {
    request: () => arrived,
    forget: () => void unsubscribe("http.server.request.start", look),
  };
}
