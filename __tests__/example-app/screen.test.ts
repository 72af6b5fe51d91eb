import { describe, expect, it } from "@jest/globals";
import express, { type RequestHandler } from "express";
import request from "supertest";
import { deliver, sample } from "telephony-webhooks/testing";
import { ringing } from "../fixtures/minimal";
import { makeApp, secrets } from "./running-app";

const servetel = { path: "/webhooks/servetel", token: secrets.servetel };

describe("the live call screen", () => {
  const { app } = makeApp();

  it.each([
    ["/", "text/html"],
    ["/style.css", "text/css"],
    ["/screen.mjs", "text/javascript"],
    ["/favicon.svg", "image/svg+xml"],
    ["/favicon.ico", "image/svg+xml"],
    ["/board", "application/json"],
    ["/simulate", "application/json"],
  ])("serves %s as %s, and lets nothing else into the page", async (path, type) => {
    const answer = await request(app).get(path);
    expect([answer.status, answer.type]).toEqual([200, type]);
    expect(answer.headers["content-security-policy"]).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; " +
        "img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    );
    expect(answer.headers["x-content-type-options"]).toBe("nosniff");
    expect(answer.headers["referrer-policy"]).toBe("no-referrer");
    expect(answer.headers["x-powered-by"]).toBeUndefined();
  });

  it.each(["localhost", "localhost:3000", "127.0.0.1:3000", "[::1]:3000", "LOCALHOST"])(
    "opens on %s",
    async (host) => {
      expect((await request(app).get("/board").set("Host", host)).status).toBe(200);
    },
  );

  it.each(["/", "/board", "/board/stream", "/events/1", "/simulate", "/screen.mjs"])(
    "does not open %s through a tunnel, and says how it would",
    async (path) => {
      for (const host of ["tunnel.example", "localhost.example", "127.0.0.1.example:3000", ""]) {
        const { status, text } = await request(app).get(path).set("Host", host);
        expect([host, status]).toEqual([host, 404]);
        expect(text).toContain("SCREEN_HOST");
      }
    },
  );

  it("shows nobody where it lies on the disk, whatever is asked of it", async () => {
    const { app } = makeApp();
    const answer = await request(app).get("/events/%E0%A4%A").set("Host", "localhost");
    expect([answer.status, answer.text]).toEqual([400, "Nobody can make sense of this request.\n"]);
  });

  it.each(["Forwarded", "X-Forwarded-For", "X-Forwarded-Host"])(
    "does not open through a tunnel that gives itself this machine's name, and adds %s",
    async (header) => {
      const answer = await request(app).get("/board").set("Host", "localhost").set(header, "x");
      expect(answer.status).toBe(404);
    },
  );

  it.each([
    ["127.0.0.1", 200],
    ["::ffff:127.0.0.1", 200],
    ["::1", 200],
    ["192.0.2.1", 404],
    ["::ffff:192.0.2.1", 404],
    ["2001:db8::1", 404],
  ])("answers whoever connects from %s, and calls it localhost, with %i", async (from, status) => {
    const comesFrom: RequestHandler = ({ socket }, _res, next) => {
      Object.defineProperty(socket, "remoteAddress", { value: from });
      next();
    };
    const elsewhere = express().use(comesFrom, app);
    expect((await request(elsewhere).get("/board").set("Host", "localhost")).status).toBe(status);
  });

  it("is opened by no name at all where SCREEN_HOST is empty", async () => {
    const { app } = makeApp({ screenHost: "" });
    expect((await request(app).get("/board").set("Host", "")).status).toBe(404);
  });

  it("takes webhooks under any name", async () => {
    const { app, logged } = makeApp();
    const answer = await request(app)
      .post("/webhooks/callsavvy")
      .query({ token: secrets.callsavvy })
      .set("Host", "tunnel.example")
      .send(ringing);
    expect(answer.status).toBe(200);
    expect(logged).toHaveLength(1);
  });

  it("opens by a name that it was given, through a proxy too", async () => {
    const { app } = makeApp({ screenHost: "Screen.example" });
    const proxied = { Host: "screen.example", "X-Forwarded-For": "192.0.2.1" };
    expect((await request(app).get("/board").set(proxied)).status).toBe(200);
    expect((await request(app).get("/board").set("Host", "screen.example:8080")).status).toBe(200);
    expect((await request(app).get("/board").set("Host", "tunnel.example")).status).toBe(404);
  });

  it.each([
    { Origin: "http://evil.example" },
    { Origin: "http://localhost:4000", Host: "localhost:3000" },
    { Origin: "null" },
    { "Sec-Fetch-Site": "cross-site" },
    { "Sec-Fetch-Site": "same-site" },
    { "Sec-Fetch-Site": "none" },
  ])("lets no other page press its buttons: %j", async (headers) => {
    const { app, logged, worked } = makeApp();
    await deliver(app, sample("servetel", "callMissed"), servetel);
    await worked();
    for (const path of [
      "/simulate/servetel/callMissed?caller=Asha+Example",
      "/missed/1/called-back",
      "/simulate/outage?on=true",
      "/inbox/1/drop",
      "/inbox/1/retry",
    ]) {
      expect((await request(app).post(path).set(headers)).status).toBe(403);
    }
    expect(logged).toHaveLength(1);
    expect((await request(app).get("/board")).body.callBack).toHaveLength(1);
  });

  it("lets its own page press its buttons", async () => {
    const { app } = makeApp();
    const own = {
      Host: "localhost:3000",
      Origin: "http://localhost:3000",
      "Sec-Fetch-Site": "same-origin",
    };
    const path = "/simulate/servetel/callMissed?caller=Asha+Example";
    expect((await request(app).post(path).set(own)).status).toBe(200);
  });

  it("takes a missed call from the list when somebody has called back", async () => {
    const { app, worked } = makeApp();
    const miss = async () => {
      await deliver(app, sample("servetel", "callMissed", {}, { fresh: true }), servetel);
      await worked();
    };
    const callBack = async () => (await request(app).get("/board")).body.callBack;
    await miss();
    const [{ through }] = await callBack();
    await miss();
    expect((await request(app).post(`/missed/${through}/called-back`)).status).toBe(204);
    expect(await callBack()).toMatchObject([{ text: "Missed by Ravi Example", through: 2 }]);
    expect((await request(app).post("/missed/2/called-back")).status).toBe(204);
    expect(await callBack()).toEqual([]);
    for (const number of ["1", "7", "x"]) {
      expect((await request(app).post(`/missed/${number}/called-back`)).status).toBe(404);
    }
  });

  it("shows an event as received, repaired and typed", async () => {
    const { app, worked } = makeApp();
    const delivery = sample("servetel", "callMissed", { caller_id_number: "+915550001234" });
    const { event } = await deliver(app, delivery, servetel);
    await worked();
    const { body } = await request(app).get("/events/1");
    expect(body).toEqual({
      number: 1,
      id: event?.id,
      provider: "servetel",
      type: "callMissed",
      receivedAt: event?.receivedAt.toISOString(),
      identifiedBy: "path",
      raw: delivery.fields,
      repairs: event?.repairs,
      payload: { ...event?.payload },
    });
    expect(body.repairs).not.toEqual([]);
    for (const number of ["2", "0", "x"]) {
      expect((await request(app).get(`/events/${number}`)).status).toBe(404);
    }
  });

  it("shows what an event was answered with", async () => {
    const { app } = makeApp();
    const callsavvy = { path: "/webhooks/callsavvy", token: secrets.callsavvy };
    const question = sample("callsavvy", "chatbotCallback");
    for (const _time of [1, 2]) await deliver(app, question, callsavvy);
    const { questions } = (await request(app).get("/board")).body;
    const answer = "<p>Example Traders is open Monday to Saturday from 9:00 to 18:00.</p>";
    expect(questions).toMatchObject([{ answer }, { answer }]);
    const { reply } = await deliver(app, sample("callsavvy", "callerInformation"), callsavvy);
    const { body } = await request(app).get("/events/3");
    expect({ status: "success", ...JSON.parse(body.reply) }).toEqual(reply);
  });
});
