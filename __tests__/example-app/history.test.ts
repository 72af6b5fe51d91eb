import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "@jest/globals";
import request from "supertest";
import { callsavvy } from "telephony-webhooks";
import type { InboxEntry, SqliteInbox } from "telephony-webhooks/sqlite";
import { type Delivery, deliver, sample } from "telephony-webhooks/testing";
import { openDatabase } from "../../example-app/database";
import { History, type PhoneEvent } from "../../example-app/history";
import { everyEvent, sampleOf } from "../helpers/every-event";
import { isReply } from "./reply-events";
import { makeApp, secrets } from "./running-app";

const folder = mkdtempSync(join(tmpdir(), "example-app-"));
afterAll(() => rmSync(folder, { recursive: true }));

type App = ReturnType<typeof makeApp>["app"];

/** Throws where it is refused. */
async function send(app: App, provider: "callsavvy" | "servetel", type: string): Promise<void> {
  const options = { path: `/webhooks/${provider}`, token: secrets[provider] };
  const { status } = await deliver(app, sampleOf(provider, type), options);
  if (status !== (isReply(type) ? 200 : 202)) throw new Error(`${type} was answered ${status}`);
}

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
      await send(first.app, provider, type);
      await first.worked();
    }
    const stranger = { caller_id_number: "+915550004321" };
    await deliver(first.app, sample("servetel", "callMissed", stranger, { fresh: true }), {
      path: "/webhooks/servetel",
      token: secrets.servetel,
    });
    await first.worked();
    const { body: board } = await request(first.app).get("/board");
    const [{ through }] = board.callBack;
    await request(first.app).post(`/missed/${through}/called-back`).expect(204);
    const shown = await show(first.app);
    expect(shown[0].callBack).toEqual([]);
    expect(shown[0].events).toHaveLength(everyEvent.length + 1);
    await first.end();
    before.close();

    const second = makeApp({ database: openDatabase(file) });
    expect(await show(second.app)).toEqual(shown);
  });

  it("has an event once, though it comes again after a restart", async () => {
    const file = join(folder, "repeats.sqlite");
    const inboxFile = join(folder, "repeats-inbox.sqlite");
    const before = openDatabase(file);
    const first = makeApp({ database: before, inboxFile });
    await send(first.app, "servetel", "callMissed");
    await first.worked();
    await first.end();
    before.close();
    const { app, logged, worked } = makeApp({ database: openDatabase(file), inboxFile });
    await send(app, "servetel", "callMissed");
    await worked();
    expect(logged).toEqual(["callMissed: a repeat, passed over"]);
    expect((await request(app).get("/board")).body.events).toHaveLength(1);
  });

  it("keeps as many events as it is told, and gives no number twice", async () => {
    const database = openDatabase(":memory:");
    const history = new History(database, { limit: 3 });
    const delivery = sample("callsavvy", "newTicketOpened");
    const ticket = await received(delivery);
    for (let second = 0; second < 5; second += 1) history.keep(at(ticket, second));
    expect(history.events.map(({ number }) => number)).toEqual([3, 4, 5]);
    expect(history.find(2)).toBeUndefined();
    expect(history.rawOf(3)).toEqual(delivery.fields);
    expect(new History(database, { limit: 2 }).events.map(({ number }) => number)).toEqual([4, 5]);
  });

  it("keeps texts that are no texts elsewhere", async () => {
    const { app, worked } = makeApp();
    const delivery = sample("callsavvy", "newTicketOpened", { ticket_subject: "\0 \ud800 🙂 '" });
    await deliver(app, delivery, { path: "/webhooks/callsavvy", token: secrets.callsavvy });
    await worked();
    const { body } = await request(app).get("/events/1");
    expect(body.payload.ticket_subject).toBe("\0 \ud800 🙂 '");
  });
});

describe("an event that is handled once more, since a crash came before the inbox heard of it,", () => {
  it("is kept once, by its id and when it came", async () => {
    const file = join(folder, "once.sqlite");
    const before = openDatabase(file);
    const history = new History(before);
    const ticket = await received(sample("callsavvy", "newTicketOpened"));
    expect([0, 0, 1].map((second) => history.keep(at(ticket, second)))).toEqual([
      true,
      false,
      true,
    ]);
    before.close();
    const after = new History(openDatabase(file));
    expect(after.keep(at(ticket, 1))).toBe(false);
    expect(after.events.map(({ number }) => number)).toEqual([1, 2]);
  });

  it("is logged once, and shown once", async () => {
    const { app, inbox, logged, worked } = makeApp();
    await send(app, "servetel", "callMissed");
    await worked();
    await handleAgain(inbox);
    await worked();
    expect(logged).toEqual([expect.stringMatching(/^callMissed: call of /)]);
    expect((await request(app).get("/board")).body.events).toHaveLength(1);
  });
});

describe("events that are handled in another order than they came in,", () => {
  it("are in order of arrival all the same, after a restart too", async () => {
    const database = openDatabase(":memory:");
    const history = new History(database, { limit: 3 });
    const ticket = await received(sample("callsavvy", "newTicketOpened"));
    for (const second of [3, 1, 4, 2]) history.keep(at(ticket, second));
    const numbers = [2, 4, 3];
    expect(history.events.map(({ number }) => number)).toEqual(numbers);
    for (const number of numbers) expect(history.rawOf(number)).toEqual(ticket.raw);
    const restarted = new History(database, { limit: 3 });
    expect(restarted.events).toEqual(history.events);
  });
});

/** The event of a delivery, as handlers get it. */
async function received(delivery: Delivery): Promise<PhoneEvent> {
  const events: PhoneEvent[] = [];
  await deliver(
    callsavvy({ auth: "none" }).onAny((event) => void events.push(event)),
    delivery,
  );
  return events[0] as PhoneEvent;
}

/** The same, had it come in that second. */
function at(event: PhoneEvent, second: number): PhoneEvent {
  const receivedAt = new Date(Date.UTC(2026, 6, 11, 15, 0, second));
  const { id, provider, type, payload, raw, repairs, identifiedBy } = event;
  return { id, provider, type, payload, raw, repairs, identifiedBy, receivedAt } as PhoneEvent;
}

/** Puts what the inbox has back to where it was before it was handled. */
async function handleAgain(inbox: SqliteInbox): Promise<void> {
  const [row] = await inbox.list({ state: "done" });
  const { head, bytes, id, provider, type, receivedAt } = (await inbox.show(
    row?.number ?? 0,
  )) as InboxEntry;
  await inbox.drop([row?.number ?? 0]);
  await inbox.put({ id, provider, type, receivedAt, duplicateTtlMs: 60_000, head, bytes });
}
