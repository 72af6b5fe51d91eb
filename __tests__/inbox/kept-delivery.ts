import type { InboxDelivery } from "../../lib/inbox/inbox";

/** A delivery as a receiver puts it into an inbox. */
export const delivery = (changes: Partial<InboxDelivery> = {}): InboxDelivery => ({
  id: "servetel.callMissed.0123456789abcdef0123456789abcdef",
  provider: "servetel",
  type: "callMissed",
  receivedAt: new Date(),
  duplicateTtlMs: 60_000,
  head: {
    method: "POST",
    path: "/call-missed",
    query: "",
    headers: { "content-type": "application/json" },
    params: {},
    identifiedBy: "path",
  },
  bytes: Buffer.from('{"uuid":"64b7d1c02e9af","call_to_number":"","caller_id_number":""}'),
  ...changes,
});

/** So many deliveries that are nobody's repeat. */
export const deliveries = (count: number, changes: Partial<InboxDelivery> = {}): InboxDelivery[] =>
  Array.from({ length: count }, (_, index) =>
    delivery({ ...changes, id: `servetel.callMissed.${index}` }),
  );
