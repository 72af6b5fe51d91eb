import type { Command } from "commander";
import { suggestion } from "../nearest-name";
import type { Delivery } from "../testing/delivery";
import { sample } from "../testing/sample";
import type { ShapeName } from "../testing/shapes";
import { describeEvent } from "./event-description";
import { type NamedEvent, providerNamed } from "./event-name";
import { oneMoreShape } from "./option-values";
import type { Session } from "./session";
import { UsageError } from "./usage-error";

type Fields = Readonly<Record<string, unknown>>;

/** Options that say what a sample looks like. */
export interface SampleOptions {
  readonly shape?: readonly ShapeName[];
  readonly set?: Fields;
}

/** Adds the options that say what a sample looks like. */
export function addSampleOptions(command: Command): void {
  command
    .option("--shape <name>", "depart from the page in this way; may be repeated", oneMoreShape)
    .option(
      "--set <key=value>",
      "put a text into a field, JSON with key:=value, or take it away with key:=; may be repeated",
      oneMoreField,
    );
}

/** Parses one field more. What is taken away is `undefined`. */
function oneMoreField(text: string, before: Fields = {}): Fields {
  const [, key, colon, value = ""] = /^([^=]+?)(:?)=(.*)$/s.exec(text) ?? [];
  if (key === undefined) {
    throw new UsageError(
      "--set takes a field and a text, as in call_status=missed, or JSON, as in digits_dialed:='[\"1\"]'.",
    );
  }
  return { ...before, [key]: colon ? fromJson(key, value) : value };
}

function fromJson(key: string, value: string): unknown {
  if (value === "") return undefined;
  try {
    return JSON.parse(value);
  } catch {
    throw new UsageError(`--set ${key}:= takes JSON. For a text, leave the colon away.`);
  }
}

/** The delivery that the options ask for. Throws a `UsageError` where the event can't have it. */
export function sampleOf(
  { provider, type }: NamedEvent,
  { shape, set }: SampleOptions,
  isFresh: boolean,
): Delivery {
  try {
    const options = { fresh: isFresh, ...(shape && { shape }) };
    return sample(providerNamed(provider), type, set, options);
  } catch (thrown) {
    throw new UsageError((thrown as Error).message);
  }
}

/** Says which fields the schema does not declare: a misspelt one looks like any other on the wire. */
export function noteUnknownFields(
  event: NamedEvent,
  { set = {} }: SampleOptions,
  session: Session,
): void {
  const known = describeEvent(event).fields.map(({ name }) => name);
  for (const key of Object.keys(set)) {
    if (known.includes(key)) continue;
    session.tell(
      `${session.errorColors.yellow("note:")} ${event.type} declares no field "${key}". ${suggestion(key, known)}`,
    );
  }
}
