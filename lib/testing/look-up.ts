import { type Catalog, type CatalogEvent, createCatalog, demandEvent } from "../catalog";
import { suggestion } from "../nearest-name";
import type { JsonSchema, Provider } from "../provider";
import { callsavvyProvider } from "../providers/callsavvy";
import { servetelProvider } from "../providers/servetel";
import { publishedSchema } from "./published-schema";

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

/** All that is known of an event. */
export interface Known {
  readonly provider: Provider;
  readonly catalog: Catalog;
  readonly event: CatalogEvent;
  /** With its annotations; none where a provider of the user's brings a validator alone. */
  readonly schema: JsonSchema | undefined;
}

/** Throws a `TypeError` for a provider or an event that is unknown, and names the nearest one. */
export function lookUp(named: AnyProvider, type: string): Known {
  const provider = typeof named === "string" ? builtInProvider(named) : named;
  const catalog = catalogs.get(provider) ?? createCatalog(provider);
  catalogs.set(provider, catalog);
  const event = demandEvent(catalog, type);
  return { provider, catalog, event, schema: schemaOf(provider, event) };
}

/** To make one compiles the schemas that a user's provider brings. */
const catalogs = new WeakMap<Provider, Catalog>();

function builtInProvider(name: string): Provider {
  const known = new Map<string, Provider>(Object.entries(builtInProviders));
  const provider = known.get(name);
  if (provider) return provider;
  throw new TypeError(`Unknown provider "${name}". ${suggestion(name, known.keys())}`);
}

/** The validators of the built-in providers hold no annotations, so theirs is the published one. */
function schemaOf(provider: Provider, { type, validate }: CatalogEvent): JsonSchema | undefined {
  const isBuiltIn = Object.values<Provider>(builtInProviders).includes(provider);
  return isBuiltIn
    ? publishedSchema(provider.name, type)
    : (validate.schema as JsonSchema | undefined);
}
