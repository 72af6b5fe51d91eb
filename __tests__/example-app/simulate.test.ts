import { describe, expect, it } from "@jest/globals";
import request from "supertest";
import type { Board } from "../../example-app/board";
import { everyEvent } from "../helpers/every-event";
import { silenceConsole } from "../helpers/silence";
import { makeApp } from "./running-app";

silenceConsole();

const asha = { caller: "Asha Example" };

type App = ReturnType<typeof makeApp>["app"];

function press(app: App, provider: string, type: string, choice: object = asha) {
  return request(app).post(`/simulate/${provider}/${type}`).query(choice);
}

async function readBoard(app: App): Promise<Board> {
  return (await request(app).get("/board")).body;
}

describe("a button of the page", () => {
  it.each(everyEvent)("for %s %s puts that event on the board", async (provider, type) => {
    const { app, logged } = makeApp();
    const { status, body } = await press(app, provider, type);
    expect([status, body.status]).toEqual([200, 200]);
    expect(logged).toEqual([expect.stringMatching(new RegExp(`^${type}: `))]);

    const { events, ...lists } = await readBoard(app);
    expect(events).toMatchObject([{ provider, type, number: 1, who: expect.stringMatching(/./) }]);
    const rows = Object.values(lists).flat();
    expect(rows).toMatchObject([{ events: [{ number: 1, provider, type }] }]);
  });

  it.each(everyEvent)("for %s %s makes another one each time", async (provider, type) => {
    const { app, logged } = makeApp();
    for (const _time of [1, 2]) expect((await press(app, provider, type)).body.status).toBe(200);
    expect((await readBoard(app)).events).toHaveLength(2);
    expect(logged.join()).not.toContain("repeat");
  });

  it.each(everyEvent)("for %s %s writes it as chosen", async (provider, type) => {
    const { app } = makeApp();
    for (const as of ["json", "form", "form-go"]) {
      const { body } = await press(app, provider, type, { ...asha, as });
      expect([as, body.status]).toEqual([as, 200]);
    }
    const { body } = await press(app, provider, type, { ...asha, as: "get" });
    expect(body.status).toBe(provider === "servetel" ? 200 : 405);
  });

  it.each(everyEvent)("for %s %s gives it any shape that it can have", async (provider, type) => {
    const { app } = makeApp();
    const { shapesByEvent } = (await request(app).get("/simulate")).body;
    const shapes: readonly string[] = shapesByEvent[`${provider}.${type}`];
    expect(shapes).toContain("documented");
    for (const shape of shapes) {
      const { body } = await press(app, provider, type, { ...asha, shape });
      expect([shape, body.status]).toEqual([shape, 200]);
    }
  });

  it("shows the reply that came back", async () => {
    const { app } = makeApp();
    const ringing = await press(app, "callsavvy", "callerInformation");
    expect(ringing.body.reply).toEqual({
      status: "success",
      caller_name: "Asha Example",
      caller_email: "asha@example.com",
      customer_info: "Gold plan, renews in March",
    });
    const question = { caller: "Hidden number", question: "<b>Ticket</b> 7?" };
    const asked = await press(app, "callsavvy", "chatbotCallback", question);
    expect(asked.body.reply).toBe("<p>There is no ticket 7. Please check its number.</p>");
  });

  it.each(["Asha Example", "Unknown caller", "Hidden number"])("calls as %s", async (caller) => {
    const { app } = makeApp();
    await press(app, "servetel", "callReceivedOnServer", { caller });
    await press(app, "callsavvy", "callerInformation", { caller });
    const { active } = await readBoard(app);
    expect(active.map(({ person }) => person.name)).toEqual([caller, caller]);
  });

  it("goes on with the call that the caller is on", async () => {
    const { app } = makeApp();
    const types = [
      "callReceivedOnServer",
      "callAnsweredOnIvr",
      "receivedOnDepartment",
      "dialedOnAgent",
      "callAnsweredByAgent",
      "callHangup",
    ];
    for (const type of types) {
      expect((await press(app, "servetel", type)).body.status).toBe(200);
      await press(app, "servetel", "callMissed", { caller: "Unknown caller" });
    }
    const { finished } = await readBoard(app);
    expect(finished).toMatchObject([
      { person: { name: "Asha Example" }, text: "Answered by Ravi Example", state: "answered" },
    ]);
    expect(finished[0]?.events.map(({ type }) => type)).toEqual(types);
  });

  it("goes on with a click-to-call, and with no call of the other direction", async () => {
    const { app } = makeApp();
    await press(app, "servetel", "callReceivedOnServer");
    await press(app, "servetel", "callAnsweredByCustomer");
    await press(app, "servetel", "dtmfOption");
    await press(app, "servetel", "callHangup");
    const { active, finished } = await readBoard(app);
    expect(active).toMatchObject([{ events: [{ type: "callReceivedOnServer" }] }]);
    expect(finished).toMatchObject([{ direction: "outbound", events: [{}, {}, {}] }]);
  });

  it("escalates the caller's ticket", async () => {
    const { app } = makeApp();
    await press(app, "callsavvy", "newTicketOpened", { caller: "Kiran Example" });
    await press(app, "callsavvy", "newTicketOpened");
    await press(app, "callsavvy", "ticketEscalated");
    const { tickets } = await readBoard(app);
    expect(tickets.map(({ person, isEscalated }) => [person.name, isEscalated])).toEqual([
      ["Asha Example", true],
      ["Kiran Example", false],
    ]);
  });

  it.each([
    ["nobody/callMissed", asha],
    ["servetel/callSummary", asha],
    ["callsavvy/toString", asha],
    ["constructor/name", asha],
    ["servetel/callMissed", { ...asha, as: "xml" }],
    ["servetel/callMissed", { ...asha, shape: "round" }],
    ["servetel/callMissed", { caller: "Nobody" }],
    ["servetel/callMissed", {}],
    ["callsavvy/newChat", { ...asha, shape: "dollar-keys" }],
  ])("is refused where there is no such thing: %s %j", async (path, choice) => {
    const { app } = makeApp();
    const { status, type } = await request(app).post(`/simulate/${path}`).query(choice);
    expect([status, type]).toEqual([400, "text/plain"]);
    expect((await readBoard(app)).events).toEqual([]);
  });
});
