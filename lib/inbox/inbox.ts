import type { IdentifiedBy } from "../event";
import { isObject } from "../json";

/** The head of a kept delivery, less its secrets. */
export interface InboxHead {
  readonly method: string;
  /** What lies below the mount, where that says which event it is; else "". */
  readonly path: string;
  /** Without its question mark. A delivery by `GET` has its fields here. */
  readonly query: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Route parameters. */
  readonly params: Readonly<Record<string, string>>;
  /** What said which event it is. */
  readonly identifiedBy: IdentifiedBy;
}

/** A delivery as an inbox keeps it: all that it takes to receive it once more. */
export interface InboxDelivery {
  /** `event.id`, followed by the route parameters where there are any: the same for every repeat. */
  readonly id: string;
  readonly provider: string;
  readonly type: string;
  readonly receivedAt: Date;
  /** How long from `receivedAt` on an equal delivery is a repeat, in milliseconds. */
  readonly duplicateTtlMs: number;
  readonly head: InboxHead;
  /** The body, inflated, to the byte; empty for a delivery by `GET`. */
  readonly bytes: Buffer;
}

/** A kept delivery that is somebody's to handle, until it is settled or the lease has run out. */
export interface InboxClaim {
  readonly delivery: InboxDelivery;
  /** How often it has been claimed, this time included. */
  readonly attempt: number;
}

/** How many deliveries are in which state. */
export interface InboxStats {
  /** Not tried yet. */
  readonly waiting: number;
  /** Being handled, or claimed by a process that has died since. */
  readonly leased: number;
  /** Have failed and will be tried again. */
  readonly failed: number;
  /** Kept for a while, to know repeats by. */
  readonly done: number;
  /** Nobody will try again, unless somebody says so. */
  readonly dead: number;
}

/**
 * Keeps deliveries until they have been handled; `sqliteInbox` and `bullmqInbox` make one. Every method rejects where
 * the engine fails; whether it took effect all the same is then unknown, so that what a `put` was to store may be stored.
 * A claim is good only for the inbox that gave it: with another one, nothing happens, or it rejects.
 */
export interface Inbox {
  /**
   * Keeps a delivery, and resolves only when a crash can no longer lose it. A repeat, by `id` and within the time of
   * the first one, is a duplicate, unless the first one is dead.
   */
  put(delivery: InboxDelivery): Promise<"stored" | "duplicate">;
  /**
   * Gives a delivery of the provider's to handle, those that are due longest first; nothing where none is due. One
   * that is not settled before its lease runs out is due again.
   */
  claim(provider: string, leaseMs: number): Promise<InboxClaim | undefined>;
  /** Begins the lease anew; false where the claim is no longer the caller's. */
  renew(claim: InboxClaim, leaseMs: number): Promise<boolean>;
  /** It has been handled. Without effect where the claim is no longer the caller's, as for `fail` and `bury`. */
  complete(claim: InboxClaim): Promise<unknown>;
  /** It has not been handled, and is due again after the delay. `reason` is a code (`ERR_…`). */
  fail(claim: InboxClaim, delayMs: number, reason: string): Promise<unknown>;
  /** It is dead: kept, and tried no more. */
  bury(claim: InboxClaim, reason: string): Promise<unknown>;
  /** Of one provider, or of all that the inbox knows. */
  stats(provider?: string): Promise<InboxStats>;
  /** Lets go of the engine once what has been asked of it is done. */
  close(): Promise<void>;
}

const METHODS = ["put", "claim", "renew", "complete", "fail", "bury", "stats", "close"] as const;

/** Throws a `TypeError` for what is no inbox. */
export function demandInbox(value: unknown): Inbox {
  const inbox = isObject(value) ? (value as Partial<Inbox>) : {};
  if (METHODS.every((method) => typeof inbox[method] === "function")) return inbox as Inbox;
  throw new TypeError(
    `The option inbox takes sqliteInbox({ file }), bullmqInbox({ connection, queue }) or an inbox of yours, which can ${METHODS.join(", ")}.`,
  );
}
