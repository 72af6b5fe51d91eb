import type { IncomingMessage, ServerResponse } from "node:http";
import type bodyParser from "body-parser";
import { tooLarge } from "./body";
import { bodyConsumed, WebhookError } from "./errors";
import type { Body, ReadLimits } from "./transport";

/** As the sender has announced it, in bytes. */
export function lengthOf({ headers }: IncomingMessage): number {
  return Number(headers["content-length"] ?? 0);
}

/**
 * The bytes of a body that nobody has read yet, inflated.
 * Throws `ERR_BODY_TOO_LARGE`, `ERR_BODY_TIMEOUT`, `ERR_BODY_CONSUMED`, `ERR_BODY_ABORTED`, `ERR_BODY_MALFORMED`,
 * `ERR_CONTENT_ENCODING`.
 */
export function collect(
  req: IncomingMessage,
  res: ServerResponse,
  { limit, timeoutMs }: ReadLimits,
): Promise<Body> {
  return new Promise((resolve, reject) => {
    if (lengthOf(req) > limit) throw tooLarge(limit);
    if (req.destroyed) throw aborted();
    // Of either, nothing would come before the body's whole time is over.
    const isTakenByAnother = req.readableEncoding || req.listenerCount("readable") > 0;
    if (isTakenByAnother) throw bodyConsumed();

    const chunks: Buffer[] = [];
    let size = 0;
    // Before inflation, too: body-parser reads a refused body to its end, and a stranger's may have none.
    const take = (chunk: Buffer) => {
      chunks.push(chunk);
      size += chunk.length;
      if (size > limit) fail(tooLarge(limit));
    };
    // Where a drain has given up on the body, nothing else waits for it.
    const timer = setTimeout(() => fail(new WebhookError("ERR_BODY_TIMEOUT")), timeoutMs).unref();
    const succeed = (bytes: Buffer) => {
      clearTimeout(timer);
      resolve({ kind: "bytes", bytes });
    };
    const fail = (error: WebhookError) => {
      clearTimeout(timer);
      req.off("data", take);
      reject(error);
    };

    req.on("data", take).on("close", () => {
      if (!req.readableEnded) fail(aborted());
    });
    if (isCompressed(req)) inflate(req, res, limit).then(succeed, fail);
    else req.on("end", () => succeed(joined(chunks)));
    // Somebody may have paused it; nobody else will let it go on.
    req.resume();
  });
}

/** One piece, as nearly all bodies are, need not be copied. */
const joined = (chunks: readonly Buffer[]): Buffer =>
  chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks);

const aborted = () => new WebhookError("ERR_BODY_ABORTED");

function isCompressed({ headers }: IncomingMessage): boolean {
  const coding = headers["content-encoding"];
  return coding !== undefined && coding.toLowerCase() !== "identity";
}

/** By body-parser, which leaves the bytes in `req.body`. */
function inflate(
  req: IncomingMessage & { body?: unknown },
  res: ServerResponse,
  limit: number,
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    parserFor(limit)(req, res, (error?: unknown) => {
      if (error) reject(refusalFor(error, limit));
      else if (Buffer.isBuffer(req.body)) resolve(req.body);
      // It does not read on where the sender has closed his side.
      else reject(aborted());
    });
  });
}

const parsers = new Map<number, ReturnType<typeof bodyParser.raw>>();

function parserFor(limit: number): ReturnType<typeof bodyParser.raw> {
  const known = parsers.get(limit);
  if (known) return known;
  const parser = loadBodyParser().raw({ limit, type: () => true });
  parsers.set(limit, parser);
  return parser;
}

/** Few bodies come compressed, and none of them to a worker. */
function loadBodyParser(): typeof bodyParser {
  return require("body-parser");
}

/** body-parser's errors carry the body itself, so they are not passed on as the cause. */
function refusalFor(error: unknown, limit: number): WebhookError {
  switch ((error as { type?: unknown }).type) {
    case "entity.too.large":
      return tooLarge(limit);
    case "encoding.unsupported":
      return new WebhookError("ERR_CONTENT_ENCODING");
    case "request.aborted":
      return aborted();
    default:
      return new WebhookError("ERR_BODY_MALFORMED", { detail: "its compression is broken" });
  }
}
