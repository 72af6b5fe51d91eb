import { setTimeout as sleep } from "node:timers/promises";
import type { Inbox, InboxClaim, InboxDelivery } from "../../lib/inbox/inbox";

export const provider = "servetel";

/** A lease that no test outlives. */
export const LONG_MS = 600_000;

/** A delivery, by default one whose repeats are known for a minute. */
export function delivery(id: string, changes: Partial<InboxDelivery> = {}): InboxDelivery {
  return {
    id,
    provider,
    type: "callMissed",
    receivedAt: new Date("2026-07-11T20:39:28.123Z"),
    duplicateTtlMs: 60_000,
    head: {
      method: "POST",
      path: "/call-missed",
      query: "branch=north%20side",
      headers: { "content-type": "application/json" },
      params: { tenant: "7" },
      identifiedBy: "path",
    },
    bytes: Buffer.from('{"uuid":"64f0c2d1a9b3e"}'),
    ...changes,
  };
}

/** How long a busy machine may take for what has no time of its own. */
const PATIENCE_MS = 30_000;

/** Asks again and again, until the answer is one. */
export async function eventually<Answer>(
  question: () => Promise<Answer | undefined | false>,
): Promise<Answer> {
  const givesUpAt = Date.now() + PATIENCE_MS;
  for (;;) {
    const answer = await question();
    if (answer !== undefined && answer !== false) return answer;
    if (Date.now() > givesUpAt) throw new Error(`still waiting: ${question}`);
    await sleep(10);
  }
}

/** An inbox that has come through to Redis: a first `put` that has to wait for that may be too late on a busy machine. */
export async function connected(inbox: Inbox): Promise<Inbox> {
  await inbox.stats(provider);
  return inbox;
}

/** Claims what is due, or what will be. */
export function claimSoon(inbox: Inbox, leaseMs = LONG_MS): Promise<InboxClaim> {
  return eventually(() => inbox.claim(provider, leaseMs));
}

/** Claims all that is due and completes it; gives the ids in their order. */
export async function handleAll(inbox: Inbox): Promise<string[]> {
  const ids: string[] = [];
  for (;;) {
    const claim = await inbox.claim(provider, LONG_MS);
    if (!claim) return ids;
    ids.push(claim.delivery.id);
    await inbox.complete(claim);
  }
}
