import type { Catalog } from "./catalog";
import type { Deadline } from "./deadline";
import type { Duplicates } from "./duplicates";
import type { WebhookError } from "./errors";
import type { WebhookEvent } from "./event";
import type { Handlers } from "./handlers";
import type { InFlight } from "./in-flight";
import type { Worker } from "./inbox/worker";
import type { JsonObject } from "./json";
import type { Listeners } from "./listeners";
import type { Namings } from "./naming";
import type { Config } from "./options";
import type { Ending } from "./trace";
import type { Answer, Body, Transport } from "./transport";

/** What a receiver is made of. */
export interface Reception {
  readonly catalog: Catalog;
  readonly config: Config;
  readonly handlers: Handlers;
  readonly listeners: Listeners;
  readonly inFlight: InFlight;
  readonly duplicates: Duplicates | undefined;
  readonly namings: Namings;
  /** Takes deliveries out of the inbox, once `work` has been called. */
  worker: Worker | undefined;
}

/** One delivery on its way, with all that has become of it so far. */
export interface Delivery {
  readonly reception: Reception;
  readonly transport: Transport;
  readonly deadline: Deadline;
  readonly receivedAtMs: number;
  /** Whether its sender has been let in. */
  isAdmitted: boolean;
  body: Body | undefined;
  /** The decoded body. */
  raw: JsonObject | undefined;
  event: WebhookEvent | undefined;
  /** What its handlers do, as long as they do it; it may well outlast the answer. Never rejects. */
  work: Promise<void> | undefined;
}

/** How a delivery ends: with an answer, or handed on to the next middleware. */
export type Outcome = Answered | Passed;

export interface Answered {
  readonly how: Ending;
  /** Why it was refused or has failed. */
  readonly error?: WebhookError;
  readonly answer: Answer;
  readonly passes?: never;
}

interface Passed {
  readonly how: "passed";
  readonly error?: never;
  /** What the next middleware finds in `req.body`. */
  readonly passes: JsonObject;
}
