/** The tables of the READMEs, made from what they describe. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { camelCase, eventTitles, kebabCase, referencedTitle } from "./bundles.mjs";
import { readFailures } from "./failures.mjs";

/** @typedef {import("./bundles.mjs").Source} Source */

/** The files that have such tables. */
const READMES = ["README.md", "schemas/README.md"];

/**
 * The READMEs by path, with every table between `<!-- generated: NAME -->` and `<!-- end -->` made anew.
 * Throws for a name that is no table's.
 * @param {string} root @param {Source[]} sources
 * @returns {[path: string, text: string][]}
 */
export function renderReadmes(root, sources) {
  const read = (path) => readFileSync(join(root, path), "utf8");
  const tables = {
    options: () => optionsTable(read("lib/options.ts")),
    "options of work": () => optionsTable(read("lib/inbox/work-options.ts")),
    "options of sqliteInbox": () => optionsTable(read("lib/inbox/sqlite-inbox.ts")),
    "options of bullmqInbox": () => optionsTable(read("lib/bullmq.ts")),
    errors: () => errorsTable(readFailures(root)),
    shapes: () => shapesTable(read("lib/testing/shapes.ts")),
    ...Object.fromEntries(
      sources.flatMap(({ provider, bundle }) => [
        [`${provider} events`, () => eventsTable(bundle)],
        [`${provider} fields`, () => fieldsTable(bundle)],
      ]),
    ),
  };
  const withTables = (path) =>
    read(path).replace(
      /(<!-- generated: (.+) -->\n)[\s\S]*?(<!-- end -->)/g,
      (_, start, name, end) => {
        if (!tables[name]) throw new Error(`${path}: there is no table "${name}" to generate`);
        return `${start}${tables[name]()}${end}`;
      },
    );
  return READMES.map((path) => [path, withTables(path)]);
}

/** Of the interfaces of options in a source file. */
function optionsTable(source) {
  const interfaces = source.matchAll(/^export interface \w+Options?\b[^{]*\{\n([\s\S]*?)^\}/gm);
  const members = [...interfaces].flatMap(([, body]) => [
    ...body.matchAll(
      /\/\*\*\s+(?:\* )?((?:(?!\*\/)[\s\S])+?)\s*\*\/\n {2}readonly (\w+)\??: (.+);/g,
    ),
  ]);
  const rows = members.map(([, description, name, type]) => [
    code(name),
    code(OPTION_TYPES[name] ?? type),
    description.replace(/\n {3}\* /g, " "),
  ]);
  return table(["option", "type", "what it does"], rows);
}

/** Types that mean more in words of the caller's than by their names in the source. */
const OPTION_TYPES = { trigger: "event name", fields: "{ wireKey: documentedName }" };

function errorsTable(failures) {
  const rows = failures.map(({ code: name, status, title }) => [
    `<a id="${name.toLowerCase()}"></a>${code(name)}`,
    status,
    title,
  ]);
  return table(["code", "status", "what happened"], rows);
}

function shapesTable(source) {
  const rows = [...source.matchAll(/^ {2}"?([\w-]+)"?: \{\n {4}description: (["'])(.+)\2,$/gm)].map(
    ([, name, , description]) => [code(name), description],
  );
  return table(["shape", "what it looks like"], rows);
}

function eventsTable(bundle) {
  const rows = eventTitles(bundle).map((title) => {
    const { description, required } = bundle.definitions[title];
    return [
      code(camelCase(title)),
      code(kebabCase(title)),
      description.replace(/ \w+\.$/, ""),
      required.map(code).join(", "),
    ];
  });
  return table(["event", "in files and URLs", "when", "always there"], rows);
}

/** A row for all definitions that say the same of a field. */
function fieldsTable(bundle) {
  const everyEvent = eventTitles(bundle);
  const rows = new Map();
  for (const [title, { properties, required = [] }] of Object.entries(bundle.definitions)) {
    for (const [name, property] of Object.entries(properties)) {
      const cells = [code(name), typeOf(property), ...meaningAndSource(property.description)];
      const key = JSON.stringify(cells);
      if (!rows.has(key)) rows.set(key, { cells, titles: [] });
      rows.get(key).titles.push(required.includes(name) ? `**${title}**` : title);
    }
  }
  return table(
    ["field", "type", "meaning", "source", "in"],
    [...rows.values()].map(({ cells, titles }) => [...cells, inWords(titles, everyEvent)]),
  );
}

function inWords(titles, everyEvent) {
  const bold = (title) => `**${title}**`;
  if (isDeepStrictEqual(titles, everyEvent)) return "all events";
  if (isDeepStrictEqual(titles, everyEvent.map(bold))) return bold("all events");
  return titles.join(", ");
}

function typeOf(schema) {
  if (schema.type === "array") return schema.items ? `list of ${typeOf(schema.items)}` : "list";
  return referencedTitle(schema) || schema.type || "any";
}

function meaningAndSource(description) {
  const [, meaning, source] = /^(.+) (\w+)\.$/s.exec(description);
  return [meaning, source.toLowerCase()];
}

const code = (text) => `\`${text}\``;

function table(head, rows) {
  const line = (cells) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |\n`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("");
}
