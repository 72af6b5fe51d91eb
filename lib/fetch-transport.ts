import { tooLarge } from "./body";
import { isCached } from "./caching";
import { Deadline, LATE } from "./deadline";
import { bodyConsumed, WebhookError } from "./errors";
import type { WebhookEvent } from "./event";
import { withoutSecrets } from "./form";
import { inflatorOf } from "./inflate";
import type { JsonObject } from "./json";
import type { Mount } from "./mounts";
import type { Answer, Body, Head, ReadLimits, Transport } from "./transport";

/** What a receiver has made of a request that it hands on. */
export interface Received {
  /** Absent where the request is none of a receiver's. */
  readonly event?: WebhookEvent;
  /** The decoded delivery; the body of the request has been read. */
  readonly body?: JsonObject;
}

type Reader = ReadableStreamDefaultReader<Uint8Array>;

interface Surroundings {
  readonly url: URL;
  readonly mount: Mount;
  readonly address: () => string | undefined;
  readonly answer: (response: Response) => void;
  readonly pass: (request: Request, received: Received) => void;
}

/** Takes a delivery from a `Request` of the Fetch standard and answers by a `Response`. */
export class FetchTransport implements Transport {
  readonly head: Head;
  readonly unknownPath: Transport["unknownPath"];
  readonly #request: Request;
  readonly #surroundings: Surroundings;
  #reader: Reader | undefined;
  #isComplete = false;
  #hidden: readonly string[] = [];
  #event: WebhookEvent | undefined;

  constructor(request: Request, surroundings: Surroundings) {
    const { url, mount, address } = surroundings;
    this.#request = request;
    this.#surroundings = surroundings;
    this.unknownPath = mount.unknownPath;
    this.head = {
      method: request.method,
      path: url.pathname.slice(mount.at.length),
      query: url.search.slice(1),
      headers: Object.fromEntries(request.headers),
      // Looked up only for those who ask for it.
      get address() {
        return address();
      },
      params: {},
    };
  }

  /** Throws `ERR_BODY_TOO_LARGE`, `ERR_BODY_TIMEOUT`, `ERR_BODY_CONSUMED`, `ERR_BODY_ABORTED`, `ERR_BODY_MALFORMED`, `ERR_CONTENT_ENCODING`. */
  async read(limits: ReadLimits): Promise<Body> {
    const { limit, timeoutMs } = limits;
    const { headers, bodyUsed } = this.#request;
    if (bodyUsed) throw consumed();
    const length = Number(headers.get("content-length"));
    if (length > limit) throw tooLarge(limit);
    const inflate = inflatorOf(headers.get("content-encoding"));
    // The server has promised that length. Where it has not, the body is counted, by a stream, which costs far more.
    const arriving = length > 0 ? readWhole(this.#request) : this.#readStream(limit);
    const bytes = await within(arriving, timeoutMs);
    this.#isComplete = true;
    if (!bytes) return { kind: "none" };
    if (bytes.length > limit) throw tooLarge(limit);
    return { kind: "bytes", bytes: inflate ? await inflate(bytes, limit) : bytes };
  }

  async #readStream(limit: number): Promise<Buffer | undefined> {
    const { body } = this.#request;
    if (!body) return undefined;
    if (body.locked) throw consumed();
    this.#reader = body.getReader();
    return readAll(this.#reader, limit);
  }

  hide(parameters: readonly string[]): void {
    this.#hidden = parameters;
  }

  attach(event: WebhookEvent): void {
    this.#event = event;
  }

  answer(answer: Answer): void {
    const response = responseTo(this.#request, answer);
    const rest = this.#isComplete ? null : (this.#reader ?? this.#request.body);
    if (rest) {
      // Else a server would read what a stranger goes on sending, to keep the connection.
      response.headers.set("Connection", "close");
      rest.cancel().catch(ignore);
    }
    this.#surroundings.answer(response);
  }

  pass(decoded?: JsonObject): void {
    this.#surroundings.pass(this.#withoutSecrets(), {
      ...(this.#event && { event: this.#event }),
      ...(decoded && { body: decoded }),
    });
  }

  /** A request can't be changed. A copy of it lacks what the platform has added, so it is made only where one is needed. */
  #withoutSecrets(): Request {
    const { method, headers, signal } = this.#request;
    if (this.#hidden.length === 0) return this.#request;
    const url = new URL(this.#surroundings.url);
    url.search = withoutSecrets(this.head.query, this.#hidden);
    return new Request(url, { method, headers, signal });
  }
}

/** What arrives in time. Throws `ERR_BODY_TIMEOUT`. */
async function within<Arrived>(arriving: Promise<Arrived>, timeoutMs: number): Promise<Arrived> {
  const patience = new Deadline(timeoutMs);
  try {
    const arrived = await patience.race(arriving);
    if (arrived === LATE) throw new WebhookError("ERR_BODY_TIMEOUT");
    return arrived;
  } finally {
    patience.clear();
  }
}

/** Throws `ERR_BODY_ABORTED`, or `ERR_BODY_CONSUMED` where somebody holds the body's stream. */
async function readWhole(request: Request): Promise<Buffer> {
  try {
    return Buffer.from(await request.arrayBuffer());
  } catch {
    throw request.bodyUsed ? new WebhookError("ERR_BODY_ABORTED") : consumed();
  }
}

/** Throws `ERR_BODY_TOO_LARGE`, `ERR_BODY_ABORTED`; the stream is cancelled with the answer. */
async function readAll(reader: Reader, limit: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read().catch(() => {
      throw new WebhookError("ERR_BODY_ABORTED");
    });
    if (done) return Buffer.concat(chunks);
    size += value.byteLength;
    if (size > limit) throw tooLarge(limit);
    chunks.push(value);
  }
}

/** What a sender's stream says to being cancelled is of no interest. */
const ignore = () => {};

const consumed = () =>
  bodyConsumed(
    "hand the request over before anything reads its body, or hand over request.clone()",
  );

/** The answer to a `HEAD` has no body, whatever a platform would make of one. Throws for a header that HTTP has no form for. */
export function responseTo({ method }: Request, { status, headers, body }: Answer): Response {
  return new Response(method === "HEAD" ? null : (body ?? null), {
    status,
    headers: new Headers({ ...headers, ...(isCached(method) && { "Cache-Control": "no-store" }) }),
  });
}
