import { kebabCase } from "../catalog";
import { suggestion } from "../nearest-name";
import type { EventType, PayloadOf } from "../provider";
import { servetelProvider } from "../providers/servetel";
import type { Delivery } from "./delivery";
import { refreshed } from "./fresh";
import { type AnyProvider, type Known, lookUp, type ProviderMeant } from "./look-up";
import { applyShape, type ShapeName, shapeNames } from "./shapes";

type Fields = Readonly<Record<string, unknown>>;

/** Fields to put in the place of the sample's, by documented name or any other; `undefined` takes one away. */
export type Overrides<Payload> = { readonly [Field in keyof Payload]?: unknown } & Fields;

export interface SampleOptions {
  /**
   * One or several ways to depart from the documentation, all at once. Default: as the provider really sends, which for
   * Servetel is `"stock-template"`.
   */
  readonly shape?: ShapeName | readonly ShapeName[];
  /** Whether it is another call, ticket or chat each time, as of now, so that it is no repeat. Default: always the same. Of built-in providers alone. */
  readonly fresh?: boolean;
}

/**
 * A delivery as it really arrives: Servetel's as its stock templates write it, Callsavvy's as documented, one of a
 * provider of yours as the first of its schema's `examples`. Shapes other than that are selected by name.
 * Throws a `TypeError` for an event or a shape that is unknown, and for a shape that this event can't have.
 *
 * @example
 * sample("servetel", "callMissed", { caller_id_number: "+915550001234" }, { shape: "dollar-keys" })
 */
export function sample<
  const Named extends AnyProvider,
  const Type extends EventType<ProviderMeant<Named>>,
>(
  provider: Named,
  type: Type,
  overrides: Overrides<PayloadOf<ProviderMeant<Named>, Type>> = {},
  { shape, fresh = false }: SampleOptions = {},
): Delivery<ProviderMeant<Named>, Type> {
  const known = lookUp(provider, type);
  const example = exampleOf(known);
  const given = Object.entries({ ...(fresh ? refreshed(example) : example), ...overrides });
  let fields: Fields = Object.fromEntries(given.filter(([, value]) => value !== undefined));
  for (const name of inOrder([shape ?? usualShape(known)].flat())) {
    fields = reshaped(name, fields, known) ?? cannotHave(name, known);
  }
  return deliveryOf(known, fields) as Delivery<ProviderMeant<Named>, Type>;
}

/** The names of the shapes that an event can have. */
export function shapesOf<const Named extends AnyProvider>(
  provider: Named,
  type: EventType<ProviderMeant<Named>>,
): readonly ShapeName[] {
  return possibleShapes(lookUp(provider, type));
}

function possibleShapes(known: Known): readonly ShapeName[] {
  const example = exampleOf(known);
  return shapeNames.filter((name) => reshaped(name, example, known));
}

const usualShape = ({ provider }: Known): ShapeName =>
  provider === servetelProvider ? "stock-template" : "documented";

function inOrder(names: readonly ShapeName[]): readonly ShapeName[] {
  const unknown = names.find((name) => !shapeNames.includes(name));
  if (unknown === undefined) return shapeNames.filter((name) => names.includes(name));
  throw new TypeError(`Unknown shape "${unknown}". ${suggestion(String(unknown), shapeNames)}`);
}

/** Nothing where the shape leaves the fields as they are, since then such a delivery is not what was asked for. */
export function reshaped(name: ShapeName, fields: Fields, known: Known): Fields | undefined {
  const shaped = applyShape(name, fields, known);
  const isOther = JSON.stringify(shaped) !== JSON.stringify(fields);
  return isOther || name === "documented" ? shaped : undefined;
}

function cannotHave(name: ShapeName, known: Known): never {
  throw new TypeError(
    `With these fields, ${known.event.type} can't have the shape "${name}". It can have: ${possibleShapes(known).join(", ")}.`,
  );
}

function exampleOf({ provider: { name }, event: { type }, schema }: Known): Fields {
  const { examples = [] } = (schema ?? {}) as { examples?: readonly Fields[] };
  // Who changes a sample must not change the next one.
  if (examples[0]) return structuredClone(examples[0]);
  throw new TypeError(
    `There is no sample of ${name}'s ${type}: give its schema a payload in "examples".`,
  );
}

/** A delivery with these very fields. */
export function deliveryOf({ catalog, event: { type } }: Known, fields: Fields): Delivery {
  const { name, identify, bodyTypes } = catalog;
  // Callsavvy's page says JSON of all events but one.
  const isForm = name === "callsavvy" ? type === "chatbotCallback" : !bodyTypes.includes("json");
  return {
    provider: name,
    type,
    ...(identify.by === "trigger" && { trigger: kebabCase(type) }),
    as: isForm ? "form" : "json",
    fields,
  };
}
