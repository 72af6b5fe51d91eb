/** The README's tables, made from what they describe. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { camelCase, eventTitles, kebabCase } from "./bundles.mjs";

/** @typedef {import("./bundles.mjs").Source} Source */

/**
 * The README with every table between `<!-- generated: NAME -->` and `<!-- end -->` made anew.
 * Throws for a name that is no table's.
 * @param {string} root @param {Source[]} sources
 */
export function renderReadme(root, sources) {
  const read = (path) => readFileSync(join(root, path), "utf8");
  const tables = {
    options: () => optionsTable(read("lib/options.ts")),
    errors: () => errorsTable(read("lib/errors.ts")),
    ...Object.fromEntries(
      sources.map(({ provider, bundle }) => [`${provider} events`, () => eventsTable(bundle)]),
    ),
  };
  return read("README.md").replace(
    /(<!-- generated: (.+) -->\n)[\s\S]*?(<!-- end -->)/g,
    (_, start, name, end) => {
      if (!tables[name]) throw new Error(`README.md: there is no table "${name}" to generate`);
      return `${start}${tables[name]()}${end}`;
    },
  );
}

function optionsTable(source) {
  const rows = [...source.matchAll(/\/\*\* (.+) \*\/\n {2}readonly (\w+)\??: (.+);/g)].map(
    ([, description, name, type]) => [code(name), code(OPTION_TYPES[name] ?? type), description],
  );
  return table(["option", "type", "what it does"], rows);
}

/** Types that mean more in words of the caller's than by their names in the source. */
const OPTION_TYPES = { trigger: "event name", fields: "{ wireKey: documentedName }" };

function errorsTable(source) {
  const failures = source.matchAll(/(ERR_\w+): \{ status: (\d+), title: "(.+)" \}/g);
  const rows = [...failures].map(([, name, status, title]) => [
    `<a id="${name.toLowerCase()}"></a>${code(name)}`,
    status,
    title,
  ]);
  return table(["code", "status", "what happened"], rows);
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

const code = (text) => `\`${text}\``;

function table(head, rows) {
  const line = (cells) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |\n`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("");
}
