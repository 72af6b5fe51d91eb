import { isObject } from "./json";
import { demandMs } from "./milliseconds";
import { refuseUnknownKeys } from "./nearest-name";
import type { BodyType, EventDefinition, Identification, Method, Provider } from "./provider";

/**
 * Checks a provider's description and returns it. Throws a `TypeError` that names what is wrong.
 *
 * @example
 * const acme = defineProvider({
 *   name: "acme",
 *   identify: { by: "field", field: "kind" },
 *   events: { ringing: event<Ringing>({ schema: ringingSchema }) },
 * });
 * app.use("/webhooks/acme", createReceiver(acme, { auth }).on("ringing", handle));
 */
export function defineProvider<const P extends Provider>(provider: P): P {
  const { name, events, identify, methods, bodyTypes, template } = provider;
  refuseUnknownKeys(provider, PROVIDER_KEYS, "provider key");
  const isName = typeof name === "string" && /^[a-z][a-z0-9-]*$/.test(name);
  demand(isName, "name", "lower-case letters, digits and hyphens");
  checkIdentification(identify);
  demand(isListOf(METHODS, methods), "methods", `some of ${METHODS.join(", ")}`);
  demand(isListOf(BODY_TYPES, bodyTypes), "bodyTypes", `some of ${BODY_TYPES.join(", ")}`);
  const isTemplate = template === undefined || Array.isArray(template.phoneFields);
  demand(isTemplate, "template", "{ phoneFields: […] }");
  demand(isObject(events) && Object.keys(events).length > 0, "events", "one event or more");
  if (identify.by === "trigger") checkTriggers(Object.keys(events));
  for (const [type, definition] of Object.entries(events)) {
    checkEvent(`${name}.${type}`, definition);
  }
  return provider;
}

const PROVIDER_KEYS = ["name", "events", "identify", "methods", "bodyTypes", "template"];
const EVENT_KEYS = ["schema", "validate", "identity", "duplicateTtlMs", "reply"];
const METHODS: readonly unknown[] = ["GET", "POST", "PUT", "PATCH"] satisfies Method[];
const BODY_TYPES: readonly unknown[] = ["json", "form"] satisfies BodyType[];

/** Also of a list that is left to its default. */
function isListOf(known: readonly unknown[], values: readonly unknown[] | undefined): boolean {
  return (
    values === undefined || (values.length > 0 && values.every((value) => known.includes(value)))
  );
}

function demand(isMet: boolean, key: string, takes: string): void {
  if (!isMet) throw new TypeError(`A provider's ${key} takes ${takes}.`);
}

function checkIdentification(identify: Identification): void {
  const given = isObject(identify) ? identify : undefined;
  const isByTrigger = given?.by === "trigger";
  const isByField = given?.by === "field" && typeof given.field === "string";
  const forms = '{ by: "field", field: "…" } or { by: "trigger", shape }';
  demand(isByField || isByTrigger, "identify", forms);
  refuseUnknownKeys(identify, ["by", isByTrigger ? "shape" : "field"], "key of identify");
}

/** Triggers are parts of paths, whose case does not matter. */
function checkTriggers(types: readonly string[]): void {
  const areCamelCase = types.every((type) => /^[a-z][A-Za-z0-9]*$/.test(type));
  demand(areCamelCase, "events by trigger", "names in camelCase");
  const distinct = new Set(types.map((type) => type.toLowerCase()));
  demand(
    distinct.size === types.length,
    "events by trigger",
    "names that differ in more than case",
  );
}

function checkEvent(place: string, definition: EventDefinition): void {
  const { reply, identity = [], duplicateTtlMs = 1 } = definition;
  refuseUnknownKeys(definition, EVENT_KEYS, `key of event ${place}`);
  checkContract(place, definition);
  demand(Array.isArray(identity), `identity of ${place}`, "a list of properties");
  demandMs(`A provider's duplicateTtlMs of ${place}`, duplicateTtlMs);
  if (reply?.kind === "json") checkContract(`${place}'s reply`, reply);
  else demand(!reply || reply.kind === "text", `reply of ${place}`, 'the kind "json" or "text"');
}

function checkContract(place: string, { schema, validate }: EventDefinition): void {
  if (isObject(schema) === (typeof validate === "function")) {
    throw new TypeError(`${place} takes either a schema or a validate function.`);
  }
}
