import { join } from "node:path";
import { createApp } from "../../example-app/app";
import { openDatabase } from "../../example-app/database";

export const secrets = {
  callsavvy: "callsavvy's own secret",
  servetel: "servetel's own secret",
};

/** The example app on a database of its own, and the lines that it logs. */
export function makeApp({
  database = openDatabase(":memory:"),
  screenHost,
}: {
  readonly database?: ReturnType<typeof openDatabase>;
  readonly screenHost?: string;
} = {}) {
  const logged: string[] = [];
  const pageFolder = join(__dirname, "../../example-app/public");
  const print = (line: string) => void logged.push(line);
  return { ...createApp({ secrets, database, pageFolder, screenHost, print }), logged };
}
