import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { tooLarge } from "./body";
import { bodyConsumed, WebhookError } from "./errors";
import { inflatorOf } from "./inflate";
import type { Body, ReadLimits } from "./transport";

/** As the sender has announced it, in bytes. */
export function lengthOf(headers: IncomingHttpHeaders): number {
  return Number(headers["content-length"] ?? 0);
}

/**
 * The bytes of a body that nobody has read yet, inflated.
 * Throws `ERR_BODY_TOO_LARGE`, `ERR_BODY_TIMEOUT`, `ERR_BODY_CONSUMED`, `ERR_BODY_ABORTED`, `ERR_BODY_MALFORMED`,
 * `ERR_CONTENT_ENCODING`.
 */
export function collect(
  req: IncomingMessage,
  headers: IncomingHttpHeaders,
  { limit, timeoutMs }: ReadLimits,
): Promise<Body> {
  return new Promise((resolve, reject) => {
    if (lengthOf(headers) > limit) throw tooLarge(limit);
    // Nothing would come before the body's whole time is over.
    if (req.listenerCount("readable") > 0) throw bodyConsumed();
    const inflate = inflatorOf(headers["content-encoding"]);

    const chunks: Buffer[] = [];
    let size = 0;
    // Before inflation, too: a stranger's body may have no end.
    const take = (chunk: Buffer | string) => {
      // Somebody has had the bytes decoded.
      if (typeof chunk === "string") return fail(bodyConsumed());
      chunks.push(chunk);
      size += chunk.length;
      if (size > limit) fail(tooLarge(limit));
    };
    // Where a drain has given up on the body, nothing else waits for it.
    const timer = setTimeout(() => fail(new WebhookError("ERR_BODY_TIMEOUT")), timeoutMs);
    timer.unref?.();
    const succeed = (bytes: Buffer) => {
      clearTimeout(timer);
      resolve({ kind: "bytes", bytes });
    };
    const fail = (error: WebhookError) => {
      clearTimeout(timer);
      req.off("data", take);
      reject(error);
    };

    let isWhole = false;
    req.on("data", take).on("close", () => {
      // An end that has come before may have been that of an empty body, which somebody else has read.
      const end = () => (req.readableEnded ? bodyConsumed() : new WebhookError("ERR_BODY_ABORTED"));
      if (!isWhole) fail(end());
    });
    req.on("end", () => {
      isWhole = true;
      if (inflate) inflate(joined(chunks), limit).then(succeed, fail);
      else succeed(joined(chunks));
    });
    // Somebody may have paused it; nobody else will let it go on.
    req.resume();
  });
}

/** One piece, as nearly all bodies are, need not be copied. */
const joined = (chunks: readonly Buffer[]): Buffer =>
  chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks);
