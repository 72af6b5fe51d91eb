import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from "@jest/globals";
import { deliver, sample } from "telephony-webhooks/testing";
import { openDatabase } from "../../example-app/database";
import { Directory } from "../../example-app/directory";
import { BoardReader } from "./board-reader";
import { BuiltApp, type ServerProcess } from "./server-process";
import { inboxAt, readBoard, untilWorked } from "./until-worked";

jest.setTimeout(60_000);

const SECRETS = {
  CALLSAVVY_SECRET: "callsavvy's own secret",
  SERVETEL_SECRET: "servetel's own secret",
};

describe("npm start", () => {
  let built: BuiltApp;
  const started: ServerProcess[] = [];

  beforeAll(() => {
    built = new BuiltApp();
  });
  afterEach(async () => {
    for (const server of started.splice(0)) await server.stop("SIGKILL");
  });
  afterAll(() => built.remove());

  function start(environment: Readonly<Record<string, string>>): ServerProcess {
    const server = built.start(environment);
    started.push(server);
    return server;
  }

  it("prints the page's address, then what it has made up, then commands to paste", async () => {
    const server = start({ DATABASE: ":memory:" });
    const origin = await server.origin();
    expect(origin).toMatch(/^http:\/\/localhost:\d+$/);
    const lines = server.printed
      .split("\n")
      .filter((line) => line && !/Warning|--trace/.test(line));
    expect(lines).toEqual([
      `Open ${origin} for the live call screen.`,
      expect.stringMatching(/^CALLSAVVY_SECRET is not set; this run uses \S{20,}$/),
      expect.stringMatching(/^SERVETEL_SECRET is not set; this run uses \S{20,}$/),
      "Or send it something from another terminal:",
      expect.stringMatching(/^curl /),
      expect.stringMatching(/^curl /),
      expect.stringMatching(/^curl /),
    ]);
    const page = await fetch(origin);
    expect(await page.text()).toContain("<title>Live calls");
  });

  it("loses nothing when it is killed, and the page's stream goes on with the next one", async () => {
    const environment = { ...SECRETS, DATABASE: join(built.folder, "calls.sqlite") };
    const delivery = sample("servetel", "callMissed");
    const options = { path: "/webhooks/servetel", token: SECRETS.SERVETEL_SECRET };

    const first = start(environment);
    const origin = await first.origin();
    expect((await deliver(origin, delivery, options)).status).toBe(202);
    await untilWorked(inboxAt(origin));
    const reader = await BoardReader.open(Number(new URL(origin).port));
    const { id, lists } = await reader.message(0);
    expect(lists.callBack).toHaveLength(1);
    await first.stop("SIGKILL");

    const second = start(environment);
    const next = await second.origin();
    const board = await (await fetch(`${next}/board`)).json();
    expect(board).toEqual(lists);
    expect((await deliver(next, delivery, options)).status).toBe(202);
    const back = await BoardReader.open(Number(new URL(next).port), id);
    expect((await deliver(next, sample("servetel", "callHangup"), options)).status).toBe(202);
    const { events } = (await back.messageWith("events", -1)).lists;
    expect(events?.map(({ type }) => type)).toEqual(["callHangup", "callMissed"]);
    back.close();
  });

  it("handles what it has answered 202 to, though it is killed before that", async () => {
    const environment = { ...SECRETS, DATABASE: join(built.folder, "killed/calls.sqlite") };
    const options = { path: "/webhooks/servetel", token: SECRETS.SERVETEL_SECRET };
    const first = start(environment);
    const origin = await first.origin();
    await fetch(`${origin}/simulate/outage?on=true`, { method: "POST" });
    const deliveries = Array.from({ length: 8 }, () =>
      sample("servetel", "callMissed", {}, { fresh: true }),
    );
    const answers = await Promise.all(deliveries.map((each) => deliver(origin, each, options)));
    await first.stop("SIGKILL");
    expect(answers.map(({ status }) => status)).toEqual(deliveries.map(() => 202));
    expect(first.printed).not.toContain("callMissed: call of");

    const second = start(environment);
    const next = await second.origin();
    await untilWorked(inboxAt(next));
    const { events, inbox, handlersFail } = await readBoard(next);
    expect(events).toHaveLength(deliveries.length);
    expect(inbox.dead).toBe(0);
    expect(handlersFail).toBe(false);
    expect(second.printed.match(/^callMissed: call of /gm)).toHaveLength(deliveries.length);
  });

  it("leaves in the inbox what it could not handle until it was told to end", async () => {
    const environment = { ...SECRETS, DATABASE: join(built.folder, "ended/calls.sqlite") };
    const options = { path: "/webhooks/servetel", token: SECRETS.SERVETEL_SECRET };
    const first = start(environment);
    const origin = await first.origin();
    await fetch(`${origin}/simulate/outage?on=true`, { method: "POST" });
    expect((await deliver(origin, sample("servetel", "callMissed"), options)).status).toBe(202);
    expect(await first.stop("SIGTERM")).toBe(0);
    expect(first.printed).not.toContain("not handled in time");

    const next = await start(environment).origin();
    await untilWorked(inboxAt(next));
    expect((await readBoard(next)).callBack).toHaveLength(1);
  });

  it("keeps history and inbox beside the app unless it is told another place", async () => {
    const server = start(SECRETS);
    await server.origin();
    for (const name of ["calls.sqlite", "inbox.sqlite"]) {
      expect(existsSync(join(built.folder, "example-app/data", name))).toBe(true);
    }
    const folder = join(built.folder, "other");
    const elsewhere = { DATABASE: join(folder, "calls.sqlite"), INBOX: join(folder, "kept/in") };
    await start({ ...SECRETS, ...elsewhere }).origin();
    expect(readdirSync(folder).filter((name) => !name.includes("-"))).toEqual([
      "calls.sqlite",
      "kept",
    ]);
    expect(existsSync(join(folder, "kept/in"))).toBe(true);
  });

  it("has the inbox of a history that is kept nowhere in a folder that goes with it", async () => {
    const TMPDIR = join(built.folder, "temporary");
    mkdirSync(TMPDIR);
    const server = start({ ...SECRETS, DATABASE: ":memory:", TMPDIR });
    await server.origin();
    const [folder = "", ...others] = readdirSync(TMPDIR);
    expect(others).toEqual([]);
    expect(existsSync(join(TMPDIR, folder, "inbox.sqlite"))).toBe(true);
    expect(await server.stop("SIGTERM")).toBe(0);
    expect(readdirSync(TMPDIR)).toEqual([]);
  });

  it("ends by itself when it is told to, though pages are open", async () => {
    const server = start({ ...SECRETS, DATABASE: ":memory:" });
    const reader = await BoardReader.open(Number(new URL(await server.origin()).port));
    await reader.message(0);
    expect(await server.stop("SIGTERM")).toBe(0);
    expect(reader.hasEnded).toBe(true);
  });

  it("listens to this machine alone", async () => {
    const server = start({ ...SECRETS, DATABASE: ":memory:" });
    const port = Number(new URL(await server.origin()).port);
    const socket = connect(port, "127.0.0.2");
    const [error] = await once(socket, "error");
    expect(error).toMatchObject({ code: "ECONNREFUSED" });

    const open = start({ ...SECRETS, DATABASE: ":memory:", HOST: "127.0.0.2" });
    expect(await open.origin()).toMatch(/^http:\/\/127\.0\.0\.2:/);
    expect((await fetch(await open.origin())).status).toBe(404);
  });

  it("says what is wrong with its settings", async () => {
    const taken = createServer().listen(0, "127.0.0.1");
    await once(taken, "listening");
    const { port } = taken.address() as AddressInfo;
    const noDatabase = join(built.folder, "no-database.sqlite");
    writeFileSync(
      noDatabase,
      "This is text, and long enough to be read as a database's head.".repeat(20),
    );
    const noInbox = join(built.folder, "no-inbox.sqlite");
    const directory = openDatabase(noInbox);
    new Directory(directory);
    directory.close();
    const damaged = join(built.folder, "damaged.sqlite");
    const database = openDatabase(damaged);
    new Directory(database);
    database.exec("PRAGMA wal_checkpoint(TRUNCATE)");
    database.close();
    const bytes = readFileSync(damaged);
    writeFileSync(damaged, bytes.fill("damage", bytes.length / 2));
    const cases = [
      [{ PORT: "http" }, "PORT takes a number from 0 to 65535"],
      [{ PORT: String(port), DATABASE: ":memory:" }, `Port ${port} is taken. Name another`],
      [{ DATABASE: noDatabase }, `${noDatabase} can't be opened: `],
      [{ DATABASE: damaged }, `${damaged} can't be opened: `],
      [{ DATABASE: ":memory:", INBOX: noDatabase }, `can't open ${noDatabase}: `],
      [{ DATABASE: ":memory:", INBOX: noDatabase }, "INBOX=inbox.sqlite npm start"],
      [{ DATABASE: ":memory:", INBOX: noInbox }, "it is a database, but no inbox"],
      [{ DATABASE: ":memory:", SERVETEL_SECRET: "short" }, "SERVETEL_SECRET can't be used: "],
    ] as const;
    for (const [environment, complaint] of cases) {
      const server = start({ ...SECRETS, ...environment });
      expect(await server.ended()).toBe(1);
      expect(server.printed).toContain(complaint);
    }
    taken.close();
  });
});
