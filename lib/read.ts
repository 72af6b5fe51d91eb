import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { sizeOf, tooLarge } from "./body";
import { collect, lengthOf } from "./collect";
import { bodyConsumed, WebhookError } from "./errors";
import type { Eventually } from "./eventually";
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
export function read(
  req: ParsedRequest,
  headers: IncomingHttpHeaders,
  limits: ReadLimits,
): Eventually<Body> {
  const kept = textOrBytes(req.rawBody);
  const isKept = kept !== undefined && sizeOf(kept) > 0;
  const isExpected = expectsBody(headers);
  if (!isKept && isExpected && isUnread(req)) return collect(req, headers, limits);
  const body = isKept ? kept : leftIn(req, isExpected, lengthOf(headers));
  const size = body.kind === "parsed" ? lengthOf(headers) : sizeOf(body);
  if (size > limits.limit) throw tooLarge(limits.limit);
  return body;
}

/** Whether the request has a body whose end has not arrived: its connection can't be used again. */
export function hasOpenBody(req: IncomingMessage, headers = req.headers): boolean {
  return !req.complete && expectsBody(headers);
}

function expectsBody(headers: IncomingHttpHeaders): boolean {
  return lengthOf(headers) > 0 || headers["transfer-encoding"] !== undefined;
}

function isUnread(req: ParsedRequest): boolean {
  return !req._body && !req.readableDidRead && !req.destroyed;
}

function textOrBytes(value: unknown): Body | undefined {
  if (ArrayBuffer.isView(value)) {
    return { kind: "bytes", bytes: Buffer.from(value.buffer, value.byteOffset, value.byteLength) };
  }
  return typeof value === "string" ? { kind: "text", text: value } : undefined;
}

/** What a parser has left in `req.body`. */
function leftIn(req: ParsedRequest, isExpected: boolean, length: number): Body {
  const { body } = req;
  const unparsed = textOrBytes(body);
  if (unparsed) return unparsed;
  if (isParsed(req, length)) return { kind: "parsed", value: body };
  if (!isExpected) return { kind: "none" };
  throw req.readableAborted ? new WebhookError("ERR_BODY_ABORTED") : bodyConsumed();
}

function isParsed(req: ParsedRequest, length: number): boolean {
  const { body } = req;
  if (isObject(body)) return Object.keys(body).length > 0 || isEmptyOnPurpose(req, length);
  return body !== undefined && (typeof body !== "object" || body === null || Array.isArray(body));
}

/** body-parser 1 leaves an empty object where it reads nothing, and marks what it reads; of others, only a body without a field is as short. */
function isEmptyOnPurpose(req: ParsedRequest, length: number): boolean {
  return req._body === true || (length > 0 && length <= EMPTY_OBJECT_LENGTH);
}

/** `{}`, with a blank in it at most. */
const EMPTY_OBJECT_LENGTH = 3;
