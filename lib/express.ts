import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import type { WebhookEvent } from "./event";
import type { Eventually } from "./eventually";
import { withoutParameters } from "./form";
import { isObject, type JsonObject } from "./json";
import { hasOpenBody, type ParsedRequest, read } from "./read";
import type { Answer, Body, Head, ReadLimits, Transport } from "./transport";

/** What Express 4 and 5 add to a request, as far as it is needed here. */
interface ExpressRequest extends ParsedRequest {
  method: string;
  url: string;
  baseUrl?: string;
  originalUrl?: string;
  params?: Readonly<Record<string, string | readonly string[]>>;
  query?: unknown;
  /** What Express 4 has made of `url` and `originalUrl`, and makes anew where it is missing. */
  _parsedUrl?: unknown;
  _parsedOriginalUrl?: unknown;
  route?: { readonly path?: unknown; readonly stack?: readonly { readonly handle?: unknown }[] };
  webhook?: unknown;
  ip?: string;
  app?: { get(setting: string): unknown };
}

type Next = (error?: unknown) => void;

/** Takes a delivery from Express and answers through it. */
export class ExpressTransport implements Transport {
  readonly head: Head;
  readonly unknownPath: Transport["unknownPath"];
  readonly #req: ExpressRequest;
  readonly #res: ServerResponse;
  readonly #next: Next;

  /** The middleware tells whether it stands in a route, whose pattern has taken the whole path. */
  constructor(req: IncomingMessage, res: ServerResponse, next: Next, middleware: unknown) {
    this.#req = req as ExpressRequest;
    this.#res = res;
    this.#next = next;
    const { url, baseUrl, route } = this.#req;
    const { path, query } = splitUrl(url);
    const isRouteHandler = route?.stack?.some(({ handle }) => handle === middleware);
    // The receiver may be wrapped in a function of the user's. A route with a pattern of any other kind is rather one
    // that has let the request pass before: Express leaves it on the request.
    const isInRoute = route?.path === path;
    this.unknownPath = isInRoute ? "ignore" : baseUrl ? "refuse" : "pass";
    this.head = new ExpressHead(this.#req, isRouteHandler ? "" : path.replace(ORIGIN, ""), query);
  }

  read(limits: ReadLimits): Eventually<Body> {
    return read(this.#req, limits);
  }

  hide(parameters: readonly string[]): void {
    // Among more parameters than are read, nobody looks for the secret: out with them all.
    const shown = (query: string) => withoutParameters(query, parameters) ?? "";
    const { query: usual } = this.head;
    const usualRest = shown(usual);
    const strip = (url: string) => {
      const { path, query } = splitUrl(url);
      const rest = query === usual ? usualRest : shown(query);
      return rest ? `${path}?${rest}` : path;
    };
    const req = this.#req;
    req.url = strip(req.url);
    if (req.originalUrl) req.originalUrl = strip(req.originalUrl);
    // Not deleted, which would make every later look at the request a slow one.
    if (req._parsedUrl) req._parsedUrl = undefined;
    if (req._parsedOriginalUrl) req._parsedOriginalUrl = undefined;
    // Express 5 reads the query anew from the URL; Express 4 keeps what it has read.
    if (Object.hasOwn(req, "query") && isObject(req.query)) {
      for (const name of parameters) delete req.query[name];
    }
  }

  attach(event: WebhookEvent): void {
    this.#req.webhook = event;
  }

  answer({ status, headers, body = "" }: Answer): void {
    const res = this.#res;
    if (res.headersSent) {
      // A handler that has begun an answer of its own and failed will not end it.
      if (status >= 500 && !res.writableEnded) res.destroy();
      return;
    }
    // All at once: a header that is set by itself costs Node more than everything else here.
    res.writeHead(status, {
      ...headers,
      "Cache-Control": "no-store",
      ...(status !== NO_CONTENT && { "Content-Length": Buffer.byteLength(body) }),
      // Else Node would read what a stranger goes on sending, to keep the connection.
      ...(hasOpenBody(this.#req) && { Connection: "close" }),
    });
    res.end(body);
  }

  pass(decoded?: JsonObject): void {
    if (decoded) {
      this.#req.body = decoded;
      this.#req._body = true;
    }
    this.#next();
  }
}

class ExpressHead implements Head {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly headers: IncomingHttpHeaders;
  readonly params: Readonly<Record<string, string>>;
  readonly #req: ExpressRequest;

  constructor(req: ExpressRequest, path: string, query: string) {
    this.method = req.method;
    this.path = path;
    this.query = query;
    this.headers = req.headers;
    this.params = Object.fromEntries(
      Object.entries(req.params ?? {}).map(([name, value]) => [name, [value].flat().join("/")]),
    );
    this.#req = req;
  }

  /** Looked up only for those who ask for it. */
  get address(): string | undefined {
    return addressOf(this.#req);
  }
}

/** The one status whose answer may not even say that it is empty. */
const NO_CONTENT = 204;

/** Express's word for it. Nobody's, where the app trusts whatever proxy the sender makes up. */
function addressOf(req: ExpressRequest): string | undefined {
  const trusts = req.app?.get("trust proxy fn");
  if (typeof trusts === "function" && trusts(SOMEBODY, MANY_PROXIES)) return undefined;
  return "ip" in req ? req.ip : req.socket.remoteAddress;
}

/** An address that is kept for examples (RFC 5737), and more proxies in a row than anybody has. */
const SOMEBODY = "203.0.113.1";
const MANY_PROXIES = 100;

const ORIGIN = /^[a-z][a-z0-9+.-]*:\/\/[^/]*/i;

function splitUrl(url: string): { path: string; query: string } {
  const mark = url.indexOf("?");
  return mark < 0
    ? { path: url, query: "" }
    : { path: url.slice(0, mark), query: url.slice(mark + 1) };
}
