import type { IncomingMessage } from "node:http";

/** A body as far as it came. */
export interface CollectedBody {
  readonly bytes: Buffer;
  /** Whether that is all of it, or why not. */
  readonly end: "whole" | "too-large" | "late" | "aborted";
}

/** How much of a body is collected, and for how long. */
export interface CollectLimits {
  readonly limit: number;
  readonly timeoutMs: number;
}

/** Collects the bytes of a request's body as they are on the wire. Never rejects. */
export function collectBody(
  request: IncomingMessage,
  { limit, timeoutMs }: CollectLimits,
): Promise<CollectedBody> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const end = (end: CollectedBody["end"]) => {
      clearTimeout(timer);
      request.off("data", collect).pause();
      resolve({ bytes: Buffer.concat(chunks), end });
    };
    const collect = (chunk: Buffer) => {
      chunks.push(chunk);
      length += chunk.length;
      if (length > limit) end("too-large");
    };
    const timer = setTimeout(() => end("late"), timeoutMs);
    request
      .on("data", collect)
      .on("end", () => end("whole"))
      // Who hangs up is heard of by the error.
      .on("error", () => end("aborted"));
  });
}
