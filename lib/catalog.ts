import { type Declared, declaredBy } from "./declared";
import { suggestion } from "./nearest-name";
import type {
  BodyType,
  Contract,
  EventDefinition,
  Identification,
  Method,
  Provider,
  ReplyDefinition,
  TemplateRules,
  Validator,
} from "./provider";

/** A reply, ready to be checked. */
export type Reply =
  | { readonly kind: "text" }
  | {
      readonly kind: "json";
      readonly constants: Readonly<Record<string, unknown>>;
      readonly validate: Validator;
      readonly declared: Declared;
    };

/** An event, ready to be received. */
export interface CatalogEvent {
  readonly type: string;
  readonly validate: Validator;
  readonly declared: Declared;
  /** The properties that tell this event from another of its type; unknown where the schema declares none. */
  readonly identity: ReadonlySet<string> | undefined;
  readonly reply: Reply | undefined;
  /** How long an equal delivery is a repeat; unknown where that is for the store to say. */
  readonly duplicateTtlMs: number | undefined;
}

/** A provider, ready to be received from. */
export interface Catalog {
  readonly name: string;
  readonly identify: Identification;
  readonly methods: readonly Method[];
  readonly bodyTypes: readonly BodyType[];
  readonly template: TemplateRules | undefined;
  readonly events: ReadonlyMap<string, CatalogEvent>;
  /** Event types by the names that a path or query may give them, in lower case: `callmissed` and `call-missed`. */
  readonly triggers: ReadonlyMap<string, string>;
  /** Every property that any event declares. */
  readonly declaredNames: ReadonlySet<string>;
}

/** Makes a provider ready; compiles the schemas that came without a validator. */
export function createCatalog(provider: Provider): Catalog {
  const { name, identify, methods = ["POST"], bodyTypes = ["json", "form"], template } = provider;
  const events = new Map(
    Object.entries(provider.events).map(([type, definition]) => [
      type,
      prepareEvent(type, definition, template !== undefined),
    ]),
  );
  const triggers = new Map<string, string>();
  if (identify.by === "trigger") {
    for (const type of events.keys()) {
      triggers.set(type.toLowerCase(), type).set(kebabCase(type), type);
    }
  }
  const declaredNames = new Set(
    [...events.values()].flatMap(({ declared }) => [...declared.properties.keys()]),
  );
  return { name, identify, methods, bodyTypes, template, events, triggers, declaredNames };
}

/** The event of that name. Throws a `TypeError` that names the nearest one. */
export function demandEvent({ name, events }: Catalog, type: string): CatalogEvent {
  const event = events.get(type);
  if (event) return event;
  throw new TypeError(
    `Unknown ${name} event "${type}". ${suggestion(String(type), events.keys())}`,
  );
}

/** `call-missed` for `callMissed`, as in URLs and in the names of files. */
export const kebabCase = (name: string) =>
  name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

function prepareEvent(
  type: string,
  definition: EventDefinition,
  isFromTemplate: boolean,
): CatalogEvent {
  const { validate, declared } = prepareContract(definition as Contract);
  const identifying = [...declared.properties].filter(
    ([, { type }]) => !isFromTemplate || !NESTED.has(type),
  );
  const identity = new Set([...identifying.map(([key]) => key), ...(definition.identity ?? [])]);
  return {
    type,
    validate,
    declared,
    identity: identity.size > 0 ? identity : undefined,
    reply: definition.reply && prepareReply(definition.reply),
    duplicateTtlMs: definition.duplicateTtlMs,
  };
}

/** What templates lose in forms and in Go's text, so that an event's id does without it. */
const NESTED: ReadonlySet<string | undefined> = new Set(["array", "object"]);

function prepareReply(reply: ReplyDefinition): Reply {
  if (reply.kind === "text") return reply;
  return { kind: "json", constants: reply.constants ?? {}, ...prepareContract(reply) };
}

function prepareContract(contract: Contract): { validate: Validator; declared: Declared } {
  const validate = contract.validate ?? loadCompiler()(contract.schema);
  return { validate, declared: declaredBy(validate.schema) };
}

/** Ajv's compiler takes long to load, so only those who bring a schema load it, and workers, which can't run it, never. */
function loadCompiler() {
  return (require("#compile") as typeof import("./compile")).compile;
}
