import { WebhookError } from "./errors";
import { FetchTransport, type Received, responseTo } from "./fetch-transport";
import { mountsOf, type Receivers } from "./mounts";
import { refuseUnknownKeys } from "./nearest-name";
import { receive } from "./pipeline";
import { problem } from "./problem";

export type { Received } from "./fetch-transport";
export type { AnyReceiver, Receivers } from "./mounts";

export interface FetchOptions<Context extends readonly unknown[]> {
  /**
   * Answers all other requests, and what a receiver hands on by `unhandled: "next"`: of that, the body has been read,
   * and a secret in the query is gone. Default: 404.
   */
  readonly fallback?: (
    request: Request,
    received: Received,
    ...context: Context
  ) => Response | PromiseLike<Response>;
  /** The sender's address, for `allowAddresses`: a `Request` has none, and only you know which header to trust. */
  readonly address?: (request: Request, ...context: Context) => string | undefined;
}

/**
 * A function from a `Request` to its `Response`, for Hono, Next.js, Bun, Deno and workers. What the platform gives
 * besides the request goes on to `fallback` and `address`; where there is a `waitUntil` among it, or in Hono's context,
 * handlers that outlast their answer keep the worker alive. There are no route parameters. Throws a `TypeError` for
 * what can't be mounted and for unknown options.
 *
 * @example
 * export default { fetch: fetchHandler({ "/webhooks/callsavvy": phone, "/webhooks/servetel": lines }) };
 */
export function fetchHandler<Context extends readonly unknown[]>(
  receivers: Receivers,
  options: FetchOptions<Context> = {},
): (request: Request, ...context: Context) => Promise<Response> {
  const mountOf = mountsOf(receivers);
  const { fallback, address } = completeOptions(options);

  return async (request, ...context) => {
    const url = new URL(request.url);
    const mount = mountOf(url.pathname);
    if (!mount) return fallback(request, {}, ...context);
    return new Promise((resolve, reject) => {
      const transport = new FetchTransport(request, {
        url,
        mount,
        address: () => address(request, ...context),
        answer: resolve,
        pass: (handedOn, received) => {
          resolve(callLater(() => fallback(handedOn, received, ...context)));
        },
      });
      const work = receive(mount.reception, transport);
      work.catch(reject);
      for (const part of context) keepAlive(part, work);
    });
  };
}

function completeOptions<Context extends readonly unknown[]>(options: FetchOptions<Context>) {
  refuseUnknownKeys(options, ["fallback", "address"], "option of fetchHandler");
  const { fallback = answerNotFound, address = () => undefined } = options;
  for (const [name, value] of Object.entries({ fallback, address })) {
    if (typeof value !== "function") {
      throw new TypeError(`The option ${name} of fetchHandler is a function.`);
    }
  }
  return { fallback, address };
}

const answerNotFound = (request: Request) =>
  responseTo(request, problem(new WebhookError("ERR_NOT_FOUND")));

/** A fallback that throws is a promise that rejects, and so its caller's. */
const callLater = async <Result>(call: () => Result | PromiseLike<Result>) => call();

/** What workers call an execution context. */
interface CanWait {
  waitUntil?(work: Promise<unknown>): void;
}

/** Asks the platform to wait for the work, where it is asked that way. */
function keepAlive(part: unknown, work: Promise<void>): void {
  try {
    const { executionCtx = part } = part as { readonly executionCtx?: unknown };
    (executionCtx as CanWait).waitUntil?.(work);
  } catch {
    // Not every part is an object, and Hono's context throws where its platform has nothing to wait with.
  }
}
