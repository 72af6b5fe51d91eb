import { randomInt } from "node:crypto";
import { type Catalog, createCatalog, kebabCase } from "../../catalog";
import type { BodyType, Provider } from "../../provider";
import type { EncodedDelivery, Encoding } from "../../testing/delivery";
import { type EncodeOptions, encode } from "../../testing/encode";
import { type BuiltInName, builtInProviders } from "../../testing/look-up";
import { sample, shapesOf } from "../../testing/sample";
import { describeShape, type ShapeName } from "../../testing/shapes";

type Fields = Readonly<Record<string, unknown>>;

/** A delivery that is to be tried. */
export interface Probe {
  readonly type: string;
  readonly as: Encoding;
  readonly request: EncodedDelivery;
  /** How it departs from the provider's page, if it does. */
  readonly oddity?: string;
  readonly shape?: ShapeName;
}

type TriggerPlace = NonNullable<EncodeOptions["trigger"]>;

export interface ProbeOptions extends EncodeOptions {
  readonly shape?: ShapeName;
}

/** A delivery in words. */
export const nameOf = ({ type, as, oddity }: Probe): string =>
  oddity === undefined ? `${type} as ${as}` : `${type} as ${as} (${oddity})`;

/** Makes the deliveries that a webhook is examined with: each of another call, ticket or chat, so that none is a repeat. */
export class ProbeMaker {
  /** The events that the webhook's URL is for. */
  readonly types: readonly string[];
  /** Whether the URL is one trigger's own, so that no other can be sent there. */
  readonly isOfOneTrigger: boolean;
  /** How the provider may write a delivery. */
  readonly encodings: readonly (BodyType | "get")[];
  /** Stands in every delivery that has a place for it, and may stand in no refusal. */
  readonly canary = `555${randomInt(10_000, 100_000)}`;
  readonly provider: BuiltInName;
  readonly #definition: Provider;
  readonly #catalog: Catalog;
  readonly #trigger: TriggerPlace;
  #made = 0;

  constructor(provider: BuiltInName, url: URL, trigger: TriggerPlace = "path") {
    this.provider = provider;
    this.#definition = builtInProviders[provider];
    this.#catalog = createCatalog(this.#definition);
    const { triggers, events, bodyTypes, methods } = this.#catalog;
    const path = url.pathname.replace(/\/+$/, "");
    const named = [path.split("/").at(-1), url.searchParams.get("trigger")]
      .map((name) => triggers.get(String(name).toLowerCase()))
      .find((type) => type !== undefined);
    this.isOfOneTrigger = named !== undefined;
    this.types = named === undefined ? [...events.keys()] : [named];
    this.encodings = methods.includes("GET") ? [...bodyTypes, "get"] : bodyTypes;
    this.#trigger = this.isOfOneTrigger ? "none" : trigger;
  }

  /** Whether customers edit what the provider sends, and choose how. */
  get hasTemplate(): boolean {
    return this.#catalog.template !== undefined;
  }

  /** Whether the provider names the trigger in the path. */
  get isNamedByPath(): boolean {
    return this.#catalog.triggers.size > 0 && this.#trigger === "path";
  }

  /** Whether the provider writes the event so, as far as its page says. */
  isUsual({ type, as }: Probe): boolean {
    return this.hasTemplate || sample(this.#definition, type).as === as;
  }

  make(type: string, as: Encoding, { shape = "documented", trigger }: ProbeOptions = {}): Probe {
    const probe = this.write(type, as, this.fieldsOf(type, shape), trigger);
    return shape === "documented" ? probe : { ...probe, shape, oddity: describeShape(shape) };
  }

  /** The ways in which the event can depart from the provider's page. */
  shapesOf(type: string): readonly ShapeName[] {
    return shapesOf(this.#definition, type).filter((shape) => shape !== "documented");
  }

  /** An event that is on no page of the provider's, but has what all of them have. */
  makeUnknown(as: Encoding): Probe {
    const type = "callTeleported";
    const known = this.fieldsOf(String(this.types[0]));
    const { uuid, call_to_number, caller_id_number, ...others } = known;
    const fields = this.hasTemplate
      ? { uuid, call_to_number, caller_id_number, teleported_to: "the moon" }
      : { ...others, event: type };
    return this.write(type, as, fields);
  }

  /** Writes down any fields as a delivery. */
  write(type: string, as: Encoding, fields: Fields, trigger = this.#trigger): Probe {
    const isNamed = this.#catalog.triggers.size > 0;
    const delivery = { ...(isNamed && { trigger: kebabCase(type) }), fields, as };
    return { type, as, request: encode(delivery, as, { trigger }) };
  }

  fieldsOf(type: string, shape: ShapeName = "documented"): Fields {
    const number = this.canary + String(this.#made++ % 100).padStart(2, "0");
    const canaries = {
      caller_id_number: `+91${number}`,
      caller_number: `+91${number}`,
      visitor_name: `Asha Example ${number}`,
      sender_name: `Asha Example ${number}`,
    };
    const { fields } = sample(this.#definition, type);
    const overrides = Object.entries(canaries).filter(([key]) => key in fields);
    const options = { shape, fresh: true };
    return sample(this.#definition, type, Object.fromEntries(overrides), options).fields;
  }
}
