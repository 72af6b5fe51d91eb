import { tooLarge } from "./body";
import { bodyConsumed, WebhookError } from "./errors";
import type { WebhookEvent } from "./event";
import type { JsonObject } from "./json";
import type { Answer, Body, Head, ReadLimits, Transport } from "./transport";

/** What a receiver has made of a request that it hands on. */
export interface Received {
  /** Absent where the request is none of a receiver's. */
  readonly event?: WebhookEvent;
  /** The decoded delivery; the body of the request has been read. */
  readonly body?: JsonObject;
}

interface Surroundings {
  /** `""` at the root. */
  readonly mount: string;
  readonly path: string;
  readonly query: string;
  readonly address: () => string | undefined;
  readonly answer: (response: Response) => void;
  readonly pass: (received: Received) => void;
}

/** Takes a delivery from a `Request` of the Fetch standard and answers by a `Response`. */
export class FetchTransport implements Transport {
  readonly head: Head;
  readonly unknownPath: Transport["unknownPath"];
  readonly #request: Request;
  readonly #surroundings: Surroundings;
  #event: WebhookEvent | undefined;

  constructor(request: Request, surroundings: Surroundings) {
    const { mount, path, query, address } = surroundings;
    this.#request = request;
    this.#surroundings = surroundings;
    this.unknownPath = mount === "" ? "pass" : "refuse";
    this.head = {
      method: request.method,
      path,
      query,
      headers: Object.fromEntries(request.headers),
      get address() {
        return address();
      },
      params: {},
    };
  }

  /** Throws `ERR_BODY_TOO_LARGE`, `ERR_BODY_TIMEOUT`, `ERR_BODY_CONSUMED`, `ERR_BODY_ABORTED`, `ERR_BODY_MALFORMED`, `ERR_CONTENT_ENCODING`. */
  async read({ limit, timeoutMs }: ReadLimits): Promise<Body> {
    const { body, bodyUsed, headers } = this.#request;
    if (bodyUsed || body?.locked) throw consumed();
    if (!body) return { kind: "none" };
    if (Number(headers.get("content-length")) > limit) throw tooLarge(limit);
    const format = compressionIn(headers);
    const inflated = format ? body.pipeThrough(new DecompressionStream(format)) : body;
    const reader = inflated.getReader();
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      void reader.cancel();
    }, timeoutMs);
    try {
      const bytes = await collect(reader, limit);
      if (isLate) throw new WebhookError("ERR_BODY_TIMEOUT");
      return { kind: "bytes", bytes };
    } catch (error) {
      if (error instanceof WebhookError) throw error;
      throw isBroken(format, this.#request) ? malformed() : new WebhookError("ERR_BODY_ABORTED");
    } finally {
      clearTimeout(timer);
    }
  }

  /** A request can't be changed, and those behind have only what `pass` gives. */
  hide(): void {}

  attach(event: WebhookEvent): void {
    this.#event = event;
  }

  answer(answer: Answer): void {
    const { body, bodyUsed } = this.#request;
    // Nobody will read what a stranger goes on sending.
    if (body && !bodyUsed) void body.cancel().catch(() => {});
    this.#surroundings.answer(responseOf(answer));
  }

  pass(decoded?: JsonObject): void {
    this.#surroundings.pass({
      ...(this.#event && { event: this.#event }),
      ...(decoded && { body: decoded }),
    });
  }
}

type Compression = "gzip" | "deflate";

/** Throws `ERR_CONTENT_ENCODING` for one that the Fetch standard has no stream for. */
function compressionIn(headers: Headers): Compression | undefined {
  const coding = headers.get("content-encoding")?.trim().toLowerCase() || "identity";
  if (coding === "identity") return undefined;
  if (coding === "gzip" || coding === "deflate") return coding;
  throw new WebhookError("ERR_CONTENT_ENCODING", { detail: "send gzip, deflate or none" });
}

/** Throws `ERR_BODY_TOO_LARGE`, and whatever the stream fails with. */
async function collect(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  limit: number,
): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return Buffer.concat(chunks);
    size += value.byteLength;
    if (size > limit) {
      void reader.cancel();
      throw tooLarge(limit);
    }
    chunks.push(value);
  }
}

/** Where a compressed stream fails and its sender is still there, it can't be inflated. */
const isBroken = (format: Compression | undefined, { signal }: Request) =>
  format !== undefined && !signal.aborted;

const malformed = () =>
  new WebhookError("ERR_BODY_MALFORMED", { detail: "its compression is broken" });

const consumed = () =>
  bodyConsumed(
    "hand the request over before anything reads its body, or hand over request.clone()",
  );

export function responseOf({ status, headers, body }: Answer): Response {
  return new Response(body ?? null, {
    status,
    headers: { ...headers, "Cache-Control": "no-store" },
  });
}
