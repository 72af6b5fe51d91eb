import { describe, expect, it } from "@jest/globals";
import request from "supertest";
import { deliver, sample } from "telephony-webhooks/testing";
import type { Board } from "../../example-app/board";
import { serving } from "../helpers/raw-http";
import { silenceConsole } from "../helpers/silence";
import { BoardReader } from "./board-reader";
import { buryDelivery } from "./bury-delivery";
import { makeApp, secrets } from "./running-app";
import { untilInbox } from "./until-worked";

silenceConsole();

type Made = ReturnType<typeof makeApp>;

const boardOf = async ({ app }: Made): Promise<Board> => (await request(app).get("/board")).body;

const haveHandlersFail = ({ app }: Made, on: boolean) =>
  request(app).post("/simulate/outage").query({ on });

const miss = ({ app }: Made) =>
  deliver(app, sample("servetel", "callMissed", {}, { fresh: true }), {
    path: "/webhooks/servetel",
    token: secrets.servetel,
  });

const ask = ({ app }: Made) =>
  deliver(app, sample("callsavvy", "chatbotCallback"), {
    path: "/webhooks/callsavvy",
    token: secrets.callsavvy,
  });

/** An app with a delivery that is dead at once. */
async function appWithDead(): Promise<Made> {
  const made = makeApp({ maxAttempts: 1 });
  await haveHandlersFail(made, true);
  expect((await miss(made)).status).toBe(202);
  await made.worked();
  return made;
}

describe("the example app's inbox", () => {
  it("keeps what nobody waits for a reply to, and nothing else", async () => {
    const made = makeApp();
    expect((await ask(made)).status).toBe(200);
    expect(await made.inbox.list()).toEqual([]);
    expect((await miss(made)).status).toBe(202);
    await made.worked();
    expect(await made.inbox.list()).toMatchObject([{ type: "callMissed", state: "done" }]);
    expect((await boardOf(made)).inbox).toEqual({
      ...{ waiting: 0, failed: 0, dead: 0 },
      deadDeliveries: [],
    });
  });

  it("has deliveries tried again for as long as the handlers fail, and handled once they don't", async () => {
    const made = makeApp();
    expect((await boardOf(made)).handlersFail).toBe(false);
    expect((await haveHandlersFail(made, true)).status).toBe(204);
    expect((await miss(made)).status).toBe(202);
    await untilInbox(
      { stats: async () => (await boardOf(made)).inbox },
      ({ failed }) => failed === 1,
    );
    expect(await boardOf(made)).toMatchObject({ handlersFail: true, events: [] });

    expect((await haveHandlersFail(made, false)).status).toBe(204);
    await made.worked();
    const after = await boardOf(made);
    expect(after).toMatchObject({ inbox: { failed: 0, dead: 0 }, handlersFail: false });
    expect(after.callBack).toHaveLength(1);
    const [failed, ...others] = [...new Set(made.logged)];
    expect(failed).toBe("callMissed: failed: the page has the handlers fail");
    expect(others).toEqual([expect.stringMatching(/^callMissed: call of /)]);
  });

  it("has nothing of events that wait for a reply, whose senders hear of the failure", async () => {
    const made = makeApp();
    await haveHandlersFail(made, true);
    expect((await ask(made)).status).toBe(500);
    expect((await boardOf(made)).questions).toEqual([]);
    expect(await made.inbox.list()).toEqual([]);
  });

  it.each(["", "?on=", "?on=1"])("is not told by /simulate/outage%s", async (query) => {
    const made = makeApp();
    expect((await request(made.app).post(`/simulate/outage${query}`)).status).toBe(400);
    expect((await boardOf(made)).handlersFail).toBe(false);
  });

  it("lists what is dead: what, when, why and after how many attempts", async () => {
    const made = await appWithDead();
    const [row] = await made.inbox.list();
    expect((await boardOf(made)).inbox).toEqual({
      waiting: 0,
      failed: 0,
      dead: 1,
      deadDeliveries: [
        {
          number: row?.number,
          provider: "servetel",
          type: "callMissed",
          at: row?.receivedAt.toISOString(),
          diedAt: row?.changedAt.toISOString(),
          reason: "ERR_HANDLER_FAILED",
          attempts: 1,
        },
      ],
    });
    expect(made.logged.at(-1)).toBe("callMissed: dead, and kept in the inbox: ERR_HANDLER_FAILED");
  });

  it("lists the latest twenty, and counts the others", async () => {
    const made = makeApp();
    for (let nth = 0; nth < 23; nth += 1) await buryDelivery(made.inbox, { type: `event ${nth}` });
    const { dead, deadDeliveries } = (await boardOf(made)).inbox;
    const types = Array.from({ length: 20 }, (_none, index) => `event ${22 - index}`);
    expect(dead).toBe(23);
    expect(deadDeliveries.map(({ type }) => type)).toEqual(types);
  });

  it("names an event on one line that ends, whatever its sender calls it", async () => {
    const made = makeApp();
    await buryDelivery(made.inbox, { type: `\u0000\u202e\r\n${"x".repeat(5_000)}` });
    const [delivery] = (await boardOf(made)).inbox.deadDeliveries;
    const type = delivery?.type ?? "";
    expect(type).toMatch(/^ {4}x+…$/);
    expect(type.length).toBeLessThan(310);
  });

  it("has a dead delivery tried again when it is told to", async () => {
    const made = await appWithDead();
    const [{ number } = { number: 0 }] = await made.inbox.list();
    expect((await request(made.app).post(`/inbox/${number}/retry`)).status).toBe(204);
    await made.worked();
    expect((await boardOf(made)).inbox).toMatchObject({ dead: 1, deadDeliveries: [{ number }] });

    await haveHandlersFail(made, false);
    expect((await request(made.app).post(`/inbox/${number}/retry`)).status).toBe(204);
    await made.worked();
    expect(await boardOf(made)).toMatchObject({ inbox: { dead: 0 }, callBack: [{}] });
  });

  it("drops a dead delivery when it is told to", async () => {
    const made = await appWithDead();
    const [{ number } = { number: 0 }] = await made.inbox.list();
    expect((await request(made.app).post(`/inbox/${number}/drop`)).status).toBe(204);
    expect((await boardOf(made)).inbox).toMatchObject({ dead: 0, deadDeliveries: [] });
    expect(await made.inbox.list()).toEqual([]);
  });

  it.each(["retry", "drop"])("has nobody %s what is not dead", async (what) => {
    const made = makeApp();
    await miss(made);
    await made.worked();
    const rows = await made.inbox.list();
    const numbers = [rows[0]?.number, "99", "0", "x", "1.5", "1e999", "__proto__"];
    for (const number of numbers) {
      const { status } = await request(made.app).post(`/inbox/${number}/${what}`);
      expect([number, status]).toEqual([number, 404]);
    }
    expect(await made.inbox.list()).toEqual(rows);
  });

  it("is told of to the pages that are open: failures, deaths and the switch", async () => {
    const made = makeApp({ maxAttempts: 1 });
    await serving(made.app, async (port) => {
      const reader = await BoardReader.open(port);
      await reader.message(0);
      await haveHandlersFail(made, true);
      expect((await reader.messageWith("handlersFail", 0)).lists.handlersFail).toBe(true);
      await miss(made);
      const dead = await reader.messageWhere(({ inbox }) => inbox?.dead === 1);
      expect(dead.lists.inbox?.deadDeliveries).toMatchObject([{ type: "callMissed" }]);
      // Another process may see to it as well.
      await made.inbox.drop("dead");
      await reader.messageWhere(({ inbox }) => inbox?.dead === 0);
      made.close();
    });
  });

  it("can fail, and the page goes on with what it knew", async () => {
    const made = await appWithDead();
    expect((await boardOf(made)).inbox.dead).toBe(1);
    await made.drain();
    await made.inbox.close();
    expect((await boardOf(made)).inbox.dead).toBe(1);
    expect((await miss(made)).status).toBe(503);
  });
});
