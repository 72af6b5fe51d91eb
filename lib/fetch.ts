import { WebhookError } from "./errors";
import { FetchTransport, type Received, responseOf } from "./fetch-transport";
import { mountsOf, type Receivers } from "./mounts";
import { receive } from "./pipeline";
import { problem } from "./problem";

export type { Received } from "./fetch-transport";
export type { AnyReceiver, Receivers } from "./mounts";

export interface FetchOptions<Context extends readonly unknown[]> {
  /** Answers all other requests, and what a receiver hands on by `unhandled: "next"`. Default: 404. */
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
 * besides the request goes on to `fallback`; where there is a `waitUntil` among it, handlers that outlast their answer
 * keep the worker alive. Throws a `TypeError` for what can't be mounted.
 *
 * @example
 * export default { fetch: fetchHandler({ "/webhooks/callsavvy": phone, "/webhooks/servetel": lines }) };
 */
export function fetchHandler<Context extends readonly unknown[]>(
  receivers: Receivers,
  { fallback = answerNotFound, address }: FetchOptions<Context> = {},
): (request: Request, ...context: Context) => Promise<Response> {
  const mountOf = mountsOf(receivers);
  return async (request, ...context) => {
    const { pathname, search } = new URL(request.url);
    const mount = mountOf(pathname);
    if (!mount) return fallback(request, {}, ...context);
    return new Promise((resolve) => {
      const transport = new FetchTransport(request, {
        mount: mount.at,
        path: pathname.slice(mount.at.length),
        query: search.slice(1),
        address: () => address?.(request, ...context),
        answer: resolve,
        pass: (received) => resolve(callLater(() => fallback(request, received, ...context))),
      });
      const work = receive(mount.reception, transport);
      for (const part of context) if (canWait(part)) part.waitUntil(work);
    });
  };
}

/** A fallback that throws is a promise that rejects, and so its caller's. */
const callLater = async <Result>(call: () => Result | PromiseLike<Result>) => call();

const answerNotFound = () => responseOf(problem(new WebhookError("ERR_NOT_FOUND")));

/** What workers call an execution context. */
interface CanWait {
  waitUntil(work: Promise<unknown>): void;
}

function canWait(part: unknown): part is CanWait {
  return typeof (part as CanWait | null | undefined)?.waitUntil === "function";
}
