import * as zlib from "node:zlib";
import { tooLarge } from "./body";
import { WebhookError } from "./errors";

type Inflate = typeof zlib.gunzip;

/** By content coding. Not every Node has zstd. */
const inflates = new Map<string, Inflate | undefined>([
  ["gzip", zlib.gunzip],
  ["deflate", zlib.inflate],
  ["br", zlib.brotliDecompress],
  ["zstd", (zlib as { readonly zstdDecompress?: Inflate }).zstdDecompress],
]);

/**
 * What inflates a body up to a limit, in bytes; nothing where it is not compressed. Throws `ERR_CONTENT_ENCODING`;
 * inflating rejects with `ERR_BODY_TOO_LARGE` or `ERR_BODY_MALFORMED`.
 */
export function inflatorOf(
  contentEncoding: string | null | undefined,
): ((bytes: Buffer, limit: number) => Promise<Buffer>) | undefined {
  const coding = (contentEncoding || "identity").toLowerCase();
  if (coding === "identity") return undefined;
  const inflate = inflates.get(coding);
  if (!inflate) throw new WebhookError("ERR_CONTENT_ENCODING");
  return (bytes, limit) =>
    new Promise((resolve, reject) => {
      inflate(bytes, { maxOutputLength: limit }, (error, inflated) => {
        if (error) reject(refusalFor(error, limit));
        else resolve(inflated);
      });
    });
}

function refusalFor({ name }: Error, limit: number): WebhookError {
  // In workers it has no code.
  if (name === "RangeError") return tooLarge(limit);
  return new WebhookError("ERR_BODY_MALFORMED", { detail: "its compression is broken" });
}
