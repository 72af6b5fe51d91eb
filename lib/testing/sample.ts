import { type Catalog, type CatalogEvent, createCatalog, kebabCase } from "../catalog";
import { suggestion } from "../nearest-name";
import type { EventType, PayloadOf, Provider } from "../provider";
import { callsavvyProvider } from "../providers/callsavvy";
import { servetelProvider } from "../providers/servetel";
import type { Delivery } from "./delivery";
import { refreshed } from "./fresh";
import { publishedSchema } from "./published-schema";
import { applyShape, type ShapeName, shapeNames } from "./shapes";

type Fields = Readonly<Record<string, unknown>>;

/** The providers that the package knows, by name. */
export const builtInProviders = { callsavvy: callsavvyProvider, servetel: servetelProvider };

export type BuiltInName = keyof typeof builtInProviders;

/** A provider by its name, or one of yours. */
export type AnyProvider = BuiltInName | Provider;

/** The provider that is meant. */
export type ProviderMeant<Named extends AnyProvider> = Named extends BuiltInName
  ? (typeof builtInProviders)[Named]
  : Named extends Provider
    ? Named
    : never;

/** Fields to put in the place of the sample's, by documented name or any other; `undefined` takes one away. */
export type Overrides<Payload> = { readonly [Field in keyof Payload]?: unknown } & Fields;

export interface SampleOptions {
  /**
   * One or several ways to depart from the documentation, one after the other. Default: as the provider really sends,
   * which for Servetel is `"stock-template"`.
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
  const meant = providerMeant(provider);
  const { catalog, event } = lookUp(meant, type);
  const example = exampleOf(meant, type);
  const given = Object.entries({ ...(fresh ? refreshed(example) : example), ...overrides });
  let fields: Fields = Object.fromEntries(given.filter(([, value]) => value !== undefined));
  for (const name of [shape ?? usualShape(meant)].flat()) {
    fields = reshaped(name, fields, catalog, event) ?? cannotHave(name, meant, type);
  }
  const trigger = catalog.identify.by === "trigger" ? { trigger: kebabCase(type) } : {};
  const delivery = { provider: catalog.name, type, ...trigger, as: usualEncoding(catalog, type) };
  return { ...delivery, fields } as Delivery<ProviderMeant<Named>, Type>;
}

/** The names of the shapes that an event can have. */
export function shapesOf<const Named extends AnyProvider>(
  provider: Named,
  type: EventType<ProviderMeant<Named>>,
): readonly ShapeName[] {
  const meant = providerMeant(provider);
  const { catalog, event } = lookUp(meant, type);
  const example = exampleOf(meant, type);
  return shapeNames.filter((name) => reshaped(name, example, catalog, event));
}

const usualShape = (provider: Provider): ShapeName =>
  provider === servetelProvider ? "stock-template" : "documented";

/** Nothing where the shape leaves the fields as they are, since then such a delivery is not what was asked for. */
function reshaped(
  name: ShapeName,
  fields: Fields,
  { template }: Catalog,
  { type, declared }: CatalogEvent,
): Fields | undefined {
  if (!shapeNames.includes(name)) {
    throw new TypeError(`Unknown shape "${name}". ${suggestion(String(name), shapeNames)}`);
  }
  const shaped = applyShape(name, fields, { type, declared, template });
  const isOther = JSON.stringify(shaped) !== JSON.stringify(fields);
  return isOther || name === "documented" ? shaped : undefined;
}

function cannotHave(name: ShapeName, provider: Provider, type: string): never {
  const possible = shapesOf(provider, type).join(", ");
  throw new TypeError(
    `With these fields, ${type} can't have the shape "${name}". It can have: ${possible}.`,
  );
}

/** A provider by its name; throws a `TypeError` where none has it. */
export function providerMeant(provider: AnyProvider): Provider {
  if (typeof provider !== "string") return provider;
  const known: Readonly<Record<string, Provider>> = builtInProviders;
  if (Object.hasOwn(known, provider)) return known[provider] as Provider;
  throw new TypeError(
    `Unknown provider "${provider}". ${suggestion(provider, Object.keys(known))}`,
  );
}

const catalogs = new WeakMap<Provider, Catalog>();

function lookUp(provider: Provider, type: string): { catalog: Catalog; event: CatalogEvent } {
  const catalog = catalogs.get(provider) ?? createCatalog(provider);
  catalogs.set(provider, catalog);
  const event = catalog.events.get(type);
  if (event) return { catalog, event };
  throw new TypeError(
    `Unknown ${catalog.name} event "${type}". ${suggestion(String(type), catalog.events.keys())}`,
  );
}

function exampleOf(provider: Provider, type: string): Fields {
  const isBuiltIn = Object.values<Provider>(builtInProviders).includes(provider);
  const { schema, validate } = provider.events[type] ?? {};
  const described = isBuiltIn ? publishedSchema(provider.name, type) : (schema ?? validate?.schema);
  const [example] = (described as { examples?: readonly Fields[] } | undefined)?.examples ?? [];
  if (example) return example;
  throw new TypeError(
    `There is no sample of ${provider.name}'s ${type}: give its schema a payload in "examples".`,
  );
}

/** Callsavvy's page says JSON of all events but one. */
function usualEncoding({ name, bodyTypes }: Catalog, type: string): Delivery["as"] {
  const isForm = name === "callsavvy" ? type === "chatbotCallback" : !bodyTypes.includes("json");
  return isForm ? "form" : "json";
}
