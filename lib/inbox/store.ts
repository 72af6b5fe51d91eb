import type { Authenticator } from "../authenticate";
import { bytesOf } from "../body";
import type { CatalogEvent } from "../catalog";
import { soon } from "../deadline";
import type { Answered, Delivery } from "../delivery";
import { duplicateTtlOf, idOf } from "../duplicates";
import { notStored } from "../errors";
import type { WebhookEvent } from "../event";
import { withoutSecrets } from "../form";
import { isSecretHeader } from "../secret-names";
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
    head: headToKeep(transport.head, event, config.auth),
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
  { method, path, query, headers }: Head,
  { identifiedBy, params }: WebhookEvent,
  { secretQuery = [], secretHeaders = [] }: Authenticator,
): InboxHead {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    const isKept = !(
      isSecretHeader(name) ||
      secretHeaders.includes(name) ||
      FRAMING.includes(name)
    );
    if (isKept) kept[name] = String(value);
  }
  return {
    method,
    path: identifiedBy === "path" ? path : "",
    query: withoutSecrets(query, secretQuery),
    headers: kept,
    params,
  };
}
