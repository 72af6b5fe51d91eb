/**
 * Judges the AsyncAPI documents by AsyncAPI's own parser and its rules. Warnings count too; a hint, such as that of a
 * newer AsyncAPI, does not.
 * Run: node asyncapi.mjs SCHEMAS_DIR
 */
import { DiagnosticSeverity, Parser } from "@asyncapi/parser";
import { judgeDocuments } from "./judge-documents.mjs";

const parser = new Parser();
const library = "@asyncapi/parser";

await judgeDocuments(
  { language: "AsyncAPI", kind: "asyncapi", library, name: library },
  async (source) => {
    const problems = await parser.validate(source);
    return problems
      .filter(({ severity }) => severity <= DiagnosticSeverity.Warning)
      .map(({ code, message, path }) => `#/${path.join("/")}: ${message} (${code})`);
  },
);
