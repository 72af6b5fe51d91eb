import type { Authenticator } from "../authenticate";
import { bytesOf } from "../body";
import type { CatalogEvent } from "../catalog";
import { soon } from "../deadline";
import type { Answered, Delivery } from "../delivery";
import { duplicateTtlOf, idOf } from "../duplicates";
import { notStored } from "../errors";
import type { WebhookEvent } from "../event";
import { decodeLeniently, valuesOf, withoutSecrets } from "../form";
import { isSecretHeader, SECRET_PARAMETERS } from "../secret-names";
import type { Body, Head } from "../transport";
import type { Inbox, InboxDelivery, InboxHead } from "./inbox";

/** How long a sender waits for the inbox. */
const PATIENCE_MS = 1_000;

/**
 * Puts the delivery of an event into the inbox, and answers only once it is safe there. Throws `ERR_INBOX_FAILED`, and
 * `ERR_BODY_CONSUMED` where another parser has kept no bytes.
 */
export async function store(
  inbox: Inbox,
  event: WebhookEvent,
  known: CatalogEvent | undefined,
  body: Body,
  { transport, deadline, reception, receivedAtMs }: Delivery,
): Promise<Answered> {
  const { config, listeners } = reception;
  const stored: InboxDelivery = {
    id: idOf(event),
    provider: event.provider,
    type: event.type,
    receivedAt: new Date(receivedAtMs),
    duplicateTtlMs: duplicateTtlOf(event.type, known, config.duplicates?.ttlMs),
    head: headToKeep(transport.head, event, body, config.auth),
    bytes: bytesOf(body),
  };
  const how = await put(inbox, stored, Math.min(PATIENCE_MS, deadline.leftMs));
  if (how === "stored") reception.worker?.wake();
  else listeners.reportDuplicate(event);
  return { how, answer: { status: 202 } };
}

async function put(inbox: Inbox, delivery: InboxDelivery, patienceMs: number) {
  try {
    const how = await soon(inbox.put(delivery), patienceMs);
    if (how === "stored" || how === "duplicate") return how;
  } catch (cause) {
    throw notStored(cause);
  }
  throw notStored(new TypeError('The put of an inbox gives "stored" or "duplicate".'));
}

/** Of the body as it came; what is kept is inflated and whole. */
const FRAMING = ["content-encoding", "content-length", "transfer-encoding"];

/** All that it takes to receive the delivery once more, and what tells who has sent it; none of the secrets. */
function headToKeep(
  head: Head,
  { identifiedBy, params }: WebhookEvent,
  body: Body,
  auth: Authenticator,
): InboxHead {
  const { method, path, query } = head;
  const { secretQuery = [] } = auth;
  // A delivery by GET has its fields there, and those may have any name.
  const secretParameters = method === "GET" ? secretQuery : [...secretQuery, ...SECRET_PARAMETERS];
  return {
    method,
    path: identifiedBy === "path" ? path : "",
    query: withoutSecrets(query, secretParameters),
    headers: headersToKeep(head, body, auth),
    params,
    identifiedBy,
  };
}

function headersToKeep(
  { headers, query, params }: Head,
  body: Body,
  { secretQuery = [], secretParams = [], secretHeaders = [] }: Authenticator,
): InboxHead["headers"] {
  const secrets = [
    ...secretQuery.flatMap((name) => valuesOf(query, name)),
    ...secretParams.flatMap((name) => params[name] ?? []),
  ];
  // Proxies copy the URL, and the secret with it, into headers of any name.
  const holdsSecret = (text: string) =>
    secrets.some((secret) => text.includes(secret) || decodeLeniently(text).includes(secret));
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    const text = String(value);
    const isLeftOut = isSecretHeader(name) || secretHeaders.includes(name);
    if (!isLeftOut && !FRAMING.includes(name) && !holdsSecret(text)) kept[name] = text;
  }
  // A text of another parser's is kept as UTF-8, whatever it came as.
  const type = kept["content-type"];
  if (body.kind === "text" && type) {
    kept["content-type"] = type.replace(/charset=[^;]*/i, "charset=utf-8");
  }
  return kept;
}
