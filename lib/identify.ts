import type { Catalog } from "./catalog";
import { WebhookError } from "./errors";
import type { IdentifiedBy } from "./event";
import { valuesOf } from "./form";
import type { JsonObject } from "./json";

/** Which event a delivery is, and what says so. */
export interface Identified {
  /** Of the provider's events, or a name that its schemas don't know. */
  readonly type: string;
  readonly identifiedBy: IdentifiedBy;
}

/** What besides the payload may name the trigger. */
export interface TriggerHints {
  readonly option: string | undefined;
  readonly path: string | undefined;
  readonly query: string;
}

/** The query parameter that may name the trigger, as a path may. */
export const TRIGGER = "trigger";

/** Recognises the event. Throws `ERR_UNIDENTIFIED` where nothing proves it; never guesses. */
export function identify(fields: JsonObject, catalog: Catalog, hints: TriggerHints): Identified {
  const { identify: how } = catalog;
  if (how.by === "field") {
    const type = fields[how.field];
    if (typeof type === "string" && type !== "") return { type, identifiedBy: "field" };
    throw new WebhookError("ERR_UNIDENTIFIED", {
      detail: `the field "${how.field}" names the event`,
    });
  }
  if (hints.option !== undefined) return { type: hints.option, identifiedBy: "option" };
  if (hints.path !== undefined) return { type: hints.path, identifiedBy: "path" };
  const named = valuesOf(hints.query, TRIGGER);
  if (named.length > 0) return { type: namedBy(named, catalog), identifiedBy: "query" };
  const type = how.shape?.(fields);
  if (type !== undefined) return { type, identifiedBy: "shape" };
  throw new WebhookError("ERR_UNIDENTIFIED", {
    detail: `name the trigger in the path or the query, as in ${example(catalog)}`,
  });
}

function namedBy(values: readonly string[], catalog: Catalog): string {
  const [type, ...others] = values.map((value) => catalog.triggers.get(value.toLowerCase()));
  if (type !== undefined && others.length === 0) return type;
  throw new WebhookError("ERR_UNIDENTIFIED", {
    detail: `the query parameter trigger takes one trigger, as in ${example(catalog)}`,
  });
}

function example({ triggers }: Catalog): string {
  const kebabCase = [...triggers.keys()].at(-1);
  return `…/${kebabCase} or …?trigger=${kebabCase}`;
}
