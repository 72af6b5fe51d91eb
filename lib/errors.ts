/** Where a payload departs from its schema. Never holds a value of the payload. */
export interface Issue {
  /** JSON Pointer (RFC 6901) to the property. */
  readonly path: string;
  readonly message: string;
}

interface Failure {
  readonly status: number;
  readonly title: string;
}

/** Every way in which a delivery can fail; the README's table is made from it. */
const failures = {
  ERR_UNAUTHENTICATED: { status: 401, title: "The secret is missing or wrong" },
  ERR_ADDRESS_NOT_ALLOWED: { status: 403, title: "The sender's address is not allowed" },
  ERR_NOT_FOUND: { status: 404, title: "There is no webhook at this path" },
  ERR_METHOD_NOT_ALLOWED: { status: 405, title: "The provider does not deliver with this method" },
  ERR_BODY_EMPTY: { status: 400, title: "The delivery is empty" },
  ERR_BODY_MALFORMED: { status: 400, title: "The delivery can't be decoded" },
  ERR_BODY_TOO_DEEP: { status: 400, title: "The delivery is nested too deeply" },
  ERR_TOO_MANY_KEYS: { status: 400, title: "The delivery has too many keys or values" },
  ERR_PROTOTYPE_KEY: { status: 400, title: "The delivery has a key that attacks prototypes" },
  ERR_BODY_ABORTED: { status: 400, title: "The sender hung up before the body was complete" },
  ERR_BODY_TIMEOUT: { status: 408, title: "The body did not arrive in time" },
  ERR_BODY_TOO_LARGE: { status: 413, title: "The body is over the limit" },
  ERR_CONTENT_TYPE: { status: 415, title: "The content type is not taken" },
  ERR_CHARSET: { status: 415, title: "The charset is not taken" },
  ERR_CONTENT_ENCODING: { status: 415, title: "The content encoding is not taken" },
  ERR_UNIDENTIFIED: { status: 422, title: "Nothing says which event this is" },
  ERR_PAYLOAD_INVALID: { status: 422, title: "The payload does not fit the event's schema" },
  ERR_ADDRESS_UNKNOWN: { status: 500, title: "Nobody can say which address the sender has" },
  ERR_BODY_CONSUMED: { status: 500, title: "Another parser took the body and left nothing usable" },
  ERR_HANDLER_FAILED: { status: 500, title: "A handler failed" },
  ERR_REPLY_INVALID: { status: 500, title: "The handler's reply is not what the provider expects" },
  ERR_DUPLICATES_FAILED: { status: 500, title: "The store of duplicates failed" },
  ERR_INTERNAL: { status: 500, title: "The receiver failed" },
  ERR_INBOX_FAILED: { status: 503, title: "The inbox failed" },
  ERR_DEADLINE: { status: 503, title: "The answer was not ready in time" },
  ERR_DRAINING: { status: 503, title: "The receiver is shutting down" },
  ERR_ABANDONED: { status: 503, title: "The receiver was shut down before a handler had finished" },
} as const satisfies Record<string, Failure>;

export type ErrorCode = keyof typeof failures;

interface ErrorDetails {
  /** What exactly is wrong and how to mend it; sent to the provider, so never a value or a secret. */
  readonly detail?: string | undefined;
  readonly issues?: readonly Issue[];
  readonly cause?: unknown;
  /** Response headers that belong to the refusal, such as `Allow`. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** A failed delivery: `code` for programs, `status` for the answer, `message` for people. */
export class WebhookError extends Error {
  override readonly name = "WebhookError";
  readonly code: ErrorCode;
  readonly status: number;
  readonly title: string;
  readonly detail: string | undefined;
  readonly issues: readonly Issue[] | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: ErrorCode, { detail, issues, cause, headers = {} }: ErrorDetails = {}) {
    const { status, title } = failures[code];
    super(detail ? `${title}: ${detail}` : title, cause === undefined ? {} : { cause });
    this.code = code;
    this.status = status;
    this.title = title;
    this.detail = detail;
    this.issues = issues;
    this.headers = headers;
  }
}

/** What was thrown, if it is an error of ours, else one of ours with it as the cause. It may be anything, even a revoked proxy. */
export function asWebhookError(thrown: unknown, code: ErrorCode): WebhookError {
  try {
    if (thrown instanceof WebhookError) return thrown;
  } catch {
    // It does not even say what it is.
  }
  return new WebhookError(code, { cause: thrown });
}

/** A body that is lost for us. The detail names the fix, for the developer who reads the answer in the provider's log. */
export function bodyConsumed(fix = MOUNT_FIRST): WebhookError {
  return new WebhookError("ERR_BODY_CONSUMED", { detail: fix });
}

const MOUNT_FIRST =
  "mount the receiver before the body parser (app.use(path, receiver) above app.use(express.json())), " +
  "or let the parser keep the bytes: express.json({ verify: (req, res, bytes) => { req.rawBody = bytes; } })";

export const draining = () => new WebhookError("ERR_DRAINING", { headers: COME_BACK });

export const abandoned = () => new WebhookError("ERR_ABANDONED", { headers: COME_BACK });

/** The engine of the inbox may say why; the sender is only asked to come back. */
export const notStored = (cause: unknown) =>
  new WebhookError("ERR_INBOX_FAILED", { cause, headers: { "Retry-After": "5" } });

/** On another connection, since the server is about to close them all. */
const COME_BACK = { "Retry-After": "5", Connection: "close" };
