import { getRequestListener } from "@hono/node-server";
import { describe, expect, it, jest } from "@jest/globals";
import { Hono } from "hono";
import request from "supertest";
import { callsavvy, servetel, sharedSecret } from "telephony-webhooks";
import { fetchHandler } from "telephony-webhooks/fetch";
import { chat, digitPressed, ringing, ticket } from "../fixtures/minimal";
import { asForm, asJson, asQuery, send } from "../helpers/encode";
import { gate } from "../helpers/gate";

const SECRET = "a-secret-of-many-letters";

function receivers() {
  const types: string[] = [];
  const auth = sharedSecret(SECRET, { header: "x-api-key" });
  const phone = callsavvy({ auth: "none", deadlineMs: 50 })
    .onAny(({ type }) => types.push(type))
    .on("callerInformation", () => ({ caller_name: "Asha Example" }))
    .onRejected(() => {});
  const lines = servetel({ auth })
    .onAny(({ type }) => types.push(type))
    .onRejected(() => {});
  return { phone, lines, types, mounts: { "/webhooks/phone": phone, "/webhooks/lines": lines } };
}

/** What the README shows. */
function appWith(webhooks: ReturnType<typeof fetchHandler<unknown[]>>) {
  const app = new Hono();
  app.all("/webhooks/*", (c) => webhooks(c.req.raw, c));
  app.get("/about", (c) => c.text("us"));
  return app;
}

describe("in an app of Hono's, on its server for Node", () => {
  const { mounts, types } = receivers();
  const listener = getRequestListener(appWith(fetchHandler(mounts)).fetch);

  it.each([
    ["JSON", asJson],
    ["a form", asForm],
    ["a query", asQuery],
  ])("receives a delivery as %s", async (_encoding, encode) => {
    types.length = 0;
    const encoded = encode(digitPressed);
    const headers = { ...encoded.headers, "X-API-Key": SECRET };
    const answer = await send(listener, { ...encoded, headers }, "/webhooks/lines/dtmf-option");
    expect(answer.status).toBe(200);
    expect(types).toEqual(["dtmfOption"]);
  });

  it("replies", async () => {
    const { body } = await request(listener).post("/webhooks/phone").send(ringing);
    expect(body).toMatchObject({ status: "success", caller_name: "Asha Example" });
  });

  it("refuses strangers and what is at no mount", async () => {
    const stranger = await request(listener).post("/webhooks/lines").send(digitPressed);
    expect([stranger.status, stranger.body.code]).toEqual([401, "ERR_UNAUTHENTICATED"]);
    const lost = await request(listener).post("/webhooks/fax").send(digitPressed);
    expect([lost.status, lost.body.code]).toEqual([404, "ERR_NOT_FOUND"]);
  });

  it("leaves other requests to the app", async () => {
    expect((await request(listener).get("/about")).text).toBe("us");
  });

  it("names the fix where the app has read the body before", async () => {
    const app = new Hono().use(async (c, next) => {
      await c.req.json();
      await next();
    });
    const webhooks = fetchHandler(mounts);
    app.all("/webhooks/*", (c) => webhooks(c.req.raw));
    const answer = await request(getRequestListener(app.fetch))
      .post("/webhooks/phone")
      .send(ticket);
    expect([answer.status, answer.body.code]).toEqual([500, "ERR_BODY_CONSUMED"]);
    expect(answer.body.detail).toContain("request.clone()");
  });

  it("hands on to the app's own code, with its context", async () => {
    const webhooks = fetchHandler(
      { "/webhooks/phone": callsavvy({ auth: "none", unhandled: "next" }) },
      {
        fallback: (_request, { event, body }, c: Parameters<Parameters<Hono["all"]>[1]>[0]) =>
          c.json({ type: event?.type, body }),
      },
    );
    const app = new Hono();
    app.all("/webhooks/*", (c) => webhooks(c.req.raw, c));
    const answer = await request(getRequestListener(app.fetch))
      .post("/webhooks/phone")
      .send(ticket);
    expect(answer.body).toEqual({ type: "newTicketOpened", body: ticket });
  });
});

describe("in an app of Hono's, in a worker", () => {
  it("keeps the worker alive until a late handler has ended", async () => {
    const door = gate();
    const { phone, mounts } = receivers();
    let isDone = false;
    phone.on("newChat", async () => {
      await door.opened;
      isDone = true;
    });
    const waitUntil = jest.fn<(work: Promise<unknown>) => void>();
    const app = appWith(fetchHandler(mounts));
    const delivery = new Request("https://webhooks.example.com/webhooks/phone", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(chat),
    });
    const answer = await app.fetch(delivery, {}, { waitUntil });
    expect([answer.status, isDone]).toEqual([202, false]);
    door.open();
    await Promise.all(waitUntil.mock.calls.flat());
    expect(isDone).toBe(true);
  });
});
