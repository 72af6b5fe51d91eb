import { trimBlanks } from "./blanks";
import { bodyConsumed, WebhookError } from "./errors";
import { type FormCharset, nest, parameters } from "./form";
import {
  copyOf,
  isObject,
  type JsonObject,
  parseJson,
  refuseUnsafe,
  withoutPrototype,
} from "./json";
import type { BodyType } from "./provider";
import type { Body } from "./transport";

/** How a delivery was written, which decides what may have been lost on the way. */
export type Encoding = "json" | "form" | "query";

/** A delivery as one object without a prototype, before any repair. */
export interface Decoded {
  readonly encoding: Encoding;
  readonly raw: JsonObject;
}

interface BodyFormat {
  readonly type: BodyType | "text";
  readonly charset: FormCharset;
}

const CHARSETS: ReadonlyMap<string, FormCharset> = new Map([
  ["utf-8", "utf-8"],
  ["utf8", "utf-8"],
  ["us-ascii", "utf-8"],
  ["ascii", "utf-8"],
  ["iso-8859-1", "iso-8859-1"],
  ["latin1", "iso-8859-1"],
]);

/** A sender says the same each time, so that the last answer is nearly always the next one. */
let last: { readonly contentType: string; readonly format: BodyFormat } | undefined;

function bodyFormat(contentType = ""): BodyFormat {
  if (last?.contentType !== contentType) last = { contentType, format: readFormat(contentType) };
  return last.format;
}

function readFormat(contentType: string): BodyFormat {
  const text = contentType.toLowerCase();
  const type = bodyType(trimBlanks(text.replace(/;.*/s, "")));
  if (type === undefined) throw notTaken();
  const charset = CHARSETS.get(charsetIn(text));
  if (charset === undefined || (charset === "iso-8859-1" && type !== "form")) {
    throw new WebhookError("ERR_CHARSET", { detail: "send UTF-8" });
  }
  return { type, charset };
}

/** The charset that the first such parameter of a content type names. */
function charsetIn(contentType: string): string {
  const [, name = "utf-8"] = /;[ \t]*charset[ \t]*=([^;]*)/.exec(contentType) ?? [];
  return trimBlanks(name).replace(/^"(.*)"$/s, "$1");
}

function bodyType(mediaType: string): BodyFormat["type"] | undefined {
  if (mediaType === "application/x-www-form-urlencoded") return "form";
  if (/^(?:application\/(?:[a-z0-9.-]+\+)?|text\/)json$/.test(mediaType)) return "json";
  return mediaType === "" || mediaType === "text/plain" ? "text" : undefined;
}

/**
 * The fields of a body or a query. JSON is found under a form, text or missing content type too.
 * Throws `ERR_BODY_EMPTY`, `ERR_BODY_MALFORMED`, `ERR_BODY_TOO_DEEP`, `ERR_TOO_MANY_KEYS`, `ERR_PROTOTYPE_KEY`,
 * `ERR_BODY_CONSUMED`, `ERR_CONTENT_TYPE`, `ERR_CHARSET`.
 */
export function decode(
  body: Body,
  contentType: string | undefined,
  bodyTypes: readonly BodyType[],
): Decoded {
  if (body.kind === "none") throw empty();
  if (body.kind === "query") {
    return notEmpty({ encoding: "query", raw: fromForm(body.text, "utf-8") });
  }
  const format = bodyFormat(contentType);
  const decoded =
    body.kind === "parsed"
      ? decodeParsed(body.value, format)
      : decodeText(body.kind === "text" ? body.text : textOf(body.bytes, format.charset), format);
  if (!bodyTypes.some((type) => type === decoded.encoding)) throw notTaken();
  return notEmpty(decoded);
}

function notTaken(): WebhookError {
  return new WebhookError("ERR_CONTENT_TYPE", {
    detail: "set the webhook to application/json or application/x-www-form-urlencoded",
  });
}

function textOf(bytes: Buffer, charset: FormCharset): string {
  if (charset === "iso-8859-1") return bytes.toString("latin1");
  const text = bytes.toString();
  if (!text.includes(REPLACEMENT)) return text;
  // It was sent, or it stands for what is not UTF-8; only the slower decoder tells.
  try {
    return utf8.decode(bytes);
  } catch (cause) {
    throw new WebhookError("ERR_BODY_MALFORMED", { detail: "it is not UTF-8", cause });
  }
}

const REPLACEMENT = "\ufffd";

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function decodeText(text: string, { type, charset }: BodyFormat): Decoded {
  const trimmed = trimBlanks(text.startsWith("\ufeff") ? text.slice(1) : text);
  if (trimmed === "") throw empty();
  if (type === "json" || /^[{[]/.test(trimmed)) return { encoding: "json", raw: fromJson(trimmed) };
  if (type === "text" && !trimmed.includes("=")) {
    throw new WebhookError("ERR_BODY_MALFORMED", { detail: "it is neither JSON nor a form" });
  }
  const raw = fromForm(trimmed, charset);
  const [first = "", ...others] = Object.keys(raw);
  if (others.length === 0 && first.startsWith("{") && raw[first] === "") {
    return { encoding: "json", raw: fromJson(first) };
  }
  return { encoding: "form", raw };
}

function fromJson(text: string): JsonObject {
  try {
    return withoutPrototype(demandObject(parseJson(text)));
  } catch (cause) {
    if (cause instanceof WebhookError) throw cause;
    // The engine quotes the text in its message, so its error is no cause to pass on.
    throw new WebhookError("ERR_BODY_MALFORMED", { detail: "it is not valid JSON" });
  }
}

function fromForm(text: string, charset: FormCharset): JsonObject {
  const raw = nest(parameters(text, charset));
  refuseUnsafe(raw);
  return raw;
}

function decodeParsed(value: unknown, { type }: BodyFormat): Decoded {
  const fields = copyOf(demandObject(value));
  // A form parser that met JSON has decoded its escapes and pluses: what it left can't be trusted.
  if (Object.keys(fields).some((key) => JSON_TEXT.test(key))) throw bodyConsumed();
  const isForm = type === "form" || (type === "text" && Object.values(fields).every(isText));
  const raw = isForm ? nest(Object.entries(fields).flatMap(eachValue)) : fields;
  refuseUnsafe(raw);
  return { encoding: isForm ? "form" : "json", raw };
}

const JSON_TEXT = /^\s*\{\s*["}]/;

const isText = (value: unknown) => typeof value === "string";

/** A parser that leaves brackets in the names lists the values of a repeated one. */
function eachValue([name, value]: [string, unknown]): [string, unknown][] {
  return name.endsWith("]") && Array.isArray(value)
    ? value.map((item) => [name, item])
    : [[name, value]];
}

function demandObject(value: unknown): JsonObject {
  if (isObject(value)) return value;
  throw new WebhookError("ERR_BODY_MALFORMED", { detail: "it is not an object" });
}

function notEmpty(decoded: Decoded): Decoded {
  if (Object.keys(decoded.raw).length === 0) throw empty();
  return decoded;
}

function empty(): WebhookError {
  return new WebhookError("ERR_BODY_EMPTY", {
    detail: "set the webhook's content type to JSON or form, so that it sends its fields",
  });
}
