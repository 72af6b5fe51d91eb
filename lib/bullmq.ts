import { connectionOf, type RedisConnectionOptions } from "./inbox/bullmq-connection";
import { clientOf, loadBullmq } from "./inbox/bullmq-engine";
import { ProviderQueue } from "./inbox/bullmq-queue";
import { warnOfSettings } from "./inbox/bullmq-settings";
import type { Inbox, InboxClaim, InboxDelivery, InboxStats } from "./inbox/inbox";
import { DAY_MS, demandMs } from "./milliseconds";
import { refuseUnknownKeys } from "./nearest-name";

export type { RedisConnectionOptions } from "./inbox/bullmq-connection";

export interface BullmqInboxOptions {
  /** How to reach Redis: a URL (`redis://…`, `rediss://…`), or `{ host, port, password, tls, … }`. */
  readonly connection: string | RedisConnectionOptions;
  /** What the queues' names begin with: each provider has a queue of its own, such as `webhooks-servetel`. */
  readonly queue: string;
  /**
   * How long a delivery is kept after it has been handled, in milliseconds. Default 24 h. Raised to the
   * longest window for repeats among what this process has stored; where several processes share a queue and windows are
   * longer than that, give the longest.
   */
  readonly keepDoneMs?: number;
}

/**
 * Keeps deliveries in Redis, for the option `inbox`, so that receivers and workers may run on any number of machines.
 * It takes the packages `bullmq` (5.81 or later, or 6) and `ioredis`. Connects when it is first used, and comes back by
 * itself; while Redis is down or full, everything rejects, `put` within a second. What a `put` that has rejected was to
 * store may be stored all the same: it is then handled, and is a duplicate when it is sent again. Warns where Redis is
 * set to lose deliveries. Keeps the reason of what is dead, not of what will be tried again. `stats` without a provider
 * counts those that this process has asked for. Throws a `TypeError` for options that are unknown or out of range, and
 * an `Error` where BullMQ is not installed.
 *
 * @example
 * const inbox = bullmqInbox({ connection: "redis://localhost:6379", queue: "webhooks" });
 * const lines = servetel({ auth, inbox });
 */
export function bullmqInbox(options: BullmqInboxOptions): Inbox {
  refuseUnknownKeys(options, ["connection", "queue", "keepDoneMs"], "option of bullmqInbox");
  const { connection, queue, keepDoneMs = DAY_MS } = options;
  if (typeof queue !== "string" || !/^[\w.-]+$/.test(queue)) {
    throw new TypeError(
      "The option queue of bullmqInbox takes a name of letters, digits, dots, hyphens and underscores.",
    );
  }
  const common = {
    queue,
    connection: connectionOf(connection, () => inbox.isClosing),
    keepDoneMs: demandMs("The option keepDoneMs of bullmqInbox", keepDoneMs),
  };
  const engine = loadBullmq();
  const inbox = new BullmqInbox((provider) => new ProviderQueue(engine, { ...common, provider }));
  return inbox;
}

class BullmqInbox implements Inbox {
  readonly #open: (provider: string) => ProviderQueue;
  readonly #queues = new Map<string, ProviderQueue>();
  readonly #inFlight = new Set<Promise<unknown>>();
  #closing: Promise<void> | undefined;

  constructor(open: (provider: string) => ProviderQueue) {
    this.#open = open;
  }

  get isClosing(): boolean {
    return this.#closing !== undefined;
  }

  put(delivery: InboxDelivery) {
    return this.#ask(delivery.provider, (queue) => queue.put(delivery));
  }

  claim(provider: string, leaseMs: number) {
    return this.#ask(provider, (queue) => queue.claim(leaseMs));
  }

  renew(claim: InboxClaim, leaseMs: number) {
    return this.#ask(claim.delivery.provider, (queue) => queue.renew(claim, leaseMs));
  }

  complete(claim: InboxClaim) {
    return this.#ask(claim.delivery.provider, (queue) => queue.complete(claim));
  }

  fail(claim: InboxClaim, delayMs: number) {
    return this.#ask(claim.delivery.provider, (queue) => queue.fail(claim, delayMs));
  }

  bury(claim: InboxClaim, reason: string) {
    return this.#ask(claim.delivery.provider, (queue) => queue.bury(claim, reason));
  }

  async stats(provider?: string) {
    const providers = provider === undefined ? [...this.#queues.keys()] : [provider];
    const each = await Promise.all(
      providers.map((name) => this.#ask(name, (queue) => queue.stats())),
    );
    return each.reduce(plus, { waiting: 0, leased: 0, failed: 0, done: 0, dead: 0 });
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await Promise.allSettled(this.#inFlight);
    await Promise.all([...this.#queues.values()].map((queue) => queue.close()));
  }

  async #ask<Answer>(
    provider: string,
    question: (queue: ProviderQueue) => Promise<Answer>,
  ): Promise<Answer> {
    if (this.isClosing) throw new Error("The inbox is closed.");
    const answer = question(this.#queueOf(provider));
    this.#inFlight.add(answer);
    try {
      return await answer;
    } finally {
      this.#inFlight.delete(answer);
    }
  }

  #queueOf(provider: string): ProviderQueue {
    let queue = this.#queues.get(provider);
    if (!queue) {
      queue = this.#open(provider);
      if (this.#queues.size === 0) void clientOf(queue.queue).then(warnOfSettings, () => {});
      this.#queues.set(provider, queue);
    }
    return queue;
  }
}

function plus(a: InboxStats, b: InboxStats): InboxStats {
  return {
    waiting: a.waiting + b.waiting,
    leased: a.leased + b.leased,
    failed: a.failed + b.failed,
    done: a.done + b.done,
    dead: a.dead + b.dead,
  };
}
