// The functions of arbitraries.ts under the types of the fast-check that ES modules import: a compiler takes its two
// builds for strangers, while they run with each other.
import type fc from "fast-check";
import type { UnknownKeys } from "../event.js";
import type { EventType, PayloadOf } from "../provider.js";
import * as commonjs from "./arbitraries.js";
import type { Delivery } from "./delivery.js";
import type { AnyProvider, ProviderMeant } from "./look-up.js";

/** Payloads as handlers get them: they fit the event's schema, and nothing in them needs a repair. */
export const arbitraryPayload = commonjs.arbitraryPayload as unknown as <
  const Named extends AnyProvider,
  const Type extends EventType<ProviderMeant<Named>>,
>(
  provider: Named,
  type: Type,
) => fc.Arbitrary<PayloadOf<ProviderMeant<Named>, Type> & UnknownKeys>;

/** Deliveries that a receiver has to take for the event, in any shape and encoding that the provider sends. */
export const arbitraryDelivery = commonjs.arbitraryDelivery as unknown as <
  const Named extends AnyProvider,
  const Type extends EventType<ProviderMeant<Named>>,
>(
  provider: Named,
  type: Type,
) => fc.Arbitrary<Delivery<ProviderMeant<Named>, Type>>;
