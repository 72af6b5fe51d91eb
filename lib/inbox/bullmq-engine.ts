import type { Connected } from "./bullmq-connection";

/** A job, as far as it is used here; the same in BullMQ 5 and 6. */
export interface BullmqJob {
  readonly id?: string | undefined;
  readonly data: unknown;
  readonly attemptsStarted: number;
  getState(): Promise<string>;
  removeDeduplicationKey(): Promise<unknown>;
  extendLock(token: string, ms: number): Promise<unknown>;
  moveToCompleted(value: null, token: string, fetchNext: boolean): Promise<unknown>;
  moveToDelayed(atMs: number, token: string): Promise<unknown>;
  moveToFailed(error: Error, token: string, fetchNext: boolean): Promise<unknown>;
}

export interface JobOptions {
  readonly jobId: string;
  readonly deduplication: { readonly id: string; readonly ttl: number };
  /** Seconds. */
  readonly removeOnComplete: { readonly age: number };
  readonly removeOnFail: false;
  readonly stackTraceLimit: number;
}

export interface BullmqQueue extends Connected {
  add(name: string, data: unknown, options: JobOptions): Promise<BullmqJob>;
  getJobCounts<State extends string>(...states: State[]): Promise<Record<State, number>>;
  disconnect(): Promise<void>;
}

export interface BullmqWorker extends Connected {
  getNextJob(token: string, options: { readonly block: false }): Promise<BullmqJob | undefined>;
  startStalledCheckTimer(): Promise<void>;
  close(force: true): Promise<void>;
}

/** A client of Redis, which BullMQ 5 has on the queue, and 6 on its backend. */
export interface RedisClient {
  info(): Promise<string>;
}

/** What is used of BullMQ. It has no types of ours to offer: those who don't use it need not install it. */
export interface Bullmq {
  readonly Queue: new (name: string, options: { readonly connection: object }) => BullmqQueue;
  readonly Worker: new (
    name: string,
    processor: null,
    options: {
      readonly connection: object;
      readonly lockDuration: number;
      readonly stalledInterval: number;
      readonly maxStalledCount: number;
      readonly autorun: false;
    },
  ) => BullmqWorker;
}

/** Only those who want it load it. Throws an error that says how to install it. */
export function loadBullmq(): Bullmq {
  try {
    return require("bullmq") as Bullmq;
  } catch (cause) {
    throw new Error("bullmqInbox needs BullMQ, which is not there: npm install bullmq ioredis", {
      cause,
    });
  }
}

/** The queue's own connection, once there is one. */
export async function clientOf(queue: BullmqQueue): Promise<RedisClient> {
  const ofSix = queue as Partial<{ getBackend(): { client: Promise<RedisClient> } }>;
  const ofFive = queue as Partial<{ client: Promise<RedisClient> }>;
  return (ofSix.getBackend?.().client ?? ofFive.client) as Promise<RedisClient>;
}
