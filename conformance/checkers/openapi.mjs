/**
 * Lints the OpenAPI documents by Redocly's recommended rules. Warnings count too.
 * Run: node openapi.mjs SCHEMAS_DIR
 */
import { createConfig, lintFromString } from "@redocly/openapi-core";
import { judgeDocuments } from "./judge-documents.mjs";

const config = await createConfig({ extends: ["recommended"] });
const redocly = {
  language: "OpenAPI",
  kind: "openapi",
  library: "@redocly/openapi-core",
  name: "redocly",
};

await judgeDocuments(redocly, async (source) => {
  const problems = await lintFromString({ source, config });
  return problems.map(
    ({ ruleId, message, location }) => `${location[0]?.pointer ?? ""}: ${message} (${ruleId})`,
  );
});
