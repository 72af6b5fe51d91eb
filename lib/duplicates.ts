import type { CatalogEvent } from "./catalog";
import { soon } from "./deadline";
import type { Answered, Delivery } from "./delivery";
import { WebhookError } from "./errors";
import type { WebhookEvent } from "./event";
import { andThen, type Eventually } from "./eventually";
import { isObject } from "./json";
import { DAY_MS, demandMs } from "./milliseconds";

/** What a store knows of a delivery: nothing until now, that it is being handled, or that it has been. */
export type Claim = "claimed" | "running" | "done";

/**
 * Remembers which deliveries have been handled; `memoryDuplicates` makes one. An id is `event.id`, followed by the
 * route parameters where there are any. A store that throws, or takes over a second, is reported to `onError`
 * (`ERR_DUPLICATES_FAILED`), and the delivery is handled: twice is better than never.
 */
export interface DuplicateStore {
  /**
   * How long a delivery is remembered after it was first seen, in milliseconds: a number for the longest time, or times
   * by event. Default: 24 h; 60 s for events in which nothing is unique (`callSummary`, `newChat`).
   */
  readonly ttlMs?: number | Readonly<Record<string, number>>;
  /**
   * Claims a delivery for the caller, or says how far the first one has come. One step, so that of two callers only one
   * claims it. A claim that is neither completed nor failed must lapse after `leaseMs`: else a crash would keep every
   * repeat from being handled.
   */
  claim(id: string, leaseMs: number): Eventually<Claim>;
  /** The delivery has been handled: its repeats are duplicates for `ttlMs` from now on. */
  complete(id: string, ttlMs: number): unknown;
  /** It has not been handled: its next repeat is claimed anew. */
  fail(id: string): unknown;
}

/** Tells the store how the delivery went. */
export type CloseClaim = (isHandled: boolean) => Promise<unknown>;

type Handle = (closeClaim?: CloseClaim) => Eventually<Answered>;

/** Lets a delivery be handled once, however often it comes. */
export class Duplicates {
  readonly #store: DuplicateStore;
  readonly #inFlight = new Map<string, Promise<Answered>>();

  constructor(store: DuplicateStore) {
    this.#store = store;
  }

  /** Handles the delivery, or answers as its twin in flight is answered, or says that it is a duplicate. */
  async once(
    event: WebhookEvent,
    known: CatalogEvent | undefined,
    delivery: Delivery,
    handle: Handle,
  ): Promise<Answered> {
    const id = idOf(event);
    const twin = this.#inFlight.get(id);
    if (twin) {
      delivery.reception.listeners.reportDuplicate(event);
      return { ...(await twin), how: "duplicate" };
    }
    const isReply = known?.reply !== undefined;
    const ttlMs = duplicateTtlOf(event.type, known, this.#store.ttlMs);
    const first = isReply
      ? Promise.resolve(handle())
      : this.#claim(id, ttlMs, event, delivery, handle);
    this.#remember(id, first, isReply ? first : first.then(() => delivery.work));
    return first;
  }

  /** Until it is over, but of a handler that never ends, as long as other machines do. */
  #remember(id: string, first: Promise<Answered>, isOver: Promise<unknown>): void {
    this.#inFlight.set(id, first);
    const forget = () => {
      clearTimeout(lease);
      if (this.#inFlight.get(id) === first) this.#inFlight.delete(id);
    };
    const lease = setTimeout(forget, LEASE_MS);
    // A worker's timer may be a number.
    lease.unref?.();
    isOver.then(forget, forget);
  }

  async #claim(
    id: string,
    ttlMs: number,
    event: WebhookEvent,
    { deadline, reception: { listeners } }: Delivery,
    handle: Handle,
  ): Promise<Answered> {
    const ask = async <Answer>(
      question: () => Eventually<Answer>,
      patienceMs: number,
    ): Promise<Answer | undefined> => {
      try {
        return await soon(question(), patienceMs);
      } catch (cause) {
        listeners.reportError(new WebhookError("ERR_DUPLICATES_FAILED", { cause }), event);
        return undefined;
      }
    };
    const claim = await ask(
      () => andThen(this.#store.claim(id, LEASE_MS), checkClaim),
      Math.min(PATIENCE_MS, deadline.leftMs),
    );
    if (claim === "done" || claim === "running") {
      listeners.reportDuplicate(event);
      return { how: "duplicate", answer: { status: claim === "done" ? 200 : 202 } };
    }
    return handle((isHandled) =>
      ask(
        () =>
          isHandled
            ? this.#store.complete(id, Math.max(1, ttlMs - deadline.elapsedMs))
            : this.#store.fail(id),
        PATIENCE_MS,
      ),
    );
  }
}

/** A handler that runs longer may meet a repeat of its delivery. */
const LEASE_MS = 60_000;

/** The sender waits for the store, too. */
const PATIENCE_MS = 1_000;

const CLAIMS: readonly unknown[] = ["claimed", "running", "done"] satisfies Claim[];

function checkClaim(claim: Claim): Claim {
  if (CLAIMS.includes(claim)) return claim;
  throw new TypeError(`A claim is ${CLAIMS.join(", ")}.`);
}

/** Throws a `TypeError` for what is no time, nor times by event. */
export function checkTtl(ttlMs: DuplicateStore["ttlMs"]): void {
  const times = Object.entries(isObject(ttlMs) ? ttlMs : { all: ttlMs ?? DAY_MS });
  for (const [type, ms] of times) demandMs(`The ttlMs of duplicates (${type})`, ms);
}

/** What one tenant is sent is no repeat of what another one is. */
export function idOf({ id, params }: WebhookEvent): string {
  const tenant = new URLSearchParams(params).toString();
  return tenant ? `${id}?${tenant}` : id;
}

/** Of an event that the schemas don't know, nobody knows whether anything in it is unique. */
const UNKNOWN_EVENT_TTL_MS = 60_000;

/** How long an equal delivery is a repeat, in milliseconds. */
export function duplicateTtlOf(
  type: string,
  known: CatalogEvent | undefined,
  ttlMs: DuplicateStore["ttlMs"],
): number {
  const usual = known ? known.duplicateTtlMs : UNKNOWN_EVENT_TTL_MS;
  if (typeof ttlMs === "number") return Math.min(usual ?? ttlMs, ttlMs);
  const named = ttlMs && Object.hasOwn(ttlMs, type) ? ttlMs[type] : undefined;
  return named ?? usual ?? DAY_MS;
}
