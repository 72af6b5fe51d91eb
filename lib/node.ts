import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { WebhookError } from "./errors";
import { ExpressTransport } from "./express";
import { type Mount, mountsOf, type Receivers } from "./mounts";
import { problem } from "./problem";

export type { AnyReceiver, Receivers } from "./mounts";

/** What Express adds to a request that it has mounted somewhere. */
interface MountedRequest extends IncomingMessage {
  url: string;
  baseUrl?: string;
  originalUrl?: string;
}

/**
 * A listener for `http.createServer` that gives webhooks to their receivers, past Express, and all other requests to
 * `fallback`, which may well be an Express app. Without one, they are answered 404. What a receiver hands on by
 * `unhandled: "next"` goes there too, with `req.webhook` and `req.body` set. There are no route parameters. Throws a
 * `TypeError` for what can't be mounted.
 *
 * @example
 * const app = express().get("/", showPage);
 * createServer(nodeListener({ "/webhooks/callsavvy": phone, "/webhooks/servetel": lines }, app)).listen(3000);
 */
export function nodeListener(
  receivers: Receivers,
  fallback: RequestListener = answerNotFound,
): RequestListener {
  const mountOf = mountsOf(receivers);
  if (typeof fallback !== "function") {
    throw new TypeError("The fallback is a listener, such as an Express app.");
  }
  return (req, res) => {
    const url = req.url as string;
    const origin = originOf(url);
    const mount = mountOf(pathOf(url, origin.length));
    if (mount) void receiveAt(mount, origin, req as MountedRequest, res, fallback);
    else fallback(req, res);
  };
}

/** A proxy may send the whole URL. */
const originOf = (url: string) =>
  url.startsWith("/") ? "" : (/^[a-z][a-z0-9+.-]*:\/\/[^/?]*/i.exec(url)?.[0] ?? "");

function pathOf(url: string, start: number): string {
  const mark = url.indexOf("?");
  return url.slice(start, mark < 0 ? url.length : mark) || "/";
}

/** Hands over as Express does: the receiver sees what is below its mount, and whoever comes next the whole URL again. */
function receiveAt(
  { at, receiver }: Mount,
  origin: string,
  req: MountedRequest,
  res: ServerResponse,
  fallback: RequestListener,
): Promise<void> {
  const { baseUrl: base = "" } = req;
  const mounted = req.url.slice(origin.length, origin.length + at.length);
  const below = req.url.slice(origin.length + at.length);
  const slash = below.startsWith("/") ? "" : "/";
  req.originalUrl ??= req.url;
  req.baseUrl = base + mounted;
  req.url = origin + slash + below;
  return receiver(req, res, () => {
    // A secret has been taken out of it meanwhile.
    req.url = origin + mounted + req.url.slice(origin.length + slash.length);
    req.baseUrl = base;
    fallback(req, res);
  });
}

function answerNotFound(req: IncomingMessage, res: ServerResponse): void {
  new ExpressTransport(req, res, () => {}, undefined).answer(
    problem(new WebhookError("ERR_NOT_FOUND")),
  );
}
