import { letEveryoneIn } from "../authenticate";
import type { WebhookError } from "../errors";
import type { WebhookEvent } from "../event";
import type { RejectedDelivery } from "../listeners";
import { receiveWhole } from "../memory-transport";
import { createReception } from "../receiver";
import { SECRET_PARAMETERS } from "../secret-names";
import type { BuiltInName } from "../testing/look-up";
import { providerNamed } from "./event-name";
import type { ReadDelivery } from "./read-delivery";

/** A delivery that a receiver takes. */
export interface Taken {
  readonly provider: BuiltInName;
  readonly event: WebhookEvent;
  /** Whether the schemas know the event. */
  readonly isKnown: boolean;
}

/** A delivery that a receiver refuses. */
export interface Refused {
  readonly provider: BuiltInName;
  readonly error: WebhookError;
  readonly delivery: RejectedDelivery;
}

/** What a receiver makes of a delivery. */
export type Examination = Taken | Refused;

/** Runs a delivery through the pipeline of a receiver that lets everyone in and has nobody to tell. */
export async function examine({ provider, request }: ReadDelivery): Promise<Examination> {
  // A secret that a saved URL still holds is not to show up among the fields.
  const auth = { ...letEveryoneIn, secretQuery: SECRET_PARAMETERS };
  const reception = createReception(providerNamed(provider), { auth });
  let refusal: Refused | undefined;
  reception.listeners.add("onRejected", (error, delivery) => {
    refusal = { provider, error, delivery };
  });
  reception.listeners.add("onUnhandled", () => {});
  const { event } = await receiveWhole(reception, request);
  return event
    ? { provider, event, isKnown: reception.catalog.events.has(event.type) }
    : (refusal as Refused);
}
