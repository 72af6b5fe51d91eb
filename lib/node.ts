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
 * `unhandled: "next"` goes there too, with `req.webhook` and `req.body` set. Throws a `TypeError` for what can't be
 * mounted.
 *
 * @example
 * const app = express().get("/", showPage);
 * createServer(nodeListener({ "/webhooks/callsavvy": phone, "/webhooks/servetel": lines }, app)).listen(3000);
 */
export function nodeListener(receivers: Receivers, fallback?: RequestListener): RequestListener {
  const mountOf = mountsOf(receivers);
  const goOn: RequestListener = fallback ?? ((req, res) => answerNotFound(req, res));
  return (req, res) => {
    const mount = mountOf(pathOf(req.url as string));
    if (mount) void receiveAt(mount, req as MountedRequest, res, goOn);
    else goOn(req, res);
  };
}

/** A proxy may send the whole URL. */
const ORIGIN = /^[a-z][a-z0-9+.-]*:\/\/[^/?]*/i;

function pathOf(url: string): string {
  const end = url.indexOf("?");
  return (end < 0 ? url : url.slice(0, end)).replace(ORIGIN, "");
}

/** Hands over as Express does: the receiver sees what is below its mount, and whoever comes next the whole URL again. */
function receiveAt(
  { at, receiver }: Mount,
  req: MountedRequest,
  res: ServerResponse,
  goOn: RequestListener,
): Promise<void> {
  const url = req.url.replace(ORIGIN, "");
  const below = url.slice(at.length);
  req.originalUrl = url;
  req.baseUrl = url.slice(0, at.length);
  req.url = below.startsWith("/") ? below : `/${below}`;
  return receiver(req, res, () => {
    req.url = req.originalUrl as string;
    req.baseUrl = "";
    goOn(req, res);
  });
}

function answerNotFound(req: IncomingMessage, res: ServerResponse): void {
  new ExpressTransport(req, res, () => {}, undefined).answer(
    problem(new WebhookError("ERR_NOT_FOUND")),
  );
}
