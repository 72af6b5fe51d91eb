import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import { isCached } from "./caching";
import type { WebhookEvent } from "./event";
import type { Eventually } from "./eventually";
import { withoutSecrets } from "./form";
import { isObject, type JsonObject } from "./json";
import { hasOpenBody, type ParsedRequest, read } from "./read";
import type { Answer, Body, Head, ReadLimits, Transport } from "./transport";

/** A request of `node:http`, perhaps with what Express 4 and 5 add to it. */
interface NodeRequest extends ParsedRequest {
  method: string;
  url: string;
  originalUrl?: string;
  query?: unknown;
  /** What Express 4 has made of `url` and `originalUrl`, and makes anew where it is missing. */
  _parsedUrl?: unknown;
  _parsedOriginalUrl?: unknown;
  webhook?: unknown;
  ip?: string;
  app?: { get(setting: string): unknown };
}

/** Takes a delivery from a request of `node:http` and answers through its response. */
export class NodeTransport implements Transport {
  readonly head: Head;
  readonly unknownPath: Transport["unknownPath"];
  readonly #req: NodeRequest;
  readonly #res: ServerResponse;
  readonly #next: () => void;

  constructor(
    req: IncomingMessage,
    res: ServerResponse,
    { head, unknownPath }: Pick<Transport, "head" | "unknownPath">,
    next: () => void,
  ) {
    this.#req = req as NodeRequest;
    this.#res = res;
    this.head = head;
    this.unknownPath = unknownPath;
    this.#next = next;
  }

  read(limits: ReadLimits): Eventually<Body> {
    return read(this.#req, this.head.headers, limits);
  }

  hide(parameters: readonly string[]): void {
    const strip = (url: string) => {
      const { path, query } = splitUrl(url);
      const rest = withoutSecrets(query, parameters);
      return rest ? `${path}?${rest}` : path;
    };
    const req = this.#req;
    req.url = strip(req.url);
    const { originalUrl } = req;
    if (originalUrl) req.originalUrl = strip(originalUrl);
    // Not deleted, which would make every later look at the request a slow one.
    for (const cache of ["_parsedUrl", "_parsedOriginalUrl"] as const) {
      if (Object.hasOwn(req, cache)) req[cache] = undefined;
    }
    // Express 5 reads the query anew from the URL; Express 4 keeps what it has read.
    if (Object.hasOwn(req, "query") && isObject(req.query)) {
      for (const name of parameters) delete req.query[name];
    }
  }

  attach(event: WebhookEvent): void {
    this.#req.webhook = event;
  }

  answer(answer: Answer): void {
    send(this.#req, this.#res, answer, this.head);
  }

  pass(decoded?: JsonObject): void {
    if (decoded) {
      this.#req.body = decoded;
      this.#req._body = true;
    }
    this.#next();
  }
}

/** Writes the answer, unless a handler of the user's has begun one. */
export function send(
  req: IncomingMessage,
  res: ServerResponse,
  { status, headers = {}, body }: Answer,
  head: Pick<IncomingMessage, "method" | "headers"> = req,
): void {
  if (res.headersSent) {
    // A handler that has begun an answer of its own and failed will not end it.
    if (status >= 500 && !res.writableEnded) res.destroy();
    return;
  }
  res.statusCode = status;
  for (const [name, value] of Object.entries(headers)) res.setHeader(name, value);
  // Else Node would read what a stranger goes on sending, to keep the connection.
  if (hasOpenBody(req, head.headers)) res.setHeader("Connection", "close");
  if (isCached(head.method)) res.setHeader("Cache-Control", "no-store");
  res.end(body);
}

export class NodeHead implements Head {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly headers: IncomingHttpHeaders;
  readonly params: Head["params"];
  readonly #req: NodeRequest;

  constructor(
    req: IncomingMessage,
    { path, query, params }: Pick<Head, "path" | "query" | "params">,
  ) {
    this.#req = req as NodeRequest;
    this.method = this.#req.method;
    this.path = path;
    this.query = query;
    this.headers = req.headers;
    this.params = params;
  }

  /** Looked up only for those who ask for it. */
  get address(): string | undefined {
    return addressOf(this.#req);
  }
}

/** Express's word for it. Nobody's, where the app trusts whatever proxy the sender makes up. */
function addressOf(req: NodeRequest): string | undefined {
  const trusts = req.app?.get("trust proxy fn");
  if (typeof trusts === "function" && trusts(SOMEBODY, MANY_PROXIES)) return undefined;
  return "ip" in req ? req.ip : req.socket.remoteAddress;
}

/** An address that is kept for examples (RFC 5737), and more proxies in a row than anybody has. */
const SOMEBODY = "203.0.113.1";
const MANY_PROXIES = 100;

/** The path less an origin, since a proxy may send the whole URL. */
export const withoutOrigin = (path: string): string =>
  path.startsWith("/") ? path : path.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/]*/i, "");

export function splitUrl(url: string): { path: string; query: string } {
  const mark = url.indexOf("?");
  return mark < 0
    ? { path: url, query: "" }
    : { path: url.slice(0, mark), query: url.slice(mark + 1) };
}
