import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "@jest/globals";
import { sqliteInbox } from "telephony-webhooks/sqlite";
import { createApp, type ExampleApp } from "../../example-app/app";
import { openDatabase } from "../../example-app/database";
import { untilWorked } from "./until-worked";

export const secrets = {
  callsavvy: "callsavvy's own secret",
  servetel: "servetel's own secret",
};

interface RunningOptions {
  readonly database?: ReturnType<typeof openDatabase>;
  readonly inboxFile?: string;
  readonly screenHost?: string;
  readonly maxAttempts?: number;
}

const ends: (() => Promise<void>)[] = [];

afterAll(async () => {
  await Promise.all(ends.splice(0).map((end) => end()));
});

/** The example app, at work on a database and an inbox of its own until the tests end, and the lines that it logs. */
export function makeApp({ database, inboxFile, ...options }: RunningOptions = {}) {
  const folder = mkdtempSync(join(tmpdir(), "example-app-inbox-"));
  const inbox = sqliteInbox({ file: inboxFile ?? join(folder, "inbox.sqlite") });
  const logged: string[] = [];
  const made: ExampleApp = createApp({
    ...options,
    secrets,
    database: database ?? openDatabase(":memory:"),
    inbox,
    pageFolder: join(__dirname, "../../example-app/public"),
    print: (line) => void logged.push(line),
  });
  made.work();

  let ended: Promise<void> | undefined;
  const finish = async () => {
    made.close();
    await made.drain();
    await inbox.close();
    rmSync(folder, { recursive: true });
  };
  /** Shuts it down, as the server does; its database is its owner's to close. */
  const end = () => {
    ended ??= finish();
    return ended;
  };
  ends.push(end);
  /** Waits until all that it has received is handled or dead. */
  const worked = () => untilWorked(inbox);
  return { ...made, inbox, logged, worked, end };
}
