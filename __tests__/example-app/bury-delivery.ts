import { randomUUID } from "node:crypto";
import type { SqliteInbox } from "telephony-webhooks/sqlite";

/** A provider that no receiver works for, so that nobody else claims its deliveries. */
const NOBODY = "nobody";

interface Words {
  readonly type: string;
  /** Default: of a handler that has failed. */
  readonly reason?: string;
}

/** Puts a delivery into an inbox that is dead there, and gives its number. */
export async function buryDelivery(
  inbox: SqliteInbox,
  { type, reason = "ERR_HANDLER_FAILED" }: Words,
): Promise<number> {
  await inbox.put({
    id: `${NOBODY}.${randomUUID()}`,
    provider: NOBODY,
    type,
    receivedAt: new Date(),
    duplicateTtlMs: 60_000,
    head: { method: "POST", path: "", query: "", headers: {}, params: {}, identifiedBy: "field" },
    bytes: Buffer.from("{}"),
  });
  const claim = await inbox.claim(NOBODY, 60_000);
  if (!claim) throw new Error("somebody else has claimed the delivery");
  await inbox.bury(claim, reason);
  const [row] = await inbox.list({ state: "dead", limit: 1 });
  return row?.number ?? 0;
}
