import { describe, expect, it } from "@jest/globals";
import request from "supertest";
import { deliver, sample } from "telephony-webhooks/testing";
import { curlLines } from "../../example-app/curl-lines";
import { callsavvyDeliveries } from "../fixtures/callsavvy";
import { ticket } from "../fixtures/minimal";
import { servetelDeliveries } from "../fixtures/servetel";
import { silenceConsole } from "../helpers/silence";
import { isReply } from "./reply-events";
import { makeApp, secrets } from "./running-app";

silenceConsole();

/** Who waits for a reply gets it; what else comes is stored, and handled later. */
const statusOf = (type: string) => (isReply(type) ? 200 : 202);

describe("the example app's receivers", () => {
  it.each(callsavvyDeliveries.map((delivery) => [delivery.type, delivery.name, delivery] as const))(
    "logs a line for %s %s",
    async (type, _name, { fields }) => {
      const { app, logged: lines, worked } = makeApp();
      const answer = await request(app)
        .post("/webhooks/callsavvy")
        .query({ token: secrets.callsavvy })
        .send(fields);
      expect(answer.status).toBe(statusOf(type));
      await worked();
      expect(lines).toEqual([expect.stringMatching(new RegExp(`^${type}: `))]);
      expect(lines.join()).not.toContain("canary");
    },
  );

  it.each(servetelDeliveries.map((delivery) => [delivery.type, delivery.name, delivery] as const))(
    "logs a line for %s %s",
    async (type, _name, { fields }) => {
      const { app, logged: lines, worked } = makeApp();
      const answer = await request(app)
        .post(`/webhooks/servetel/${type}`)
        .query({ token: secrets.servetel })
        .send(fields);
      expect(answer.status).toBe(202);
      await worked();
      expect(lines).toEqual([expect.stringMatching(new RegExp(`^${type}: `))]);
      // The canary is the token of a recording.
      expect(lines.join()).not.toMatch(/undefined|null|\[object|canary/);
    },
  );

  it.each([
    ["callHangup", { direction: undefined }],
    ["callHangup", { direction: "inbound" }],
    ["callMissed", { direction: "clicktocall" }],
    ["callAnsweredByAgent", { direction: "Dialer (outbound)" }],
    ["callAnsweredByCustomer", { direction: undefined }],
    ["dtmfOption", { direction: undefined }],
    ["dtmfOption", { direction: "outbound" }],
  ] as const)(
    "logs the customer's number, not the company's, for %s %j",
    async (type, { direction }) => {
      const { app, logged, worked } = makeApp();
      const isInbound = type === "callHangup";
      const numbers = isInbound
        ? { caller_id_number: "+915550001234", call_to_number: "+915550009000" }
        : { caller_id_number: "+915550009000", call_to_number: "+915550001234" };
      const delivery = sample("servetel", type, { ...numbers, direction });
      await deliver(app, delivery, { path: "/webhooks/servetel", token: secrets.servetel });
      await worked();
      expect(logged.join()).toContain("+915550001234");
      expect(logged.join()).not.toContain("+915550009000");
    },
  );

  it("logs a line that ends and moves no cursor, whatever somebody writes", async () => {
    const { app, logged, worked } = makeApp();
    const subject = `\u001b[2J\r\n\u2028\u202e${"x".repeat(50_000)}`;
    const delivery = sample("callsavvy", "newTicketOpened", { ticket_subject: subject });
    await deliver(app, delivery, { path: "/webhooks/callsavvy", token: secrets.callsavvy });
    await worked();
    const [line = "", ...others] = logged;
    expect(others).toEqual([]);
    expect(line.length).toBeLessThan(400);
    expect(line).toContain(" [2J    xxx");
    expect(line).toMatch(/^[ -~]+…$/);
  });

  it("passes over a repeat", async () => {
    const { app, logged: lines, worked } = makeApp();
    for (const _time of [1, 2]) {
      const test = request(app).post("/webhooks/callsavvy").query({ token: secrets.callsavvy });
      expect((await test.send(ticket)).status).toBe(202);
      await worked();
    }
    expect(lines).toEqual([
      expect.stringMatching(/^newTicketOpened: ticket/),
      "newTicketOpened: a repeat, passed over",
    ]);
  });

  it("asks senders to come back later while it shuts down", async () => {
    const { app, drain } = makeApp();
    expect(await drain()).toBe(0);
    for (const path of ["/webhooks/callsavvy", "/webhooks/servetel/dtmf-option"]) {
      const answer = await request(app).post(path).send(ticket);
      expect([answer.status, answer.headers["retry-after"]]).toEqual([503, "5"]);
    }
  });

  it("prints commands that a shell reads as they are meant", () => {
    for (const line of curlLines("http://localhost:3000", secrets)) {
      expect(line).toMatch(/^curl -i '[^']+'( -H '[^']+')?( -d '[^']+')?$/);
    }
    expect(curlLines("http://it's", secrets)[0]).toContain(`'http://it'\\''s/`);
  });
});
