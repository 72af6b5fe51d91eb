import { bodyConsumed, WebhookError } from "./errors";
import type { Body } from "./transport";

/** The body's bytes; a delivery in a query has none. Throws `ERR_BODY_CONSUMED` where another parser has kept none. */
export function bytesOf(body: Body): Buffer {
  if (body.kind === "bytes") return body.bytes;
  if (body.kind === "parsed") throw bodyConsumed();
  return Buffer.from(body.kind === "text" ? body.text : "");
}

/** In bytes, as far as there are any. */
export function sizeOf(body: Body): number {
  if (body.kind === "bytes") return body.bytes.length;
  return body.kind === "text" ? Buffer.byteLength(body.text) : 0;
}

export const tooLarge = (limit: number) =>
  new WebhookError("ERR_BODY_TOO_LARGE", { detail: `at most ${limit} bytes are read` });
