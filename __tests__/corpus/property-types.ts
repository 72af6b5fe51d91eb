import { asForm, asQuery, asText, type Encoded } from "../helpers/encode";
import {
  eventFiles,
  type ProviderName,
  providers,
  readSchema,
  type Schema,
} from "../schemas/read-schemas";
import { delivery, type Input, pairs, pairsInTurn } from "./input";
import { paths } from "./receiving-app";

/** Values as JSON text, since not all of them survive `JSON.stringify`. */
const values = [
  "null",
  "true",
  "0",
  "-1",
  "1.5",
  "1e400",
  "9007199254740992",
  "123456789012345678901234567890",
  '""',
  '" "',
  '"text"',
  '"$placeholder"',
  '"_tail"',
  '"[]"',
  '"{}"',
  String.raw`"[{\"__proto__\":1}]"`,
  '"map[a:1 b:<nil>]"',
  "[]",
  '["a"]',
  '[[["a"]]]',
  '{"hasOwnProperty":1,"toString":2,"valueOf":3,"constructor":4}',
  `${"[".repeat(40)}${"]".repeat(40)}`,
];

/** Members by name, each as JSON text. */
type Members = Readonly<Record<string, string>>;

function asJsonText(members: Members): Encoded {
  const texts = Object.entries(members).map(([name, value]) => `${JSON.stringify(name)}:${value}`);
  return asText("application/json", `{${texts.join(",")}}`);
}

/** What a form holds where JSON holds the value: a text without its quotes. */
const plain = (members: Members) =>
  Object.fromEntries(
    Object.entries(members).map(([name, value]) => [
      name,
      value.startsWith('"') ? JSON.parse(value) : value,
    ]),
  );

const encodings: Readonly<Record<ProviderName, readonly ((members: Members) => Encoded)[]>> = {
  callsavvy: [asJsonText, (members) => asForm(plain(members))],
  servetel: [asJsonText, (members) => asForm(plain(members)), (members) => asQuery(plain(members))],
};

interface Target {
  readonly provider: ProviderName;
  readonly path: string;
  readonly schema: Schema;
  /** The least that the event takes, as in the schema's example. */
  readonly required: Members;
}

function targets(provider: ProviderName): Target[] {
  return eventFiles(provider)
    .filter((file) => !file.includes(".reply."))
    .map((file) => {
      const schema = readSchema(file);
      const example = schema.examples?.[0] as Record<string, unknown>;
      const required = (schema.required ?? []).map((name) => [name, JSON.stringify(example[name])]);
      const trigger = file.replace(".schema.json", "").slice(provider.length);
      return {
        provider,
        schema,
        required: Object.fromEntries(required),
        path: provider === "servetel" ? paths.servetel + trigger : paths.callsavvy,
      };
    });
}

/** Each property of each event with each value. */
function ownProperties(provider: ProviderName): Input[] {
  const properties = targets(provider).flatMap((target) =>
    Object.keys(target.schema.properties ?? {}).map((name) => ({ name, ...target })),
  );
  return pairsInTurn(properties, values, encodings[provider]).map(
    ([{ name, path, schema, required }, value, encode]) =>
      delivery(`${schema.title}: ${name} ${value}`, path, encode({ ...required, [name]: value })),
  );
}

/** Each property of what events hold nested, with each value. */
function innerProperties(): Input[] {
  const nested = targets("servetel").flatMap((target) =>
    Object.entries(target.schema.properties ?? {}).flatMap(([outer, { $ref, items }]) => {
      const definition = ($ref ?? items?.$ref)?.replace("#/definitions/", "");
      const properties = target.schema.definitions?.[String(definition)]?.properties ?? {};
      return Object.keys(properties).map((name) => ({
        name,
        outer,
        isList: items !== undefined,
        ...target,
      }));
    }),
  );
  const unique = new Map(
    nested.map((property) => [`${property.outer}/${property.name}`, property]),
  );
  return pairs([...unique], values).map(
    ([[pointer, { name, outer, isList, path, required }], value]) => {
      const object = `{"${name}":${value}}`;
      const members = { ...required, [outer]: isList ? `[${object}]` : object };
      return delivery(`${pointer} ${value}`, path, asJsonText(members));
    },
  );
}

/** What the fields have to say where nothing else names the trigger. */
const proofs = [
  ...["end_stamp", "billsec", "hangup_cause", "hangup_cause_key", "digit_pressed", "dept_id"],
  ...["auto_attendant_id", "call_status", "status", "departments", "ivrs", "answer_agent_number"],
  ...["direction", "date", "call_flow", "dept_name", "ivr_id", "channel_id"],
];

function unnamedTriggers(): Input[] {
  const call = { uuid: '"a"', call_to_number: '""', caller_id_number: '""' };
  return pairsInTurn(proofs, values, encodings.servetel).map(([name, value, encode]) =>
    delivery(`as a proof: ${name} ${value}`, paths.servetel, encode({ ...call, [name]: value })),
  );
}

/** Every property of every event's schema, with values of every type. */
export function propertyTypes(): Input[] {
  return [...providers.flatMap(ownProperties), ...innerProperties(), ...unnamedTriggers()];
}
