import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { Server as TlsServer } from "node:tls";
import type { EventType, Provider } from "../provider";
import type { Delivered, Delivery, EncodedDelivery, Encoding } from "./delivery";
import { type EncodeOptions, encode } from "./encode";
import { type ExchangeOptions, exchange } from "./exchange";

/** An Express app, a receiver, or any listener of a server's. */
export type Listener = (
  req: IncomingMessage,
  res: ServerResponse,
  next: (error?: unknown) => void,
) => unknown;

/** Who takes the delivery: an app, a server or its address. */
export type Target = string | URL | Server | Listener;

/** Where a delivery goes, and how it is written. */
export interface DeliverOptions extends EncodeOptions, ExchangeOptions {
  /** How it is written. Default: as the provider writes this event. */
  readonly as?: Encoding;
  /** Where the receiver is mounted, as in `"/webhooks/servetel"`; goes behind the path of a URL. Default: right there. */
  readonly path?: string;
  /** The secret, for `?token=`. Default, also where a variable of the environment is not set: none. */
  readonly token?: string | undefined;
  /** Other query parameters of the webhook's URL. */
  readonly query?: Readonly<Record<string, string>>;
}

/**
 * Sends a delivery over HTTP, and tells what came of it. An app, or a server that does not listen yet, listens on a
 * free port of this machine meanwhile. Rejects where no answer comes: with the connection's error, or with an error of
 * the code `ETIMEDOUT`, or `EMSGSIZE` for an answer of more than 16 MiB.
 *
 * @example
 * const { status, event } = await deliver(app, sample("servetel", "callMissed"), {
 *   path: "/webhooks/servetel",
 *   token: process.env.SERVETEL_SECRET,
 * });
 */
export async function deliver<P extends Provider, Type extends EventType<P>>(
  target: Target,
  delivery: Delivery<P, Type> | EncodedDelivery,
  options: DeliverOptions = {},
): Promise<Delivered<P, Type>> {
  const encoded = "fields" in delivery ? encode(delivery, options.as, options) : delivery;
  const send = (url: URL) =>
    exchange<P, Type>(url, { ...encoded, ...locate(url, encoded, options) }, options);
  if (typeof target === "string" || target instanceof URL) return send(new URL(target));

  const server = typeof target === "function" ? createServer(listenerOf(target)) : target;
  return whileListening(server, () => send(new URL(originOf(server))));
}

/** Servers that listen for the sake of deliveries, and how many of those are under way. */
const opened = new WeakMap<Server, { readonly listening: Promise<unknown>; deliveries: number }>();

/** Has a server listen meanwhile that does not listen yet, once for all deliveries that are under way. */
async function whileListening<Result>(
  server: Server,
  send: () => Promise<Result>,
): Promise<Result> {
  const opening = opened.get(server);
  if (server.listening && !opening) return send();
  const use = opening ?? {
    listening: once(server.listen(0, "127.0.0.1"), "listening"),
    deliveries: 0,
  };
  opened.set(server, use);
  use.deliveries++;
  try {
    await use.listening;
    return await send();
  } finally {
    if (--use.deliveries === 0) {
      opened.delete(server);
      server.close();
      server.closeAllConnections();
    }
  }
}

/** An app ends all requests by itself; a receiver hands some of them on. */
function listenerOf(target: Listener) {
  return (req: IncomingMessage, res: ServerResponse) => {
    if ("listen" in target) return void (target as (...args: unknown[]) => unknown)(req, res);
    target(req, res, (error) => {
      res.statusCode = error ? 500 : 404;
      res.end();
    });
  };
}

/** Where a listening server can be reached from this machine. */
export function originOf(server: Server): string {
  const address = server.address();
  if (address === null || typeof address === "string") {
    throw new TypeError("A server that listens on a pipe has no address to deliver to.");
  }
  const isEverywhere = /^(?:::|0\.0\.0\.0)$/.test(address.address);
  const host = isEverywhere ? "localhost" : address.address;
  const protocol = server instanceof TlsServer ? "https" : "http";
  return `${protocol}://${host.includes(":") ? `[${host}]` : host}:${address.port}`;
}

/** The whole path and query: those of the URL first, as in a portal that adds fields to what it was given. */
function locate(
  base: URL,
  { path, query }: EncodedDelivery,
  { path: mount = "", token, query: more = {} }: DeliverOptions,
): Pick<EncodedDelivery, "path" | "query"> {
  const mounted = `${base.pathname}/${mount}`.replace(/\/{2,}/g, "/").replace(/(?<=.)\/$/, "");
  const ours = new URLSearchParams({ ...(token !== undefined && { token }), ...more });
  return {
    path: endsWithTrigger(mounted, path) ? mounted : `${mounted.replace(/\/$/, "")}${path}` || "/",
    query: [base.search.slice(1), ours.toString(), query].filter((part) => part !== "").join("&"),
  };
}

/** A URL of a trigger of its own is complete, whether it says `call-missed` or `callMissed`. */
function endsWithTrigger(mounted: string, path: string): boolean {
  const bare = (text: string) =>
    text.slice(text.lastIndexOf("/")).replaceAll("-", "").toLowerCase();
  return path !== "" && bare(mounted) === bare(path);
}
