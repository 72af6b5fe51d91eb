/** One self-contained schema file for each event and reply of a bundle. */
import { eventTitles, kebabCase, printJson, reachableTitles, replyTitles } from "./bundles.mjs";

/**
 * Texts of the files by path.
 * @param {import("./bundles.mjs").Source} source
 * @param {string} notice says that the files are generated
 * @returns {[path: string, text: string][]}
 */
export function renderEventFiles({ provider, bundle }, notice) {
  const named = [
    ...eventTitles(bundle).map((title) => [title, kebabCase(title)]),
    ...replyTitles(bundle).map((title) => [
      title,
      `${kebabCase(title.replace(/Reply$/, ""))}.reply`,
    ]),
  ];
  return named.map(([title, name]) => {
    const path = `${provider}/${name}.schema.json`;
    return [`schemas/${path}`, printJson(selfContained(bundle, title, path, notice))];
  });
}

function selfContained(bundle, title, path, notice) {
  const definition = bundle.definitions[title];
  const needed = reachableTitles(bundle, definition);
  const definitions = Object.entries(bundle.definitions).filter(([name]) => needed.has(name));
  return {
    $schema: bundle.$schema,
    $id: new URL(path, bundle.$id).href,
    $comment: notice,
    ...definition,
    ...(definitions.length > 0 && { definitions: Object.fromEntries(definitions) }),
  };
}
