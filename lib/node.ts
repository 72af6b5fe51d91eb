import type { RequestListener } from "node:http";
import { WebhookError } from "./errors";
import { mountsOf, type Receivers } from "./mounts";
import { NodeHead, NodeTransport, send, splitUrl, withoutOrigin } from "./node-transport";
import { receive } from "./pipeline";
import { problem } from "./problem";

export type { AnyReceiver, Receivers } from "./mounts";

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
    const { path, query } = splitUrl(req.url as string);
    const below = withoutOrigin(path) || "/";
    const mount = mountOf(below);
    if (!mount) return fallback(req, res);
    const { at, reception, unknownPath } = mount;
    const head = new NodeHead(req, { path: below.slice(at.length), query, params: {} });
    const goOn = () => fallback(req, res);
    void receive(reception, new NodeTransport(req, res, { head, unknownPath }, goOn));
  };
}

const answerNotFound: RequestListener = (req, res) =>
  send(req, res, problem(new WebhookError("ERR_NOT_FOUND")));
