import type { IncomingMessage, ServerResponse } from "node:http";
import type bodyParser from "body-parser";
import { sizeOf, tooLarge } from "./body";
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
  let body = textOrBytes(req.rawBody);
  if (!body || sizeOf(body) === 0) {
    if (isUnread(req)) await readInto(req, res, limits);
    body = leftIn(req);
  }
  const size = body.kind === "parsed" ? lengthOf(req) : sizeOf(body);
  if (size > limits.limit) throw tooLarge(limits.limit);
  return body;
}

/** Whether the request has a body whose end has not arrived: its connection can't be used again. */
export function hasOpenBody(req: IncomingMessage): boolean {
  return expectsBody(req) && !req.complete;
}

function expectsBody(req: IncomingMessage): boolean {
  return req.headers["transfer-encoding"] !== undefined || lengthOf(req) > 0;
}

/** As the sender has announced it. */
function lengthOf({ headers }: IncomingMessage): number {
  return Number(headers["content-length"] ?? 0);
}

function isUnread(req: ParsedRequest): boolean {
  return expectsBody(req) && !req._body && !req.readableDidRead && !req.readableEnded;
}

function textOrBytes(value: unknown): Body | undefined {
  if (ArrayBuffer.isView(value)) {
    return { kind: "bytes", bytes: Buffer.from(value.buffer, value.byteOffset, value.byteLength) };
  }
  return typeof value === "string" ? { kind: "text", text: value } : undefined;
}

/** What a parser has left in `req.body`. */
function leftIn(req: ParsedRequest): Body {
  const { body } = req;
  const unparsed = textOrBytes(body);
  if (unparsed) return unparsed;
  if (isParsed(req)) return { kind: "parsed", value: body };
  if (!expectsBody(req)) return { kind: "none" };
  throw req.readableAborted ? new WebhookError("ERR_BODY_ABORTED") : bodyConsumed();
}

function isParsed(req: ParsedRequest): boolean {
  const { body } = req;
  if (isObject(body)) return Object.keys(body).length > 0 || isEmptyOnPurpose(req);
  return body !== undefined && (typeof body !== "object" || body === null || Array.isArray(body));
}

/** body-parser 1 leaves an empty object where it reads nothing, and marks what it reads; of others, only a body without a field is as short. */
function isEmptyOnPurpose(req: ParsedRequest): boolean {
  const length = lengthOf(req);
  return req._body === true || (length > 0 && length <= EMPTY_OBJECT_LENGTH);
}

/** `{}`, with a blank in it at most. */
const EMPTY_OBJECT_LENGTH = 3;

const parsers = new Map<number, ReturnType<typeof bodyParser.raw>>();

function parserFor(limit: number): ReturnType<typeof bodyParser.raw> {
  const known = parsers.get(limit);
  if (known) return known;
  const parser = loadBodyParser().raw({ limit, type: () => true });
  parsers.set(limit, parser);
  return parser;
}

/** Only a request of Node's own is read by it, and a worker has none. */
function loadBodyParser(): typeof bodyParser {
  return require("body-parser");
}

/** Leaves the bytes in `req.body`, as body-parser does. */
function readInto(
  req: ParsedRequest,
  res: ServerResponse,
  { limit, timeoutMs }: ReadLimits,
): Promise<void> {
  if (lengthOf(req) > limit) return Promise.reject(tooLarge(limit));
  // Of either, body-parser would take the body's whole time to find out.
  const isTakenByAnother = req.readableEncoding || req.listenerCount("readable") > 0;
  if (isTakenByAnother) return Promise.reject(bodyConsumed());

  return new Promise((resolve, reject) => {
    let received = 0;
    // body-parser reads a refused body to its end before it says so; a stranger's may have none.
    const count = (chunk: Buffer) => {
      received += chunk.length;
      if (received > limit) end(tooLarge(limit));
    };
    // Where a drain has given up on the body, nothing else waits for it.
    const timer = setTimeout(() => end(new WebhookError("ERR_BODY_TIMEOUT")), timeoutMs).unref();
    const end = (error?: WebhookError) => {
      clearTimeout(timer);
      req.off("data", count);
      if (error) reject(error);
      else resolve();
    };
    req.on("data", count);
    parserFor(limit)(req, res, (error?: unknown) =>
      end(error ? refusalFor(error, limit) : undefined),
    );
    // Somebody may have paused it; nobody else will let it go on.
    req.resume();
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
