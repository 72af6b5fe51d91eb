import { describe, expect, it } from "@jest/globals";
import request from "supertest";
import type { Board } from "../../example-app/board";
import { everyEvent } from "../helpers/every-event";
import { silenceConsole } from "../helpers/silence";
import { isReply } from "./reply-events";
import { makeApp } from "./running-app";

silenceConsole();

const asha = { caller: "Asha Example" };

type Made = ReturnType<typeof makeApp>;

/** Presses a button of an app, and waits until what that has sent is handled. */
async function press(made: Made, provider: string, type: string, choice: object = asha) {
  const answer = await request(made.app).post(`/simulate/${provider}/${type}`).query(choice);
  await made.worked();
  return answer;
}

/** Who waits for a reply gets it; what else comes is stored first. */
const statusOf = (type: string) => (isReply(type) ? 200 : 202);

async function readBoard(made: Made): Promise<Board> {
  return (await request(made.app).get("/board")).body;
}

describe("a button of the page", () => {
  it.each(everyEvent)("for %s %s puts that event on the board", async (provider, type) => {
    const made = makeApp();
    const { status, body } = await press(made, provider, type);
    expect([status, body.status]).toEqual([200, statusOf(type)]);
    expect(made.logged).toEqual([expect.stringMatching(new RegExp(`^${type}: `))]);

    const { events, inbox, handlersFail, ...lists } = await readBoard(made);
    expect([inbox.dead, handlersFail]).toEqual([0, false]);
    expect(events).toMatchObject([{ provider, type, number: 1, who: expect.stringMatching(/./) }]);
    const rows = Object.values(lists).flat();
    expect(rows).toMatchObject([{ events: [{ number: 1, provider, type }] }]);
  });

  it.each(everyEvent)("for %s %s makes another one each time", async (provider, type) => {
    const made = makeApp();
    for (const _time of [1, 2]) {
      expect((await press(made, provider, type)).body.status).toBe(statusOf(type));
    }
    expect((await readBoard(made)).events).toHaveLength(2);
    expect(made.logged.join()).not.toContain("repeat");
  });

  it.each(everyEvent)("for %s %s writes it as chosen", async (provider, type) => {
    const made = makeApp();
    for (const as of ["json", "form", "form-go"]) {
      const { body } = await press(made, provider, type, { ...asha, as });
      expect([as, body.status]).toEqual([as, statusOf(type)]);
    }
    const { body } = await press(made, provider, type, { ...asha, as: "get" });
    expect(body.status).toBe(provider === "servetel" ? 202 : 405);
  });

  it.each(everyEvent)("for %s %s gives it any shape that it can have", async (provider, type) => {
    const made = makeApp();
    const { shapesByEvent } = (await request(made.app).get("/simulate")).body;
    const shapes: readonly string[] = shapesByEvent[`${provider}.${type}`];
    expect(shapes).toContain("documented");
    for (const shape of shapes) {
      const { body } = await press(made, provider, type, { ...asha, shape });
      expect([shape, body.status]).toEqual([shape, statusOf(type)]);
    }
  });

  it("shows the reply that came back", async () => {
    const made = makeApp();
    const ringing = await press(made, "callsavvy", "callerInformation");
    expect(ringing.body.reply).toEqual({
      status: "success",
      caller_name: "Asha Example",
      caller_email: "asha@example.com",
      customer_info: "Gold plan, renews in March",
    });
    const question = { caller: "Hidden number", question: "<b>Ticket</b> 7?" };
    const asked = await press(made, "callsavvy", "chatbotCallback", question);
    expect(asked.body.reply).toBe("<p>There is no ticket 7. Please check its number.</p>");
  });

  it.each(["Asha Example", "Unknown caller", "Hidden number"])("calls as %s", async (caller) => {
    const made = makeApp();
    await press(made, "servetel", "callReceivedOnServer", { caller });
    await press(made, "callsavvy", "callerInformation", { caller });
    const { active } = await readBoard(made);
    expect(active.map(({ person }) => person.name)).toEqual([caller, caller]);
  });

  it("goes on with the call that the caller is on", async () => {
    const made = makeApp();
    const types = [
      "callReceivedOnServer",
      "callAnsweredOnIvr",
      "receivedOnDepartment",
      "dialedOnAgent",
      "callAnsweredByAgent",
      "callHangup",
    ];
    for (const type of types) {
      expect((await press(made, "servetel", type)).body.status).toBe(202);
      await press(made, "servetel", "callMissed", { caller: "Unknown caller" });
    }
    const { finished } = await readBoard(made);
    expect(finished).toMatchObject([
      { person: { name: "Asha Example" }, text: "Answered by Ravi Example", state: "answered" },
    ]);
    expect(finished[0]?.events.map(({ type }) => type)).toEqual(types);
  });

  it("goes on with a click-to-call, and with no call of the other direction", async () => {
    const made = makeApp();
    await press(made, "servetel", "callReceivedOnServer");
    await press(made, "servetel", "callAnsweredByCustomer");
    await press(made, "servetel", "dtmfOption");
    await press(made, "servetel", "callHangup");
    const { active, finished } = await readBoard(made);
    expect(active).toMatchObject([{ events: [{ type: "callReceivedOnServer" }] }]);
    expect(finished).toMatchObject([{ direction: "outbound", events: [{}, {}, {}] }]);
  });

  it("escalates the caller's ticket", async () => {
    const made = makeApp();
    await press(made, "callsavvy", "newTicketOpened", { caller: "Kiran Example" });
    await press(made, "callsavvy", "newTicketOpened");
    await press(made, "callsavvy", "ticketEscalated");
    const { tickets } = await readBoard(made);
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
    const made = makeApp();
    const { status, type } = await request(made.app).post(`/simulate/${path}`).query(choice);
    expect([status, type]).toEqual([400, "text/plain"]);
    expect((await readBoard(made)).events).toEqual([]);
  });
});
