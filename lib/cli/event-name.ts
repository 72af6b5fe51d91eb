import { kebabCase } from "../catalog";
import { suggestion } from "../nearest-name";
import type { Provider } from "../provider";
import { type BuiltInName, builtInProviders } from "../testing/look-up";
import { UsageError } from "./usage-error";

/** An event of a built-in provider. */
export interface NamedEvent {
  readonly provider: BuiltInName;
  readonly type: string;
}

export const providerNames = Object.keys(builtInProviders) as readonly BuiltInName[];

export const providerNamed = (name: BuiltInName): Provider => builtInProviders[name];

/** All events that the package knows, of one provider or of all, as the schemas list them. */
export const eventsOf = (...providers: readonly BuiltInName[]): readonly NamedEvent[] =>
  providers.flatMap((provider) =>
    Object.keys(builtInProviders[provider].events).map((type) => ({ provider, type })),
  );

/**
 * The event that a user means by `callMissed`, `call-missed`, `servetel.callMissed` or `servetel/call-missed`, in any
 * case. Throws a `UsageError` that names the nearest one.
 */
export function eventMeant(name: string): NamedEvent {
  const events = eventsOf(...providerNames);
  const bare = plain(name);
  const meant = events.find(
    ({ provider, type }) => bare === plain(type) || bare === plain(`${provider}.${type}`),
  );
  if (meant) return meant;
  const known = events.map(({ type }) => (name.includes("-") ? kebabCase(type) : type));
  throw new UsageError(
    `Unknown event "${name}". ${suggestion(name.replace(/^.*[./]/, ""), known)}`,
  );
}

const plain = (name: string) => name.replace(/[-./]/g, "").toLowerCase();
