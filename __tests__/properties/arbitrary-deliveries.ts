import fc from "fast-check";
import { arbitraryPayload } from "telephony-webhooks/testing/arbitraries";
import { createCatalog } from "../../lib/catalog";
import type { Declared } from "../../lib/declared";
import type { Encoding } from "../../lib/decode";
import type { JsonObject } from "../../lib/json";
import { callsavvyProvider } from "../../lib/providers/callsavvy";
import { servetelProvider } from "../../lib/providers/servetel";
import { oddText, plainText } from "./arbitrary-texts";

export const catalogs = {
  callsavvy: createCatalog(callsavvyProvider),
  servetel: createCatalog(servetelProvider),
};
export type ProviderName = keyof typeof catalogs;
export const providerNames = ["callsavvy", "servetel"] as const;

export function declaredIn(provider: ProviderName, type: string): Declared {
  const declared = catalogs[provider].events.get(type)?.declared;
  if (!declared) throw new Error(`${type} is no event of ${provider}`);
  return declared;
}

/** A path below the mount that names the event; Callsavvy has one URL for all. */
export const pathOf = (provider: ProviderName, type: string) =>
  provider === "servetel" ? `/${type}` : "/";

/** Values that JSON can carry, and some that only a body parser of somebody's leaves. */
export const oddValue = fc.oneof(
  { weight: 4, arbitrary: oddText },
  fc.constantFrom<unknown>(null, true, false, 0, -0, 1, 1.5, 1e21, 1e-7, 2 ** 53, Infinity),
  fc.double(),
  fc.jsonValue({ maxDepth: 3 }),
  fc.array(
    fc.oneof(
      oddText,
      fc.integer(),
      fc.record({ id: oddText, name: oddText, number: fc.integer() }),
    ),
    { maxLength: 5 },
  ),
);

/** Names of fields as they are declared, as templates disfigure them, and any others. */
export function oddKey(provider: ProviderName): fc.Arbitrary<string> {
  const declared = fc.constantFrom(...catalogs[provider].declaredNames);
  return fc.oneof(
    { weight: 6, arbitrary: declared },
    declared.map((name) => `$${name}`),
    declared.map((name) => ` ${name}\t`),
    fc.string().filter((name) => name !== "__proto__"),
  );
}

/** Whatever may be under names that may be a provider's. */
export const oddFields = (
  provider: ProviderName,
  value: fc.Arbitrary<unknown> = oddValue,
): fc.Arbitrary<JsonObject> => fc.dictionary(oddKey(provider), value, { maxKeys: 10 });

/** Anything that can be decoded, as an event that it may or may not be. */
export interface OddDelivery {
  readonly type: string;
  readonly encoding: Encoding;
  readonly raw: JsonObject;
}

export function oddDeliveries(provider: ProviderName): fc.Arbitrary<OddDelivery> {
  return fc.record({
    type: fc.constantFrom(...catalogs[provider].events.keys()),
    encoding: fc.constantFrom<Encoding>("json", "form", "query"),
    raw: oddFields(provider),
  });
}

/** An event that fits its schema, or does once it is repaired. */
export interface MeantEvent {
  readonly type: string;
  readonly fields: Readonly<JsonObject>;
}

/** Integers of more digits than 15 are read from JSON alone. */
const shortInteger = fc.integer({ min: -(10 ** 15) + 1, max: 10 ** 15 - 1 });

/** Scalars as senders write them: numbers and booleans where texts are declared, and the other way about. */
const loose = {
  string: fc.oneof(plainText, shortInteger, fc.boolean()),
  integer: fc.oneof(shortInteger, shortInteger.map(String), fc.boolean(), fc.boolean().map(String)),
};

/** Complete events, of whose optional fields some are there; nothing in them needs a repair. */
export const plainEvents = (provider: ProviderName): fc.Arbitrary<MeantEvent> =>
  fc.oneof(
    ...[...catalogs[provider].events.keys()].map((type) =>
      payloadOf(provider, type).map((fields) => ({ type, fields })),
    ),
  );

const payloadOf = arbitraryPayload as (
  provider: ProviderName,
  type: string,
) => fc.Arbitrary<JsonObject>;

/** Complete events whose scalars are not of their declared types. */
export function looseEvents(provider: ProviderName): fc.Arbitrary<MeantEvent> {
  const events = [...catalogs[provider].events].map(([type, { declared }]) => {
    const field = [...declared.properties].map(([name, property]) =>
      fc.tuple(fc.constant(name), arbitraryOf(property)),
    );
    const required = [...declared.required].map(
      (name) => [name, arbitraryOf(declared.properties.get(name))] as const,
    );
    return fc.record({
      type: fc.constant(type),
      fields: fc
        .tuple(
          fc.record(Object.fromEntries(required)),
          fc.array(fc.oneof(...field), { maxLength: 8 }),
        )
        .map(([whole, some]) => ({
          ...whole,
          ...Object.fromEntries(some),
          ...(provider === "callsavvy" && { event: type }),
        })),
    });
  });
  return fc.oneof(...events);
}

function arbitraryOf(declared: Declared | undefined): fc.Arbitrary<unknown> {
  switch (declared?.type) {
    case "string":
      return loose.string;
    case "integer":
      return loose.integer;
    case "array":
      return fc.array(arbitraryOf(declared.items), { maxLength: 3 });
    case "object": {
      const members = [...declared.properties].map(
        ([name, property]) => [name, arbitraryOf(property)] as const,
      );
      return fc.record(Object.fromEntries(members), { requiredKeys: [...declared.required] });
    }
    default:
      return fc.oneof(plainText, fc.integer(), fc.double({ noDefaultInfinity: true, noNaN: true }));
  }
}

/** The name that a template's key has lost blanks and a `$` to. */
export const bareName = (key: string) => key.replace(/^[ \t\r\n]*\$?|[ \t\r\n]*$/g, "");

/** Keys that no event of the provider's declares, however a template disfigures them, and that no receiver takes for itself. */
export function undeclaredKey(provider: ProviderName): fc.Arbitrary<string> {
  const { declaredNames } = catalogs[provider];
  const isOurs = (key: string) => key === "trigger" || key === "__proto__" || /[[\]]/.test(key);
  return fc
    .oneof(
      fc.string(),
      fc.constantFrom("constructor", "toString", "Uuid", "$$uuid", "\xa0uuid", "$ uuid", "$", ""),
    )
    .filter((key) => !isOurs(key) && !declaredNames.has(bareName(key)));
}
