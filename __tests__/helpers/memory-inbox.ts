import { setTimeout as sleep } from "node:timers/promises";
import type { Inbox, InboxClaim, InboxDelivery, InboxStats } from "telephony-webhooks";

interface Entry {
  readonly delivery: InboxDelivery;
  state: keyof InboxStats;
  attempts: number;
  dueAt: number;
  lease: symbol | undefined;
  reason: string | undefined;
}

/** An inbox whose deliveries the test can look at, and which fails when it is told to. */
export class MemoryInbox implements Inbox {
  readonly entries: Entry[] = [];
  readonly #leases = new WeakMap<InboxClaim, symbol>();
  /** What the next calls of a method throw. */
  readonly failures: Partial<Record<keyof Inbox, unknown[]>> = {};

  async put(delivery: InboxDelivery): Promise<"stored" | "duplicate"> {
    await this.#fail("put");
    const isRepeat = ({ delivery: { id, receivedAt, duplicateTtlMs }, state }: Entry) =>
      id === delivery.id && state !== "dead" && Date.now() < receivedAt.getTime() + duplicateTtlMs;
    if (this.entries.some(isRepeat)) return "duplicate";
    this.entries.push({
      ...{ delivery, state: "waiting", attempts: 0, dueAt: Date.now() },
      ...{ lease: undefined, reason: undefined },
    });
    return "stored";
  }

  async claim(provider: string, leaseMs: number): Promise<InboxClaim | undefined> {
    await this.#fail("claim");
    const entry = this.entries
      .filter(({ delivery, state }) => delivery.provider === provider && isOpen(state))
      .sort((a, b) => a.dueAt - b.dueAt)[0];
    if (!entry || entry.dueAt > Date.now()) return undefined;
    entry.attempts++;
    const claim = { delivery: entry.delivery, attempt: entry.attempts };
    this.#settle(entry, "leased", leaseMs);
    entry.lease = Symbol();
    this.#leases.set(claim, entry.lease);
    return claim;
  }

  async renew(claim: InboxClaim, leaseMs: number): Promise<boolean> {
    await this.#fail("renew");
    const entry = this.#leasedBy(claim);
    if (entry) entry.dueAt = Date.now() + leaseMs;
    return entry !== undefined;
  }

  async complete(claim: InboxClaim): Promise<void> {
    await this.#fail("complete");
    this.#settle(this.#leasedBy(claim), "done");
  }

  async fail(claim: InboxClaim, delayMs: number, reason: string): Promise<void> {
    await this.#fail("fail");
    this.#settle(this.#leasedBy(claim), "failed", delayMs, reason);
  }

  async bury(claim: InboxClaim, reason: string): Promise<void> {
    await this.#fail("bury");
    this.#settle(this.#leasedBy(claim), "dead", 0, reason);
  }

  async stats(): Promise<InboxStats> {
    const stats = { waiting: 0, leased: 0, failed: 0, done: 0, dead: 0 };
    for (const { state } of this.entries) stats[state]++;
    return stats;
  }

  async close(): Promise<void> {}

  /** The same deliveries, as somebody else gets at them. */
  ofAnotherProcess(): Inbox {
    return {
      put: (delivery) => this.put(delivery),
      claim: (provider, leaseMs) => this.claim(provider, leaseMs),
      renew: (claim, leaseMs) => this.renew(claim, leaseMs),
      complete: (claim) => this.complete(claim),
      fail: (claim, delayMs, reason) => this.fail(claim, delayMs, reason),
      bury: (claim, reason) => this.bury(claim, reason),
      stats: () => this.stats(),
      close: () => this.close(),
    };
  }

  /** In the order in which they were stored. */
  get states(): string[] {
    return this.entries.map(({ state, reason }) => (reason ? `${state}: ${reason}` : state));
  }

  /** As time does. */
  makeDue(): void {
    for (const entry of this.entries) entry.dueAt = 0;
  }

  #leasedBy(claim: InboxClaim): Entry | undefined {
    return this.entries.find(({ lease }) => lease && lease === this.#leases.get(claim));
  }

  #settle(entry: Entry | undefined, state: Entry["state"], delayMs = 0, reason?: string): void {
    if (entry) {
      Object.assign(entry, { state, reason, dueAt: Date.now() + delayMs, lease: undefined });
    }
  }

  async #fail(method: keyof Inbox): Promise<void> {
    // An engine does nothing at once.
    await sleep(0);
    const failures = this.failures[method] ?? [];
    if (failures.length > 0) throw failures.shift();
  }
}

const isOpen = (state: Entry["state"]) => state !== "done" && state !== "dead";
