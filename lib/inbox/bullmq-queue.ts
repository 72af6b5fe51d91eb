import { randomUUID } from "node:crypto";
import { atMost } from "../deadline";
import { RedisLine } from "./bullmq-connection";
import type { Bullmq, BullmqJob, BullmqQueue, BullmqWorker } from "./bullmq-engine";
import { dataOf, deliveryOf } from "./bullmq-job";
import type { InboxClaim, InboxDelivery, InboxStats } from "./inbox";

/** A receiver waits a second for a `put`. */
const PUT_PATIENCE_MS = 750;

const PATIENCE_MS = 5_000;

const CLOSING_PATIENCE_MS = 1_000;

/** How often at least a worker looks for jobs whose lease has run out. */
const LONGEST_STALLED_INTERVAL_MS = 5_000;

/** A claimed job and the token that proves whose it is. */
interface Held {
  readonly line: RedisLine;
  readonly job: BullmqJob;
  readonly token: string;
}

interface LeasingWorker {
  readonly worker: BullmqWorker;
  readonly line: RedisLine;
  /** For how long it claims. */
  readonly leaseMs: number;
}

/** The deliveries of one provider, in a queue of BullMQ's. */
export class ProviderQueue {
  readonly queue: BullmqQueue;
  readonly #line: RedisLine;
  readonly #engine: Bullmq;
  readonly #name: string;
  readonly #provider: string;
  readonly #connection: object;
  readonly #held = new WeakMap<InboxClaim, Held>();
  /** `keepDoneMs`, or the longest window for repeats. */
  #longestMs: number;
  #worker: LeasingWorker | undefined;

  constructor(
    engine: Bullmq,
    {
      queue,
      provider,
      connection,
      keepDoneMs,
    }: Record<"queue" | "provider", string> & {
      readonly connection: object;
      readonly keepDoneMs: number;
    },
  ) {
    this.#engine = engine;
    this.#name = `${queue}-${provider}`;
    this.#provider = provider;
    this.#connection = connection;
    this.#longestMs = keepDoneMs;
    this.queue = new engine.Queue(this.#name, { connection });
    this.#line = new RedisLine(this.queue);
  }

  put(delivery: InboxDelivery): Promise<"stored" | "duplicate"> {
    return this.#line.ask(PUT_PATIENCE_MS, () => this.#add(delivery));
  }

  async #add(delivery: InboxDelivery): Promise<"stored" | "duplicate"> {
    // With a completed job, BullMQ removes what it knows repeats by.
    this.#longestMs = Math.max(this.#longestMs, delivery.duplicateTtlMs);
    const jobId = randomUUID();
    const job = await this.queue.add(delivery.type, dataOf(delivery), {
      jobId,
      deduplication: { id: delivery.id, ttl: Math.ceil(delivery.duplicateTtlMs) },
      removeOnComplete: { age: Math.ceil(this.#longestMs / 1_000) },
      removeOnFail: false,
      stackTraceLimit: 0,
    });
    // Of a repeat, BullMQ gives the first one's job.
    if (job.id === jobId) return "stored";
    // Dead, or deleted by somebody without a trace of it for BullMQ.
    if (!["failed", "unknown"].includes(await job.getState())) return "duplicate";
    // Only if the dead one still is the first one: of two repeats at once, one is stored.
    await job.removeDeduplicationKey();
    return this.#add(delivery);
  }

  async claim(leaseMs: number): Promise<InboxClaim | undefined> {
    // A worker is made only where there is a Redis: one that has never connected can't be closed safely.
    await this.#line.ask(PATIENCE_MS, async () => {});
    const { worker, line, leaseMs: usualMs } = this.#workerFor(leaseMs);
    const token = randomUUID();
    return line.ask(PATIENCE_MS, async () => {
      const job = await worker.getNextJob(token, { block: false });
      if (!job) return undefined;
      if (leaseMs !== usualMs) await job.extendLock(token, leaseMs);
      const claim: InboxClaim = {
        delivery: deliveryOf(this.#provider, job.data),
        attempt: job.attemptsStarted,
      };
      this.#held.set(claim, { line, job, token });
      return claim;
    });
  }

  async renew(claim: InboxClaim, leaseMs: number): Promise<boolean> {
    let isOurs = false;
    await this.#settle(claim, async ({ job, token }) => {
      isOurs = Boolean(await job.extendLock(token, leaseMs));
    });
    return isOurs;
  }

  complete(claim: InboxClaim): Promise<void> {
    return this.#settle(claim, ({ job, token }) => job.moveToCompleted(null, token, false));
  }

  fail(claim: InboxClaim, delayMs: number): Promise<void> {
    return this.#settle(claim, ({ job, token }) => job.moveToDelayed(Date.now() + delayMs, token));
  }

  bury(claim: InboxClaim, reason: string): Promise<void> {
    return this.#settle(claim, ({ job, token }) =>
      job.moveToFailed(new Error(reason), token, false),
    );
  }

  async stats(): Promise<InboxStats> {
    const count = await this.#line.ask(PATIENCE_MS, () => this.queue.getJobCounts(...STATES));
    return {
      waiting: count.waiting + count.paused + count.prioritized,
      leased: count.active,
      // What is delayed has been claimed once: nothing is put with a delay.
      failed: count.delayed,
      done: count.completed,
      dead: count.failed,
    };
  }

  async close(): Promise<void> {
    // A connection that was about to be tried again never tells that it has ended.
    // Nor `queue.close()`, which waits for an answer to its farewell.
    const closed = Promise.allSettled([this.queue.disconnect(), this.#worker?.worker.close(true)]);
    await atMost(closed, CLOSING_PATIENCE_MS);
  }

  #workerFor(leaseMs: number) {
    if (!this.#worker) {
      const worker = new this.#engine.Worker(this.#name, null, {
        // BullMQ complains of any other number; a command that was under way has our patience to be repeated in.
        connection: { ...this.#connection, maxRetriesPerRequest: null },
        lockDuration: leaseMs,
        stalledInterval: Math.min(leaseMs / 2, LONGEST_STALLED_INTERVAL_MS),
        // Who works off the inbox counts attempts, and buries.
        maxStalledCount: Number.MAX_SAFE_INTEGER,
        autorun: false,
      });
      this.#worker = { worker, line: new RedisLine(worker), leaseMs };
      void worker.startStalledCheckTimer();
    }
    return this.#worker;
  }

  async #settle(claim: InboxClaim, move: (held: Held) => Promise<unknown>): Promise<void> {
    const held = this.#held.get(claim);
    if (!held) return;
    await held.line.ask(PATIENCE_MS, () =>
      move(held).catch((error: { code?: unknown }) => {
        if (!LOST.includes(error.code)) throw error;
      }),
    );
  }
}

const STATES = [
  "waiting",
  "paused",
  "prioritized",
  "active",
  "delayed",
  "completed",
  "failed",
] as const;

/** How BullMQ numbers a job that is gone, without a lock, in another state, or somebody else's. */
const LOST: readonly unknown[] = [-1, -2, -3, -6];
