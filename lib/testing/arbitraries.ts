import fc from "fast-check";
import type { UnknownKeys } from "../event";
import type { EventType, PayloadOf } from "../provider";
import type { Delivery } from "./delivery";
import { type AnyProvider, type Known, lookUp, type ProviderMeant } from "./look-up";
import { deliveryOf, reshaped, shapesOf } from "./sample";
import { arbitraryOf } from "./schema-arbitrary";

/**
 * Payloads as handlers get them: they fit the event's schema, and nothing in them needs a repair. Required fields are
 * there, optional ones by chance. Throws a `TypeError` where the schema has a keyword that nothing can be made from.
 *
 * @example
 * fc.assert(fc.property(arbitraryPayload("servetel", "callMissed"), (payload) => summarize(payload).length < 80));
 */
export function arbitraryPayload<
  const Named extends AnyProvider,
  const Type extends EventType<ProviderMeant<Named>>,
>(provider: Named, type: Type): fc.Arbitrary<PayloadOf<ProviderMeant<Named>, Type> & UnknownKeys> {
  return payloadOf(lookUp(provider, type)) as fc.Arbitrary<
    PayloadOf<ProviderMeant<Named>, Type> & UnknownKeys
  >;
}

/**
 * Deliveries that a receiver has to take for the event: any payload, in any shape that it may have, in any encoding
 * that the provider sends.
 *
 * @example
 * fc.assert(fc.asyncProperty(arbitraryDelivery("callsavvy", "newChat"), async (delivery) => {
 *   expect((await deliver(app, delivery, { path: "/webhooks/callsavvy", token })).status).toBe(200);
 * }));
 */
export function arbitraryDelivery<
  const Named extends AnyProvider,
  const Type extends EventType<ProviderMeant<Named>>,
>(provider: Named, type: Type): fc.Arbitrary<Delivery<ProviderMeant<Named>, Type>> {
  const known = lookUp(provider, type);
  // What Go prints can't be read back, so that a list or an object would be lost, which the schema may require.
  const shapes = shapesOf(provider, type).filter((shape) => shape !== "go-in-text");
  return fc
    .tuple(payloadOf(known), fc.constantFrom(...shapes), fc.constantFrom(...encodingsOf(known)))
    .map(([payload, shape, as]) => {
      const fields = reshaped(shape, payload, known) ?? payload;
      return { ...deliveryOf(known, fields), as } as Delivery<ProviderMeant<Named>, Type>;
    });
}

function payloadOf({ provider, event, schema, catalog }: Known) {
  if (schema === undefined) {
    throw new TypeError(`${provider.name}'s ${event.type} has no schema to make payloads from.`);
  }
  return arbitraryOf(schema, catalog) as fc.Arbitrary<Readonly<Record<string, unknown>>>;
}

function encodingsOf({ catalog: { methods, bodyTypes } }: Known): readonly Delivery["as"][] {
  return methods.includes("GET") ? [...bodyTypes, "get"] : bodyTypes;
}
