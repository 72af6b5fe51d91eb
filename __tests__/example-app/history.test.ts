import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "@jest/globals";
import request from "supertest";
import { callsavvy } from "telephony-webhooks";
import { deliver, sample } from "telephony-webhooks/testing";
import { openDatabase } from "../../example-app/database";
import { databaseDuplicates } from "../../example-app/database-duplicates";
import { History } from "../../example-app/history";
import { everyEvent, sampleOf } from "../helpers/every-event";
import { makeApp, secrets } from "./running-app";

const folder = mkdtempSync(join(tmpdir(), "example-app-"));
afterAll(() => rmSync(folder, { recursive: true }));

type App = ReturnType<typeof makeApp>["app"];

const send = (app: App, provider: "callsavvy" | "servetel", type: string) =>
  deliver(app, sampleOf(provider, type), {
    path: `/webhooks/${provider}`,
    token: secrets[provider],
  });

/** What the page gets of the board and of some events. */
async function show(app: App) {
  const paths = ["/board", "/events/1", "/events/7", "/events/18"];
  const answers = await Promise.all(paths.map((path) => request(app).get(path).expect(200)));
  return answers.map(({ body }) => body);
}

describe("the history", () => {
  it("has every event after a restart, and what was called back", async () => {
    const file = join(folder, "deeper/than/that/calls.sqlite");
    const before = openDatabase(file);
    const first = makeApp({ database: before });
    for (const [provider, type] of everyEvent) {
      expect((await send(first.app, provider, type)).status).toBe(200);
    }
    const stranger = { caller_id_number: "+915550004321" };
    await deliver(first.app, sample("servetel", "callMissed", stranger, { fresh: true }), {
      path: "/webhooks/servetel",
      token: secrets.servetel,
    });
    const { body: board } = await request(first.app).get("/board");
    const [{ through }] = board.callBack;
    await request(first.app).post(`/missed/${through}/called-back`).expect(204);
    const shown = await show(first.app);
    expect(shown[0].callBack).toEqual([]);
    expect(shown[0].events).toHaveLength(everyEvent.length + 1);
    before.close();

    const second = makeApp({ database: openDatabase(file) });
    expect(await show(second.app)).toEqual(shown);
  });

  it("has an event once, though it comes again after a restart", async () => {
    const file = join(folder, "repeats.sqlite");
    const before = openDatabase(file);
    await send(makeApp({ database: before }).app, "servetel", "callMissed");
    before.close();
    const { app, logged } = makeApp({ database: openDatabase(file) });
    expect((await send(app, "servetel", "callMissed")).status).toBe(200);
    expect(logged).toEqual(["callMissed: a repeat, passed over"]);
    expect((await request(app).get("/board")).body.events).toHaveLength(1);
  });

  it("keeps as many events as it is told, and gives no number twice", async () => {
    const database = openDatabase(":memory:");
    const history = new History(database, { limit: 3 });
    const receiver = callsavvy({ auth: "none" }).onAny((event) => history.keep(event));
    const delivery = sample("callsavvy", "newTicketOpened");
    for (let count = 0; count < 5; count += 1) await deliver(receiver, delivery);
    expect(history.events.map(({ number }) => number)).toEqual([3, 4, 5]);
    expect(history.find(2)).toBeUndefined();
    expect(history.rawOf(3)).toEqual(delivery.fields);
    expect(new History(database, { limit: 2 }).events.map(({ number }) => number)).toEqual([4, 5]);
  });

  it("keeps texts that are no texts elsewhere", async () => {
    const { app } = makeApp();
    const delivery = sample("callsavvy", "newTicketOpened", { ticket_subject: "\0 \ud800 🙂 '" });
    await deliver(app, delivery, { path: "/webhooks/callsavvy", token: secrets.callsavvy });
    const { body } = await request(app).get("/events/1");
    expect(body.payload.ticket_subject).toBe("\0 \ud800 🙂 '");
  });
});

describe("the store of duplicates in the database", () => {
  it("lets one of many claim a delivery, until that fails or its time is over", async () => {
    const store = databaseDuplicates(openDatabase(":memory:"));
    expect([store.claim("a", 60_000), store.claim("a", 60_000)]).toEqual(["claimed", "running"]);
    store.fail("a");
    expect(store.claim("a", 60_000)).toBe("claimed");
    store.complete("a", 60_000);
    expect([store.claim("a", 60_000), store.claim("b", 60_000)]).toEqual(["done", "claimed"]);
    store.complete("b", 0);
    expect(store.claim("b", 0)).toBe("claimed");
    expect(store.claim("b", 60_000)).toBe("claimed");
  });
});
