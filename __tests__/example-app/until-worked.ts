import { setTimeout as sleep } from "node:timers/promises";
import type { InboxStats } from "telephony-webhooks";
import type { Board } from "../../example-app/board";

/** Longer than a lease, so that what a killed process had begun is waited for too. */
const PATIENCE_MS = 45_000;

/** How many deliveries an inbox says that it has; those that are being handled may be counted as waiting. */
type Counts = Pick<InboxStats, "waiting" | "failed" | "dead"> & Partial<InboxStats>;

interface Countable {
  stats(): Promise<Counts>;
}

/** Waits until an inbox has as many deliveries as are meant; throws where that does not come. */
export async function untilInbox(
  inbox: Countable,
  isMeant: (counts: Counts) => boolean,
): Promise<void> {
  const givesUpAt = Date.now() + PATIENCE_MS;
  for (;;) {
    const counts = await inbox.stats();
    if (isMeant(counts)) return;
    if (Date.now() > givesUpAt) throw new Error(`still in the inbox: ${JSON.stringify(counts)}`);
    await sleep(5);
  }
}

/** Waits until all that it has is handled or dead. */
export const untilWorked = (inbox: Countable): Promise<void> =>
  untilInbox(inbox, ({ waiting, leased = 0, failed }) => waiting + leased + failed === 0);

/** The inbox of an app that is a process of its own, as its page is told of it. */
export const inboxAt = (origin: string): Countable => ({
  stats: async () => (await readBoard(origin)).inbox,
});

export async function readBoard(origin: string): Promise<Board> {
  return (await fetch(`${origin}/board`)).json() as Promise<Board>;
}
