import type { Declared } from "../declared";
import { goText } from "./go-text";
import type { Known } from "./look-up";
import { inStamps } from "./stamps";
import { asStockTemplate } from "./stock-template";

type Fields = Readonly<Record<string, unknown>>;

interface Shape {
  /** What such a delivery looks like. */
  readonly description: string;
  /** Whether only an editable template makes such deliveries. */
  readonly isTemplates?: true;
  readonly apply: (fields: Fields, known: Known) => Fields;
}

/** Changes top-level fields one by one; `declared` is what the schema says of the field, if it does. */
const fieldwise =
  (
    change: (key: string, value: unknown, declared: Declared | undefined) => [string, unknown],
  ): Shape["apply"] =>
  (fields, { event }) =>
    Object.fromEntries(
      Object.entries(fields).map(([key, value]) =>
        change(key, value, event.declared.properties.get(key)),
      ),
    );

const valuewise = (change: (value: unknown) => unknown) =>
  fieldwise((key, value) => [key, change(value)]);

/** Writes something for the optional fields that are not there. */
const whereAbsent =
  (write: (key: string, declared: Declared) => unknown): Shape["apply"] =>
  (fields, { event: { declared } }) => {
    const written = [...declared.properties]
      .filter(([key]) => !(key in fields) && !declared.required.has(key))
      .map(([key, property]) => [key, write(key, property)])
      .filter(([, value]) => value !== undefined);
    return { ...fields, ...Object.fromEntries(written) };
  };

const isNested = (value: unknown) => typeof value === "object" && value !== null;

/** Digits that a number holds exactly and prints alike. */
const DIGITS = /^(?:0|[1-9][0-9]{0,14})$/;

const CALLERS = ["caller_id_number", "caller_number", "visitor_phone"];

const shapes = {
  documented: {
    description: "as the provider's page has it, with nothing to repair",
    apply: (fields) => fields,
  },
  "stock-template": {
    description: "as Servetel's stock templates write it: texts, placeholders, empty lists",
    isTemplates: true,
    apply: (fields, { event }) => asStockTemplate(event.type, fields),
  },
  unfilled: {
    description: "the placeholder itself where there is no value",
    isTemplates: true,
    apply: whereAbsent((key, { type }) => (type === "string" ? `$${key}` : undefined)),
  },
  "lost-plus": {
    description: "phone numbers whose plus a form or a query turns into a blank",
    isTemplates: true,
    apply: (fields, known) =>
      fieldwise((key, value) => {
        const isPhone = known.catalog.template?.phoneFields.includes(key);
        return [key, isPhone && typeof value === "string" ? value.replace(/^\+/, " ") : value];
      })(fields, known),
  },
  "empty-for-absent": {
    description: '"" for every optional field without a value, lists and objects too',
    apply: whereAbsent(() => ""),
  },
  "unquoted-numbers": {
    description: "numbers where texts of digits are documented",
    apply: fieldwise((key, value, declared) => {
      const isDigits = typeof value === "string" && DIGITS.test(value);
      return [key, isDigits && declared?.type === "string" ? Number(value) : value];
    }),
  },
  "quoted-numbers": {
    description: "texts where numbers are documented",
    apply: valuewise((value) => (typeof value === "number" ? String(value) : value)),
  },
  "json-in-text": {
    description: "lists and objects as JSON inside a text",
    apply: valuewise((value) => (isNested(value) ? JSON.stringify(value) : value)),
  },
  "go-in-text": {
    description: "lists and objects as Go prints them, which nobody can read back",
    apply: valuewise((value) => (isNested(value) ? goText(value) : value)),
  },
  "lone-items": {
    description: "the item itself where a list of one is documented",
    apply: valuewise((value) => (Array.isArray(value) && value.length === 1 ? value[0] : value)),
  },
  "epoch-stamps": {
    description: "stamps as seconds since 1970",
    apply: valuewise((value) => inStamps(value, (date) => String(date.getTime() / 1000))),
  },
  "iso-stamps": {
    description: "stamps in ISO 8601",
    apply: valuewise((value) => inStamps(value, (date) => date.toISOString())),
  },
  "hidden-caller": {
    description: "a caller who hides the number",
    apply: fieldwise((key, value) => [key, CALLERS.includes(key) ? "" : value]),
  },
  "unknown-keys": {
    description: "fields that no page lists",
    apply: (fields) => ({ ...fields, x_shelf: "B 12", x_visits: "3" }),
  },
  markup: {
    description: "markup where people choose the words",
    apply: fieldwise((key, value, declared) => {
      const isWords = declared?.type === "string" && /name|subject|message/.test(key);
      return [key, isWords ? '<img src=x onerror="alert(1)">' : value];
    }),
  },
  // Those that change keys come last: the others find their fields by name.
  "dollar-keys": {
    description: "keys that keep the $ of their placeholders",
    isTemplates: true,
    apply: fieldwise((key, value, declared) => [declared ? `$${key}` : key, value]),
  },
  "blank-edges": {
    description: "keys and texts that end in a blank",
    isTemplates: true,
    apply: fieldwise((key, value, declared) =>
      declared ? [`${key} `, typeof value === "string" ? `${value} ` : value] : [key, value],
    ),
  },
} as const satisfies Readonly<Record<string, Shape>>;

/** Ways in which deliveries depart from the documentation, by name. */
export type ShapeName = keyof typeof shapes;

/** In the order in which several are applied. */
export const shapeNames = Object.keys(shapes) as readonly ShapeName[];

/** What a delivery of that shape looks like, in words. */
export const describeShape = (name: ShapeName): string => shapes[name].description;

/** Documented fields in another shape; as they are where the provider never sends them so. */
export function applyShape(name: ShapeName, fields: Fields, known: Known): Fields {
  const { isTemplates, apply }: Shape = shapes[name];
  return isTemplates && !known.catalog.template ? fields : apply(fields, known);
}
