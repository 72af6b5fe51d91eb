import { kebabCase } from "../catalog";
import { publishedSchema } from "../testing/published-schema";
import { type NamedEvent, providerNamed } from "./event-name";

/** A field of an event, in words. */
export interface FieldDescription {
  readonly name: string;
  /** `text`, `whole number`, `list of text`, … */
  readonly type: string;
  /** Whether every event has it. */
  readonly always: boolean;
  readonly meaning: string;
}

/** An event in words, as the published schemas have it. */
export interface EventDescription extends NamedEvent {
  /** In files and URLs. */
  readonly urlName: string;
  readonly when: string;
  /** What the provider waits for, if for anything. */
  readonly reply?: "json" | "text";
  readonly fields: readonly FieldDescription[];
}

interface Property {
  readonly type?: string;
  readonly items?: Property;
  readonly description: string;
}

interface EventSchema {
  readonly description: string;
  readonly properties: Readonly<Record<string, Property>>;
  readonly required: readonly string[];
}

/** Describes an event of a built-in provider. */
export function describeEvent({ provider, type }: NamedEvent): EventDescription {
  const schema = publishedSchema(provider, type) as unknown as EventSchema;
  const reply = providerNamed(provider).events[type]?.reply?.kind;
  return {
    provider,
    type,
    urlName: kebabCase(type),
    when: withoutSource(schema.description),
    ...(reply && { reply }),
    fields: Object.entries(schema.properties).map(([name, property]) => ({
      name,
      type: typeInWords(property),
      always: schema.required.includes(name),
      meaning: withoutSource(property.description),
    })),
  };
}

/** Descriptions end in a word on where they are from, such as `Documented.` */
const withoutSource = (text: string) => text.replace(/ \w+\.$/, "");

const words: Readonly<Record<string, string>> = { string: "text", integer: "whole number" };

/** What has no type of its own refers to an object that is described elsewhere in the schema. */
function typeInWords({ type = "object", items }: Property): string {
  return items ? `list of ${typeInWords(items)}` : (words[type] ?? type);
}
