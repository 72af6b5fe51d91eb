import { gzipSync } from "node:zlib";
import { describe, expect, it, jest } from "@jest/globals";
import type { Express } from "express";
import request from "supertest";
import {
  anyOf,
  basicAuth,
  type CallsavvyProvider,
  callsavvy,
  custom,
  type Inbox,
  type InboxDelivery,
  memoryDuplicates,
  type OptionsOf,
  type RejectedDelivery,
  servetel,
  sharedSecret,
  type WebhookError,
} from "telephony-webhooks";
import { call, chat, digitPressed, question, ringing, ticket } from "../fixtures/minimal";
import { asForm, asJson, asQuery, send } from "../helpers/encode";
import { express, expresses } from "../helpers/expresses";
import { MemoryInbox } from "../helpers/memory-inbox";
import { otherParsers } from "../helpers/other-parsers";
import { servers } from "../helpers/servers";
import { silenceConsole } from "../helpers/silence";
import { until } from "../helpers/until";

const console = silenceConsole();

const HOUR_MS = 60 * 60_000;

const phone = (inbox: Inbox, options: Partial<OptionsOf<CallsavvyProvider>> = {}) =>
  callsavvy({ auth: "none", inbox, ...options });

const post = (app: Express, fields: object, path = "/hook") => request(app).post(path).send(fields);

describe.each(servers)("behind %s, with an inbox", (_, express) => {
  const appOf = (receiver: ReturnType<typeof phone>) => express().use("/hook", receiver);

  it("a delivery is stored and answered 202, and its handlers are left in peace", async () => {
    const inbox = new MemoryInbox();
    const handler = jest.fn();
    const startedAt = Date.now();
    const answer = await post(appOf(phone(inbox).on("newTicketOpened", handler)), ticket);
    expect([answer.status, answer.text]).toEqual([202, ""]);
    expect(handler).not.toHaveBeenCalled();
    const [stored] = inbox.entries.map(({ delivery }) => delivery);
    expect(stored).toEqual({
      id: expect.stringMatching(/^callsavvy\.newTicketOpened\.[0-9a-f]{32}$/),
      provider: "callsavvy",
      type: "newTicketOpened",
      receivedAt: expect.any(Date),
      duplicateTtlMs: 24 * HOUR_MS,
      head: expect.objectContaining({ method: "POST", path: "", query: "", params: {} }),
      bytes: Buffer.from(JSON.stringify(ticket)),
    });
    expect(stored?.receivedAt.getTime()).toBeGreaterThanOrEqual(startedAt);
  });

  it("a repeat is answered 202 too, and onDuplicate hears of it", async () => {
    const inbox = new MemoryInbox();
    const onDuplicate = jest.fn();
    const app = appOf(phone(inbox).onDuplicate(onDuplicate));
    expect((await post(app, ticket)).status).toBe(202);
    expect(onDuplicate).not.toHaveBeenCalled();
    expect((await post(app, ticket)).status).toBe(202);
    expect(onDuplicate).toHaveBeenCalledWith(expect.objectContaining({ payload: ticket }));
    expect(inbox.entries).toHaveLength(1);
  });

  it("an event that nobody handles, and one that the schemas don't know, are stored like all others", async () => {
    const inbox = new MemoryInbox();
    const app = appOf(phone(inbox));
    expect((await post(app, ticket)).status).toBe(202);
    expect((await post(app, { event: "ticketMerged", into: "7" })).status).toBe(202);
    expect(inbox.entries.map(({ delivery }) => delivery.type)).toEqual([
      "newTicketOpened",
      "ticketMerged",
    ]);
    expect(console.lines()).toEqual([]);
  });

  it("an event that waits for a reply is handled at once, and stored nowhere", async () => {
    const inbox = new MemoryInbox();
    const app = appOf(
      phone(inbox).on("callerInformation", () => ({ caller_name: "Asha Example" })),
    );
    const answer = await post(app, ringing);
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ caller_name: "Asha Example" });
    expect((await post(app, question)).status).toBe(202);
    expect(inbox.entries).toEqual([]);
  });

  it("what is refused is not stored", async () => {
    const inbox = new MemoryInbox();
    const app = appOf(phone(inbox, { auth: sharedSecret("a-secret-of-many-letters") }));
    expect((await post(app, ticket)).status).toBe(401);
    const path = "/hook?token=a-secret-of-many-letters";
    expect((await post(app, { ...ticket, ticket_id: {} }, path)).status).toBe(422);
    expect((await request(app).post(path).type("json").send("{")).status).toBe(400);
    expect(inbox.entries).toEqual([]);
  });

  it.each<[string, unknown]>([
    ["fails", new Error("disk full: canary")],
    ["throws what is no error", "canary"],
  ])("a delivery is answered 503 with Retry-After where the inbox %s", async (_case, thrown) => {
    const inbox = new MemoryInbox();
    inbox.failures.put = [thrown];
    const onRejected = jest.fn<(error: WebhookError, delivery: RejectedDelivery) => void>();
    const app = appOf(phone(inbox).onRejected(onRejected));
    const answer = await post(app, ticket);
    expect([answer.status, answer.headers["retry-after"], answer.body.code]).toEqual([
      ...[503, "5", "ERR_INBOX_FAILED"],
    ]);
    expect(answer.text).not.toContain("canary");
    const [error, delivery] = onRejected.mock.calls[0] ?? [];
    expect(error).toMatchObject({ code: "ERR_INBOX_FAILED", cause: thrown });
    expect(delivery).toEqual({ bytes: Buffer.from(JSON.stringify(ticket)), body: ticket });
    expect((await post(app, ticket)).status).toBe(202);
  });

  it("a delivery is answered 503 where the inbox takes over a second", async () => {
    const inbox = Object.assign(new MemoryInbox(), { put: () => new Promise<never>(() => {}) });
    const startedAt = performance.now();
    const answer = await post(appOf(phone(inbox)), ticket);
    expect([answer.status, answer.body.code]).toEqual([503, "ERR_INBOX_FAILED"]);
    expect(performance.now() - startedAt).toBeGreaterThan(990);
    expect(console.lines()).toEqual([
      expect.stringMatching(/a delivery was refused with 503 ERR_INBOX_FAILED: .*onRejected/),
    ]);
  });

  it("a delivery is answered 503 where less than a second is left", async () => {
    const inbox = Object.assign(new MemoryInbox(), { put: () => new Promise<never>(() => {}) });
    const startedAt = performance.now();
    expect((await post(appOf(phone(inbox, { deadlineMs: 50 })), ticket)).status).toBe(503);
    expect(performance.now() - startedAt).toBeLessThan(900);
  });

  it.each(["undefined", "true", '"done"'])(
    "a delivery is answered 503 where the inbox of a user's says %s",
    async (said) => {
      const put = async () => (said === "undefined" ? undefined : JSON.parse(said));
      const inbox = Object.assign(new MemoryInbox(), { put });
      expect((await post(appOf(phone(inbox)), ticket)).status).toBe(503);
    },
  );
});

describe("what is stored of a delivery", () => {
  it("is its bytes, however they are written, inflated", async () => {
    const inbox = new MemoryInbox();
    const receiver = servetel({ auth: "none", inbox, trigger: "dtmfOption" });
    const json = asJson(digitPressed);
    for (const encoded of [json, asForm(digitPressed)]) {
      await send(receiver, encoded);
      expect(inbox.entries.pop()?.delivery.bytes.toString()).toBe(encoded.body);
    }
    await request(express().use(receiver))
      .post("/")
      .set({ "Content-Type": "application/json", "Content-Encoding": "gzip" })
      .serialize((bytes) => bytes)
      .send(gzipSync(JSON.stringify(digitPressed)) as unknown as object);
    const [{ head, bytes }] = inbox.entries.map(({ delivery }) => delivery) as [InboxDelivery];
    expect(JSON.parse(bytes.toString())).toEqual(digitPressed);
    expect(head.headers).toMatchObject({ "content-type": "application/json" });
    expect(head.headers).not.toHaveProperty("content-encoding");
    expect(head.headers).not.toHaveProperty("content-length");
  });

  it("is the query, where a GET has its fields there", async () => {
    const inbox = new MemoryInbox();
    const encoded = asQuery(digitPressed);
    await send(servetel({ auth: "none", inbox }), encoded, "/dtmf-option");
    const [{ delivery } = { delivery: undefined }] = inbox.entries;
    expect(delivery).toMatchObject({
      type: "dtmfOption",
      head: { method: "GET", path: "/dtmf-option", query: encoded.query },
      bytes: Buffer.alloc(0),
    });
  });

  it("is the path only where that names the event", async () => {
    const inbox = new MemoryInbox();
    const lines = servetel({ auth: "none", inbox });
    const app = express()
      .use("/all", lines)
      .post("/one/:key", (req, res, next) => lines(req, res, next));
    await post(app, digitPressed, "/all/dtmf-option");
    await post(app, ticket, "/one/canary");
    const keys = phone(inbox, { auth: sharedSecret("canary-of-many-letters", { param: "key" }) });
    await post(express().post("/hooks/:key", keys), ticket, "/hooks/canary-of-many-letters");
    expect(inbox.entries.map(({ delivery }) => delivery.head.path)).toEqual(["/dtmf-option", ""]);
    expect(JSON.stringify(inbox.entries)).not.toContain("canary");
  });

  it("is no copy that a proxy has made of a secret", async () => {
    const inbox = new MemoryInbox();
    const secret = "canary of+many&letters";
    const places = [sharedSecret(secret, { query: "key" }), sharedSecret(secret, { param: "key" })];
    const receiver = phone(inbox, { auth: anyOf(...places) });
    const app = express().use("/hook", receiver).use("/hooks/:key", receiver);
    const key = encodeURIComponent(secret);
    for (const url of [`/hook?key=${key}`, `/hooks/${key}`]) {
      const copies = { "X-Original-URI": url, Referer: `https://example.com${url}` };
      const sent = request(app)
        .post(url)
        .set({ ...copies, "X-Copy": secret, "X-Forwarded-Proto": "https" });
      expect((await sent.send({ ...ticket, ticket_id: url })).status).toBe(202);
    }
    expect(inbox.entries.map(({ delivery }) => delivery.head.headers["x-forwarded-proto"])).toEqual(
      ["https", "https"],
    );
    const heads = inbox.entries.map(({ delivery }) => [delivery.id, delivery.head]);
    expect(JSON.stringify(heads)).not.toContain("canary");
  });

  it("is no query parameter that is a secret by its name, unless it may be a field", async () => {
    const inbox = new MemoryInbox();
    const lines = servetel({ auth: "none", inbox });
    const query = "api_key=canary&page=2";
    await send(lines, { ...asJson(digitPressed), query }, "/dtmf-option");
    const get = asQuery({ ...digitPressed, api_key: "7", digit_pressed: "5" });
    await send(lines, get, "/dtmf-option");
    expect(inbox.entries.map(({ delivery }) => delivery.head.query)).toEqual(["page=2", get.query]);
  });

  it("is no secret, wherever the sender writes it", async () => {
    const secret = "canary-of-many-letters";
    const inbox = new MemoryInbox();
    const auth = anyOf(
      sharedSecret(secret, { query: "key" }),
      sharedSecret(secret, { param: "key" }),
      sharedSecret(secret, { header: "X-Odd" }),
      custom(() => false, { secretHeaders: ["X-Odder"] }),
      basicAuth({ username: "asha", password: secret }),
    );
    const app = express().use("/:tenant/:key", phone(inbox, { auth }));
    await request(app)
      .post(`/acme/${secret}?key=${secret}&page=2`)
      .auth("asha", secret)
      .set({
        "Proxy-Authorization": secret,
        "X-Odd": secret,
        "X-Odder": secret,
        Cookie: secret,
        "X-Auth-Token": secret,
      })
      .set({ "User-Agent": "Callsavvy" })
      .send(ticket);
    const [{ delivery } = { delivery: undefined }] = inbox.entries;
    expect(delivery?.head).toMatchObject({
      query: "page=2",
      params: { tenant: "acme" },
      headers: { "user-agent": "Callsavvy" },
    });
    expect(delivery?.id).toMatch(/\?tenant=acme$/);
    expect(JSON.stringify(delivery)).not.toMatch(/canary|asha:/);
  });

  it("is the time in which a repeat is one, as the option duplicates or the event has it", async () => {
    const windows = async (options: Partial<OptionsOf<CallsavvyProvider>>) => {
      const inbox = new MemoryInbox();
      const receiver = phone(inbox, options);
      for (const fields of [ticket, chat]) await send(receiver, asJson(fields));
      await send(receiver, asJson({ event: "unheardOf" }));
      return inbox.entries.map(({ delivery }) => delivery.duplicateTtlMs);
    };
    expect(await windows({})).toEqual([24 * HOUR_MS, 60_000, 60_000]);
    const duplicates = memoryDuplicates({ ttlMs: { newChat: 5 } });
    expect(await windows({ duplicates })).toEqual([24 * HOUR_MS, 5, 60_000]);
  });
});

describe.each(expresses)("behind %s and another parser", (_, express) => {
  it("a delivery whose bytes are gone is answered 500 with the fix, and kept for onRejected", async () => {
    const inbox = new MemoryInbox();
    const onRejected = jest.fn();
    const app = express().use(express.json(), phone(inbox).onRejected(onRejected));
    const answer = await post(app, ticket, "/");
    expect([answer.status, answer.body.code]).toEqual([500, "ERR_BODY_CONSUMED"]);
    expect(answer.body.detail).toContain("app.use(path, receiver) above app.use(express.json())");
    expect(onRejected).toHaveBeenCalledWith(expect.anything(), { body: ticket });
    expect(inbox.entries).toEqual([]);
  });

  it("a text in another charset is stored as UTF-8, and says so", async () => {
    const inbox = new MemoryInbox();
    const parser = express.text({ type: "*/*", defaultCharset: "utf-8" });
    const lines = servetel({ auth: "none", inbox, trigger: "dtmfOption" });
    const fields = new URLSearchParams({ ...digitPressed, digit_pressed: "JOS" }).toString();
    await request(express().use(parser, lines))
      .post("/")
      .set("Content-Type", "application/x-www-form-urlencoded; charset=iso-8859-1")
      .serialize((bytes) => bytes)
      .send(Buffer.from(fields.replace("JOS", "Jos\u00e9"), "latin1") as unknown as object);
    const handler = jest.fn();
    lines.on("dtmfOption", ({ payload }) => handler(payload.digit_pressed)).work({ pollMs: 5 });
    await until(() => handler.mock.calls.length > 0);
    await lines.drain();
    expect(handler).toHaveBeenCalledWith("Jos\u00e9");
  });

  it.each(["express.json() that keeps req.rawBody", "one that leaves a text"] as const)(
    "a delivery whose bytes %s are stored",
    async (parser) => {
      const inbox = new MemoryInbox();
      const app = express().use(otherParsers[parser](express), phone(inbox));
      expect((await post(app, ticket, "/")).status).toBe(202);
      expect(inbox.entries[0]?.delivery.bytes).toEqual(Buffer.from(JSON.stringify(ticket)));
    },
  );
});

describe("the option inbox", () => {
  it.each<[string, unknown]>([
    ["a file name", "inbox.sqlite"],
    ["an object that can't all", { put: () => {} }],
    ["null", null],
  ])("takes no %s", (_case, inbox) => {
    expect(() => phone(inbox as Inbox)).toThrow(/^The option inbox takes sqliteInbox\(/);
  });

  it('excludes unhandled: "next", which hands on now what is handled later', () => {
    const both = () => phone(new MemoryInbox(), { unhandled: "next" });
    expect(both).toThrow('The options inbox and unhandled "next" exclude each other');
  });

  it("attaches the event for the middleware around the receiver", async () => {
    let seen: unknown;
    const app = express()
      .use((req, res, next) => {
        res.on("finish", () => {
          seen = req.webhook?.type;
        });
        next();
      })
      .use("/lines", servetel({ auth: "none", inbox: new MemoryInbox() }));
    await post(app, { ...call, digit_pressed: "4" }, "/lines/dtmf-option");
    expect(seen).toBe("dtmfOption");
  });
});
