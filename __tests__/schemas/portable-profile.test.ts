import { spawnSync } from "node:child_process";
import { describe, expect, it } from "@jest/globals";
import { root, type Schema } from "./read-schemas";

const ID = "https://unpkg.com/acme@2/schemas/acme.schema.json";

/** A bundle that keeps to the profile and uses all of it. */
const sound = {
  $schema: "http://json-schema.org/draft-07/schema#",
  $id: ID,
  $comment: "For the test.",
  title: "AcmePayload",
  description: "The payload of any event.",
  oneOf: [{ $ref: "#/definitions/Ringing" }],
  definitions: {
    Ringing: {
      title: "Ringing",
      description: "A phone rings. Documented.",
      type: "object",
      properties: {
        kind: { description: "Names the event. Documented.", type: "string", enum: ["ringing"] },
        line: { description: "Line number. Observed.", type: "integer", minimum: 1, maximum: 9 },
        name: { description: "Whose phone it is. Assumed.", type: "string", minLength: 1 },
        extra: { description: "Anything else. Observed.", $comment: "Loose.", examples: [1] },
        leg: { $ref: "#/definitions/Leg", description: "The first leg. Documented." },
        legs: {
          description: "All legs. Documented.",
          type: "array",
          items: { $ref: "#/definitions/Leg" },
        },
      },
      required: ["kind"],
      examples: [{ kind: "ringing", line: 1, legs: [{ number: "1" }] }],
    },
    RingingReply: {
      title: "RingingReply",
      description: "The answer. Documented.",
      type: "object",
      properties: { text: { description: "What to show. Documented.", type: "string" } },
      required: ["text"],
      examples: [{ text: "" }],
    },
    Leg: {
      title: "Leg",
      description: "A leg. Documented.",
      type: "object",
      properties: { number: { description: "Its number. Documented.", type: "string" } },
    },
  },
};

type Bundle = Schema & { definitions: Record<string, Schema> };

/** Puts a value at a JSON Pointer; `undefined` takes away what is there. */
function planted(pointer: string, value: unknown): Bundle {
  const bundle = structuredClone(sound) as Bundle;
  const keys = pointer.split("/").slice(1);
  const last = keys.pop() ?? "";
  const target = keys.reduce<unknown>(
    (place, key) => (place as Record<string, unknown>)[key],
    bundle,
  ) as Record<string, unknown>;
  target[last] = value;
  return JSON.parse(JSON.stringify(bundle)) as Bundle;
}

const ringing = "/definitions/Ringing";
const property = (value: unknown) => [`${ringing}/properties/planted`, value] as const;
const described = "Planted. Assumed.";

const faults: [fault: string, pointer: string, value: unknown, violation: string][] = [
  [
    "another draft",
    "/$schema",
    "https://json-schema.org/draft/2020-12/schema",
    "#/$schema: has to",
  ],
  ["another major version", "/$id", ID.replace("@2", "@1"), `#/$id: has to be ${ID}`],
  ["no address", "/$id", undefined, `#/$id: has to be ${ID}`],
  ["an unknown keyword at the root", "/$defs", {}, '#: "$defs" is not portable'],
  ["no union", "/oneOf", undefined, "#: takes exactly one union"],
  ["two unions", "/anyOf", [{ $ref: "#/definitions/Ringing" }], "#: takes exactly one union"],
  ["an event that is no reference", "/oneOf/0", { type: "object" }, '#/oneOf/0: "type" is not'],
  ["an event without definition", "/oneOf/0/$ref", "#/definitions/No", "#/oneOf/0/$ref: has to"],
  ["a title unlike its key", `${ringing}/title`, "Ring", `#${ringing}: title has to be "Ringing"`],
  ["a definition that is no object", "/definitions/Leg/type", "string", "a definition is of type"],
  ["a definition without words", "/definitions/Leg/description", undefined, "a description has to"],
  [
    "an unused definition",
    "/definitions/Idle",
    { ...sound.definitions.Leg, title: "Idle" },
    "no event or reply uses it",
  ],
  [
    "a definition that contains itself",
    "/definitions/Leg/properties/leg",
    { description: described, $ref: "#/definitions/Leg" },
    "#/definitions/Leg: contains itself",
  ],
  ...["$id", "title", "format", "pattern", "const", "default", "maxLength", "tsType"].map(
    (keyword): [string, string, unknown, string] => [
      `${keyword} in a property`,
      ...property({ description: described, type: "string", [keyword]: "x" }),
      `planted: "${keyword}" is not portable`,
    ],
  ),
  ...["if", "not", "oneOf", "anyOf", "allOf", "additionalProperties", "patternProperties"].map(
    (keyword): [string, string, unknown, string] => [
      `${keyword} in an object`,
      ...property({ description: described, type: "object", [keyword]: {} }),
      `planted: "${keyword}" is not portable`,
    ],
  ),
  [
    "a keyword not allowed in an item",
    ...property({
      description: described,
      type: "array",
      items: { type: "string", format: "date" },
    }),
    'planted/items: "format" is not portable',
  ],
  [
    "a list of items",
    ...property({ description: described, type: "array", items: [{ type: "string" }] }),
    "planted/items: has to be an object",
  ],
  ["a schema that is true", ...property(true), "planted: has to be an object"],
  [
    "several types",
    ...property({ description: described, type: ["string", "integer"] }),
    "planted/type: takes one of string, integer, array, object",
  ],
  [
    "an unknown type",
    ...property({ description: described, type: "text" }),
    "planted/type: takes one of string, integer, array, object",
  ],
  [
    "an enum of two values",
    ...property({ description: described, type: "string", enum: ["a", "b"] }),
    "planted/enum: takes one text",
  ],
  [
    "an enum of a number",
    ...property({ description: described, type: "integer", enum: [1] }),
    "planted/enum: takes one text",
  ],
  [
    "a required key that is no property",
    `${ringing}/required/1`,
    "ghost",
    '/required: "ghost" is not a property',
  ],
  [
    "a reference with more than words beside it",
    `${ringing}/properties/leg/type`,
    "object",
    '/leg: "type" is not portable',
  ],
  [
    "a reference to another file",
    `${ringing}/properties/leg/$ref`,
    "leg.json",
    "/leg/$ref: has to name",
  ],
  [
    "a reference to nothing",
    `${ringing}/properties/leg/$ref`,
    "#/definitions/No",
    "/leg/$ref: has to name",
  ],
  [
    "a reference in an item to nothing",
    `${ringing}/properties/legs/items/$ref`,
    "#/definitions/No",
    "/legs/items/$ref: has to name",
  ],
  [
    "a property without words",
    ...property({ type: "string" }),
    "planted: a description has to end",
  ],
  [
    "a nested property without words",
    "/definitions/Leg/properties/number/description",
    undefined,
    "/number: a description has to end",
  ],
  [
    "a description that names no source",
    ...property({ description: "Planted.", type: "string" }),
    "planted: a description has to end",
  ],
  [
    "a description of nothing but its source",
    ...property({ description: "Assumed.", type: "string" }),
    "planted: a description has to end",
  ],
  [
    "a description of two sources",
    ...property({ description: "Planted. Observed. Assumed.", type: "string" }),
    "planted: a description has to end",
  ],
  [
    "a source in the middle",
    ...property({ description: "Assumed. Planted.", type: "string" }),
    "planted: a description has to end",
  ],
  ["an event without example", `${ringing}/examples`, undefined, `#${ringing}/examples/0: `],
  [
    "an example that does not fit",
    `${ringing}/examples/0/kind`,
    "other",
    `#${ringing}/examples/0: /kind must be equal`,
  ],
  [
    "a reply without example",
    "/definitions/RingingReply/examples",
    undefined,
    "RingingReply/examples/0: ",
  ],
  ["a keyword that its type ignores", `${ringing}/properties/line/minLength`, 1, "strict mode"],
];

/** The violations of each bundle, found by the module that `npm run generate` uses. */
function violationsOf(bundles: readonly unknown[]): string[][] {
  const script = `
    import { readFileSync } from "node:fs";
    import { violations } from "./scripts/portable-profile.mjs";
    const bundles = JSON.parse(readFileSync(0, "utf8"));
    console.log(JSON.stringify(bundles.map((bundle) => violations(bundle, ${JSON.stringify(ID)}))));`;
  const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", script], {
    cwd: root,
    encoding: "utf8",
    input: JSON.stringify(bundles),
  });
  if (!stdout) throw new Error(stderr);
  return JSON.parse(stdout) as string[][];
}

const [none, ...found] = violationsOf([
  sound,
  ...faults.map(([, pointer, value]) => planted(pointer, value)),
]);

describe("the portable profile", () => {
  it("takes a bundle that keeps to it", () => {
    expect(none).toEqual([]);
  });

  it.each(faults.map(([fault, , , violation], index) => ({ fault, violation, index })))(
    "refuses $fault and says where",
    ({ violation, index }) => {
      expect(found[index]).toEqual(expect.arrayContaining([expect.stringContaining(violation)]));
    },
  );
});
