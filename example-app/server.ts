import { mkdtempSync, rmSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { generateSecret, sharedSecret } from "telephony-webhooks";
import { type SqliteInbox, sqliteInbox } from "telephony-webhooks/sqlite";
import { createApp } from "./app";
import { curlLines } from "./curl-lines";
import { type Database, openDatabase } from "./database";
import type { Secrets } from "./receivers";

const { env } = process;
const root = join(__dirname, "..");

const port = Number(env["PORT"] || 3000);
if (!Number.isInteger(port) || port < 0 || port > 65_535) {
  exit("PORT takes a number from 0 to 65535, as in: PORT=8080 npm start");
}

// Only this machine is let in, unless somebody wants it otherwise.
const host = env["HOST"] || "127.0.0.1";

const remarks: string[] = [];
const secrets: Secrets = {
  callsavvy: secretFrom("CALLSAVVY_SECRET"),
  servetel: secretFrom("SERVETEL_SECRET"),
};

const file = env["DATABASE"] || join(root, "data", "calls.sqlite");
const database = open(file);
const inbox = openInbox(env["INBOX"] || inboxBeside(file));
const { app, work, drain, close } = createApp({
  secrets,
  database,
  inbox,
  pageFolder: join(root, "public"),
  screenHost: env["SCREEN_HOST"],
});
const server = app.listen(port, host);

server.on("listening", () => {
  // Not before: another one may have the port, and be at work on the same inbox.
  work();
  const { port } = server.address() as AddressInfo;
  const origin = `http://${nameOf(host)}:${port}`;
  console.log(`\nOpen ${origin} for the live call screen.\n`);
  for (const remark of remarks) console.log(remark);
  console.log("\nOr send it something from another terminal:\n");
  for (const line of curlLines(origin, secrets)) console.log(`${line}\n`);
});

server.on("error", (error: NodeJS.ErrnoException) => {
  const isTaken = error.code === "EADDRINUSE";
  exit(isTaken ? `Port ${port} is taken. Name another: PORT=8080 npm start` : error.message);
});

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => void shutDown());
}

/** Asks senders to come back later and ends when what they have sent has been handled. */
async function shutDown(): Promise<void> {
  close();
  const givenUp = await drain();
  if (givenUp > 0) console.error(`${givenUp} deliveries were not handled in time.`);
  await inbox.close();
  server.close();
  setTimeout(() => server.closeAllConnections(), 1_000).unref();
}

/** The secret of the environment, or one made up for this run. */
function secretFrom(variable: string): string {
  const secret = env[variable];
  if (secret) return checked(variable, secret);
  const made = generateSecret();
  remarks.push(`${variable} is not set; this run uses ${made}`);
  return made;
}

function checked(variable: string, secret: string): string {
  try {
    sharedSecret(secret);
  } catch (error) {
    exit(`${variable} can't be used: ${(error as Error).message}`);
  }
  return secret;
}

function open(file: string): Database {
  try {
    return openDatabase(file);
  } catch (error) {
    const reason = (error as Error).message;
    exit(`${file} can't be opened: ${reason}. Name another: DATABASE=:memory: npm start`);
  }
}

/** What is kept nowhere has its inbox in a folder that goes when the process ends. */
function inboxBeside(file: string): string {
  if (file !== ":memory:") return join(dirname(file), "inbox.sqlite");
  const folder = mkdtempSync(join(tmpdir(), "live-calls-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  return join(folder, "inbox.sqlite");
}

function openInbox(file: string): SqliteInbox {
  try {
    return sqliteInbox({ file });
  } catch (error) {
    exit(`${(error as Error).message} To name another: INBOX=inbox.sqlite npm start`);
  }
}

/** Where to find a server that listens on the address. */
function nameOf(address: string): string {
  if (["127.0.0.1", "0.0.0.0", "::", "::1"].includes(address)) return "localhost";
  return address.includes(":") ? `[${address}]` : address;
}

function exit(reason: string): never {
  console.error(reason);
  process.exit(1);
}
