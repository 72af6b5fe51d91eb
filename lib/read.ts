import type { IncomingMessage, ServerResponse } from "node:http";
import bodyParser from "body-parser";
import { bodyConsumed, WebhookError } from "./errors";
import { isObject } from "./json";
import type { Body, ReadLimits } from "./transport";

/** A request as body parsers leave it. */
export interface ParsedRequest extends IncomingMessage {
  body?: unknown;
  rawBody?: unknown;
  /** Set by body-parser 1 once it has read the body. */
  _body?: boolean;
}

/**
 * The body: what another parser has left of it, else its bytes, inflated.
 * Throws `ERR_BODY_TOO_LARGE`, `ERR_BODY_TIMEOUT`, `ERR_BODY_CONSUMED`, `ERR_BODY_ABORTED`, `ERR_BODY_MALFORMED`,
 * `ERR_CONTENT_ENCODING`.
 */
export async function read(
  req: ParsedRequest,
  res: ServerResponse,
  limits: ReadLimits,
): Promise<Body> {
  const { rawBody } = req;
  if ((Buffer.isBuffer(rawBody) || typeof rawBody === "string") && rawBody.length > 0) {
    return bounded(leftAs(rawBody), limits.limit);
  }
  if (isUnread(req)) {
    return { kind: "bytes", bytes: await readStream(req, res, limits) };
  }
  return bounded(leftBy(req), limits.limit);
}

/** Whether the request has a body whose end has not arrived: its connection can't be used again. */
export function hasOpenBody(req: IncomingMessage): boolean {
  return expectsBody(req) && !req.complete;
}

function expectsBody({ headers }: IncomingMessage): boolean {
  return headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;
}

function isUnread(req: ParsedRequest): boolean {
  return expectsBody(req) && !req._body && !req.readableDidRead && !req.readableEnded;
}

function leftAs(body: Buffer | string): Body {
  return typeof body === "string" ? { kind: "text", text: body } : { kind: "bytes", bytes: body };
}

function leftBy(req: ParsedRequest): Body {
  const { body } = req;
  if (Buffer.isBuffer(body) || typeof body === "string") return leftAs(body);
  const isPlaceholder =
    body === undefined ||
    (isObject(body) && Object.keys(body).length === 0 && !req._body && !declaresEmptyObject(req));
  if (!isPlaceholder) {
    if (typeof body === "object" && body !== null && !isObject(body) && !Array.isArray(body)) {
      throw bodyConsumed();
    }
    return { kind: "parsed", value: body };
  }
  if (!expectsBody(req)) return { kind: "none" };
  if (req.destroyed && !req.complete) throw new WebhookError("ERR_BODY_ABORTED");
  throw bodyConsumed();
}

/** body-parser 2 leaves no mark, so an empty object is told from its absence by the length of `{}`. */
function declaresEmptyObject({ headers }: IncomingMessage): boolean {
  return Number(headers["content-length"]) === 2;
}

function bounded(body: Body, limit: number): Body {
  const size =
    body.kind === "bytes"
      ? body.bytes.length
      : body.kind === "text"
        ? Buffer.byteLength(body.text)
        : 0;
  if (size > limit) throw tooLarge(limit);
  return body;
}

const tooLarge = (limit: number) =>
  new WebhookError("ERR_BODY_TOO_LARGE", { detail: `at most ${limit} bytes are read` });

const parsers = new Map<number, ReturnType<typeof bodyParser.raw>>();

function parserFor(limit: number): ReturnType<typeof bodyParser.raw> {
  const known = parsers.get(limit);
  if (known) return known;
  const parser = bodyParser.raw({ limit, type: () => true });
  parsers.set(limit, parser);
  return parser;
}

function readStream(
  req: ParsedRequest,
  res: ServerResponse,
  { limit, timeoutMs }: ReadLimits,
): Promise<Buffer> {
  if (Number(req.headers["content-length"]) > limit) return Promise.reject(tooLarge(limit));
  // body-parser would find this out only after it had waited for the end of the body.
  if (req.readableEncoding) return Promise.reject(bodyConsumed());

  return new Promise((resolve, reject) => {
    let received = 0;
    // body-parser reads a refused body to its end before it says so; a stranger's body may have none.
    const count = (chunk: Buffer) => {
      received += chunk.length;
      if (received > limit) settle(() => reject(tooLarge(limit)));
    };
    const timer = setTimeout(
      () => settle(() => reject(new WebhookError("ERR_BODY_TIMEOUT"))),
      timeoutMs,
    );
    const settle = (outcome: () => void) => {
      clearTimeout(timer);
      req.off("data", count);
      outcome();
    };

    req.on("data", count);
    parserFor(limit)(req, res, (error?: unknown) =>
      settle(() => {
        if (error) reject(refusalFor(error, limit));
        else if (Buffer.isBuffer(req.body)) resolve(req.body);
        else reject(bodyConsumed());
      }),
    );
  });
}

/** body-parser's errors carry the body itself, so they are not passed on as the cause. */
function refusalFor(error: unknown, limit: number): WebhookError {
  switch ((error as { type?: unknown }).type) {
    case "entity.too.large":
      return tooLarge(limit);
    case "encoding.unsupported":
      return new WebhookError("ERR_CONTENT_ENCODING");
    case "request.aborted":
      return new WebhookError("ERR_BODY_ABORTED");
    default:
      return new WebhookError("ERR_BODY_MALFORMED", {
        detail: "its length or its compression is broken",
      });
  }
}
