import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { describe, expect, it, jest } from "@jest/globals";
import type { Express, RequestHandler } from "express";
import request, { type Response, type Test } from "supertest";
import { callsavvy, servetel, sharedSecret, type WebhookError } from "telephony-webhooks";
import { digitPressed, ringing, ticket } from "../fixtures/minimal";
import { expresses } from "../helpers/expresses";
import { open, serving, untilClosed } from "../helpers/raw-http";
import { servers } from "../helpers/servers";
import { silenceConsole } from "../helpers/silence";
import { until } from "../helpers/until";

const console = silenceConsole();

const SECRET = "a-secret-of-many-letters";

const phone = (options: Partial<Parameters<typeof callsavvy>[0]> = {}) =>
  callsavvy({ auth: "none", ...options });
const lines = (options: Partial<Parameters<typeof servetel>[0]> = {}) =>
  servetel({ auth: "none", ...options });

function expectProblem(response: Response, status: number, code: string): void {
  expect(response.headers["content-type"]).toBe("application/problem+json");
  expect(response.body).toMatchObject({
    type: expect.stringContaining(code.toLowerCase()),
    title: expect.any(String),
    status,
    code,
  });
  expect(response.status).toBe(status);
}

/** What promises a body of 50 bytes. */
const HALF_A_BODY = ["POST /hook HTTP/1.1", "Content-Type: application/json", "Content-Length: 50"];

describe.each(servers)("behind %s", (name, express) => {
  const mounted = (receiver: RequestHandler): Express => express().use("/hook", receiver);

  describe("a handled event", () => {
    it("answers 200 without a body where the provider expects none", async () => {
      const handler = jest.fn();
      const response = await request(mounted(phone().on("newTicketOpened", handler)))
        .post("/hook")
        .send(ticket);
      expect([response.status, response.text]).toEqual([200, ""]);
      // What a fetch handler leaves to its platform.
      const length = name === "fetchHandler" ? undefined : "0";
      expect(response.headers["content-length"]).toBe(length);
      expect(handler).toHaveBeenCalledTimes(1);
    });

    it("leaves the connection open for the next delivery", async () => {
      const app = mounted(phone().on("newTicketOpened", () => {}));
      const head = [
        "POST /hook HTTP/1.1",
        "Content-Type: application/json",
        `Content-Length: ${JSON.stringify(ticket).length}`,
      ];
      const answer = await serving(app, async (port) => {
        const [answer] = await once(open(port, head, JSON.stringify(ticket)), "data");
        return String(answer);
      });
      expect(answer).toMatch(/^HTTP\/1\.1 200 /);
      expect(answer).toMatch(/^Connection: keep-alive\r$/im);
    });

    it("forbids caches to keep the answer, as a GET may well be cached", async () => {
      const app = mounted(lines().on("dtmfOption", () => {}));
      const response = await request(app).get("/hook/dtmf-option").query(digitPressed);
      expect([response.status, response.headers["cache-control"]]).toEqual([200, "no-store"]);
    });
  });

  describe("an event of nobody's", () => {
    it.each([
      ["that has no handler", ticket, "newTicketOpened"],
      ["that the schemas don't know", { event: "faxReceived", pages: 3 }, "faxReceived"],
    ])("answers 202 and tells onUnhandled of one %s", async (_case, fields, type) => {
      const listener = jest.fn();
      const app = mounted(phone().onUnhandled(listener));
      const response = await request(app).post("/hook").send(fields);
      expect([response.status, response.text]).toEqual([202, ""]);
      expect(listener).toHaveBeenCalledWith(expect.objectContaining({ type, payload: fields }));
      expect(console.lines()).toEqual([]);
    });

    it("warns once per event where nobody listens, and names the fix", async () => {
      const app = mounted(phone());
      for (const fields of [ticket, ticket, { event: "canary" }, { event: "canary two" }]) {
        expect((await request(app).post("/hook").send(fields)).status).toBe(202);
      }
      expect(console.lines()).toEqual([
        expect.stringMatching(/callsavvy: nobody handles newTicketOpened.*on\("newTicketOpened"/),
        expect.stringMatching(/nobody handles an event that the schemas don't know.*onUnhandled/),
      ]);
      expect(console.lines().join()).not.toContain("canary");
    });

    it("answers 500 where an onUnhandled listener fails, and reports it", async () => {
      const onError = jest.fn();
      const receiver = phone()
        .onUnhandled(() => Promise.reject(new Error("no disk")))
        .onError(onError);
      const response = await request(mounted(receiver)).post("/hook").send(ticket);
      expectProblem(response, 500, "ERR_HANDLER_FAILED");
      expect(onError).toHaveBeenCalledTimes(1);
    });

    it("never prints the name of an unknown event, which is the sender's word", async () => {
      const receiver = phone().onUnhandled(() => Promise.reject(new Error("no disk")));
      await request(mounted(receiver)).post("/hook").send({ event: "canary\nfake line" });
      expect(console.lines()).toHaveLength(1);
      expect(console.lines()[0]).not.toMatch(/canary|fake/);
    });

    it("answers 202 to an event with a reply that only onAny has seen", async () => {
      const seen = jest.fn();
      const app = mounted(phone().onAny(seen));
      expect((await request(app).post("/hook").send(ringing)).status).toBe(202);
      expect(seen).toHaveBeenCalledWith(expect.objectContaining({ type: "callerInformation" }));
    });
  });

  describe("a request that is no delivery", () => {
    it.each(["/hook/extra", "/hook/newTicketOpened", "/hook/a/b"])(
      "answers 404 at %s below a Callsavvy mount",
      async (path) => {
        const response = await request(mounted(phone())).post(path).send(ticket);
        expectProblem(response, 404, "ERR_NOT_FOUND");
      },
    );

    it.each([
      "/hook/call-mised",
      "/hook/call/missed",
      "/hook/a/call-missed",
      "/hook/call-missed/a",
    ])("answers 404 at %s below a Servetel mount, which names no trigger", async (path) => {
      const response = await request(mounted(lines())).post(path).send(digitPressed);
      expectProblem(response, 404, "ERR_NOT_FOUND");
    });

    it.each([
      ["PUT", phone, "POST, HEAD, OPTIONS"],
      ["GET", phone, "POST, HEAD, OPTIONS"],
      ["DELETE", lines, "GET, POST, HEAD, OPTIONS"],
    ] as const)("answers 405 with Allow to %s", async (method, receiver, allow) => {
      const test = request(mounted(receiver()))[method.toLowerCase() as "put"]("/hook");
      const response = await test.send(ticket);
      expectProblem(response, 405, "ERR_METHOD_NOT_ALLOWED");
      expect(response.headers["allow"]).toBe(allow);
    });

    it("answers HEAD with 200 and OPTIONS with 204, and runs no handler", async () => {
      const handler = jest.fn();
      const app = mounted(lines({ auth: sharedSecret(SECRET) }).onAny(handler));
      const head = await request(app).head("/hook/dtmf-option").query(digitPressed);
      const options = await request(app).options("/hook/dtmf-option").query(digitPressed);
      expect([head.status, options.status]).toEqual([200, 204]);
      expect(options.headers["allow"]).toBe("GET, POST, HEAD, OPTIONS");
      expect(handler).not.toHaveBeenCalled();
    });

    it("logs each refusal of somebody who was let in", async () => {
      const app = mounted(phone({ auth: sharedSecret(SECRET), limit: 10 }));
      for (const _time of [1, 2, 3]) {
        const answer = await request(app).post("/hook").query({ token: SECRET }).send(ticket);
        expect(answer.status).toBe(413);
      }
      const line = expect.stringContaining("413 ERR_BODY_TOO_LARGE");
      expect(console.lines()).toEqual([line, line, line]);
    });

    it("logs strangers once, whatever they knock on", async () => {
      const app = mounted(phone({ auth: sharedSecret(SECRET) }));
      for (const path of ["/hook", "/hook", "/hook/x", "/hook/y"]) {
        await request(app).post(path).send(ticket);
      }
      for (const _attempt of [1, 2]) await request(app).put("/hook");
      expect(console.lines()).toEqual([
        expect.stringContaining("401 ERR_UNAUTHENTICATED"),
        expect.stringContaining("404 ERR_NOT_FOUND"),
        expect.stringContaining("405 ERR_METHOD_NOT_ALLOWED"),
      ]);
    });
  });

  describe("a body that can't be used", () => {
    const deep = (levels: number) => `${'{"a":'.repeat(levels)}1${"}".repeat(levels)}`;
    const json = (text: string | Buffer) => (test: Test) =>
      test
        .set("Content-Type", "application/json")
        .serialize(String)
        .send(text as string);
    const form = (text: string) => (test: Test) =>
      test.set("Content-Type", "application/x-www-form-urlencoded").send(text);
    const typed =
      (type: string, text = '{"event":"newChat"}') =>
      (test: Test) =>
        test.set("Content-Type", type).serialize(String).send(text);
    const manyKeys = Array.from({ length: 1001 }, (_, index) => `k${index}`);

    it.each<[string, (test: Test) => Test, number, string]>([
      ["nothing", (test) => test, 400, "ERR_BODY_EMPTY"],
      ["no fields", json("{}"), 400, "ERR_BODY_EMPTY"],
      ["only blanks", json(" \n"), 400, "ERR_BODY_EMPTY"],
      ["a form without a field", form("&"), 400, "ERR_BODY_EMPTY"],
      ["broken JSON", json('{"event":"newChat","call_flow":,}'), 400, "ERR_BODY_MALFORMED"],
      ["JSON that ends early", json('{"event":"newChat"'), 400, "ERR_BODY_MALFORMED"],
      ["a list", json("[1]"), 400, "ERR_BODY_MALFORMED"],
      ["a text", json('"newChat"'), 400, "ERR_BODY_MALFORMED"],
      ["null", json("null"), 400, "ERR_BODY_MALFORMED"],
      ["plain words", typed("text/plain", "hello"), 400, "ERR_BODY_MALFORMED"],
      ["a form with an escape that is not UTF-8", form("event=%E9"), 400, "ERR_BODY_MALFORMED"],
      ["33 levels", json(deep(33)), 400, "ERR_BODY_TOO_DEEP"],
      ["10,000 levels", json(deep(10_000)), 400, "ERR_BODY_TOO_DEEP"],
      ["33 levels of brackets", form(`a${"[b]".repeat(32)}=1`), 400, "ERR_BODY_TOO_DEEP"],
      ["100,000 levels of brackets", form(`a${"[]".repeat(100_000)}=1`), 400, "ERR_BODY_TOO_DEEP"],
      ["a key __proto__", json('{"event":"x","__proto__":{"a":1}}'), 400, "ERR_PROTOTYPE_KEY"],
      ["a nested __proto__", json('{"event":"x","y":[{"__proto__":1}]}'), 400, "ERR_PROTOTYPE_KEY"],
      ["__proto__ in brackets", form("event=x&__proto__[a]=1"), 400, "ERR_PROTOTYPE_KEY"],
      [
        "constructor.prototype",
        json('{"event":"x","constructor":{"prototype":{}}}'),
        400,
        "ERR_PROTOTYPE_KEY",
      ],
      ["1,001 parameters", form(manyKeys.join("=1&")), 400, "ERR_TOO_MANY_KEYS"],
      [
        "1,001 keys",
        json(JSON.stringify(Object.fromEntries(manyKeys.map((key) => [key, 1])))),
        400,
        "ERR_TOO_MANY_KEYS",
      ],
      ["XML", typed("application/xml", "<a/>"), 415, "ERR_CONTENT_TYPE"],
      ["multipart", typed("multipart/form-data; boundary=x", "--x--"), 415, "ERR_CONTENT_TYPE"],
      ["UTF-7", typed("application/json; charset=utf-7"), 415, "ERR_CHARSET"],
      ["UTF-16", typed("application/json; charset=utf-16le"), 415, "ERR_CHARSET"],
      ["UTF-8 and more", typed("application/json; charset=utf-8 utf-7"), 415, "ERR_CHARSET"],
      ["half a charset", typed('application/json; charset="utf-8'), 415, "ERR_CHARSET"],
      [
        "a charset that every object has",
        typed("application/json; charset=constructor"),
        415,
        "ERR_CHARSET",
      ],
      [
        "a charset that names a prototype",
        typed("application/json; charset=__proto__"),
        415,
        "ERR_CHARSET",
      ],
      ["Latin-1 JSON", typed('application/json; charset="ISO-8859-1"'), 415, "ERR_CHARSET"],
      [
        "an unknown compression",
        (test) => json("{}")(test.set("Content-Encoding", "compress")),
        415,
        "ERR_CONTENT_ENCODING",
      ],
      [
        "broken compression",
        (test) => json("not gzip")(test.set("Content-Encoding", "gzip")),
        400,
        "ERR_BODY_MALFORMED",
      ],
    ])(
      "is refused and reported with what there is of it: %s",
      async (_case, send, status, code) => {
        const onRejected = jest.fn<(error: WebhookError, delivery: object) => void>();
        const response = await send(request(mounted(phone().onRejected(onRejected))).post("/hook"));
        expectProblem(response, status, code);
        expect(onRejected).toHaveBeenCalledTimes(1);
        expect(onRejected.mock.calls[0]?.[0]).toMatchObject({ code, status });
        expect(console.lines()).toEqual([]);
      },
    );

    it("answers 400 to bytes that are not UTF-8", async () => {
      const bytes = Buffer.from('{"event":"newChat","visitor_name":"Zo\xeb"}', "latin1");
      const response = await request(mounted(phone()))
        .post("/hook")
        .set("Content-Type", "application/json")
        .serialize((body: unknown) => body as string)
        .send(bytes as unknown as string);
      expectProblem(response, 400, "ERR_BODY_MALFORMED");
    });

    it("gives onRejected the bytes of a broken body, and the fields of an unfit one", async () => {
      const onRejected = jest.fn();
      const app = mounted(phone().onRejected(onRejected));
      await json('{"event":,}')(request(app).post("/hook"));
      await json('{"event":"newChat"}')(request(app).post("/hook"));
      await typed("application/xml", "<a/>")(request(app).post("/hook"));
      expect(onRejected.mock.calls.map(([, delivery]) => delivery)).toEqual([
        { bytes: Buffer.from('{"event":,}') },
        { bytes: Buffer.from('{"event":"newChat"}'), body: { event: "newChat" } },
        { bytes: Buffer.from("<a/>") },
      ]);
    });

    it("gives onRejected the query of a broken GET delivery, without its secret", async () => {
      const onRejected = jest.fn();
      const app = mounted(lines({ auth: sharedSecret(SECRET) }).onRejected(onRejected));
      const query = `uuid=%E9&token=${SECRET}&trigger=dtmf-option`;
      expectProblem(await request(app).get(`/hook?${query}`), 400, "ERR_BODY_MALFORMED");
      expect(onRejected.mock.calls[0]?.[1]).toEqual({ bytes: Buffer.from("uuid=%E9") });
    });

    it("answers 400 to an empty GET, as an uptime check sends it", async () => {
      const app = mounted(lines({ auth: sharedSecret(SECRET) }));
      const response = await request(app).get("/hook").query({ token: SECRET });
      expectProblem(response, 400, "ERR_BODY_EMPTY");
    });

    it("takes 32 levels and 1,000 parameters", async () => {
      const nested = `{"event":"faxReceived","x":${deep(31)}}`;
      const wide = `event=faxReceived&${Array.from({ length: 999 }, (_, i) => `k${i}=1`).join("&")}`;
      const app = mounted(phone().onUnhandled(() => {}));
      expect((await json(nested)(request(app).post("/hook"))).status).toBe(202);
      expect((await form(wide)(request(app).post("/hook"))).status).toBe(202);
    });
  });

  describe("a body over the limit", () => {
    const app = () => mounted(phone({ limit: 1000 }).onRejected(() => {}));

    it("answers 413 at once to a length over it, and closes the connection", async () => {
      const answer = await serving(app(), (port) =>
        untilClosed(
          open(port, ["POST /hook HTTP/1.1", "Content-Type: text/plain", "Content-Length: 1001"]),
        ),
      );
      expect(answer).toMatch(/^HTTP\/1\.1 413 .*ERR_BODY_TOO_LARGE/s);
      expect(answer).toMatch(/^Connection: close\r$/im);
      expect(answer).toContain('"detail":"at most 1000 bytes are read"');
    });

    it("answers 413 to chunks as soon as they are over it, however long they go on", async () => {
      const head = [
        "POST /hook HTTP/1.1",
        "Content-Type: text/plain",
        "Transfer-Encoding: chunked",
      ];
      const chunk = `400\r\n${"a".repeat(1024)}\r\n`;
      const answer = await serving(app(), (port) => untilClosed(open(port, head, chunk)));
      expect(answer).toMatch(/^HTTP\/1\.1 413 .*ERR_BODY_TOO_LARGE/s);
    });

    it("counts bytes after inflation, and takes what is under the limit", async () => {
      const zipped = (text: string) =>
        request(mounted(phone({ limit: "1kb" }).on("newTicketOpened", () => {})))
          .post("/hook")
          .set({ "Content-Type": "application/json", "Content-Encoding": "gzip" })
          .serialize((body: unknown) => body as string)
          .send(gzipSync(text) as unknown as string);
      expectProblem(await zipped(" ".repeat(100_000)), 413, "ERR_BODY_TOO_LARGE");
      expect((await zipped(JSON.stringify(ticket))).status).toBe(200);
    });
  });

  describe("a body that does not come", () => {
    const head = HALF_A_BODY;

    it("answers 408 at the body's deadline and closes the connection", async () => {
      const app = mounted(phone({ bodyDeadlineMs: 50 }).onRejected(() => {}));
      const answer = await serving(app, (port) => untilClosed(open(port, head, '{"event":')));
      expect(answer).toMatch(/^HTTP\/1\.1 408 .*ERR_BODY_TIMEOUT/s);
      expect(answer).toMatch(/^Connection: close\r$/im);
    });

    it("answers 408 at the deadline of the delivery where that is earlier", async () => {
      const app = mounted(phone({ deadlineMs: 50 }).onRejected(() => {}));
      const answer = await serving(app, (port) => untilClosed(open(port, head, '{"event":')));
      expect(answer).toMatch(/^HTTP\/1\.1 408 /);
    });

    it("reports a sender who hangs up once, and logs nothing", async () => {
      const onRejected = jest.fn<(error: WebhookError) => void>();
      const app = mounted(phone().onRejected(onRejected));
      const quiet = mounted(phone());
      await serving(app, async (port) => {
        const socket = open(port, head, '{"event":');
        await once(socket, "connect");
        await sleep(20);
        socket.destroy();
        await until(() => onRejected.mock.calls.length > 0);
      });
      await serving(quiet, async (port, server) => {
        const socket = open(port, head, '{"event":');
        await once(server, "request");
        socket.destroy();
        await sleep(50);
      });
      expect(onRejected.mock.calls).toEqual([
        [expect.objectContaining({ code: "ERR_BODY_ABORTED" }), {}],
      ]);
      expect(console.lines()).toEqual([]);
    });

    it("answers 401 from the head alone: the body is never read", async () => {
      const app = mounted(phone({ auth: sharedSecret(SECRET) }));
      const answer = await serving(app, (port) => untilClosed(open(port, head)));
      expect(answer).toMatch(/^HTTP\/1\.1 401 .*ERR_UNAUTHENTICATED/s);
      expect(answer).toMatch(/^Connection: close\r$/im);
    });
  });

  describe("a delivery that names no event, or does not fit it", () => {
    it.each([
      ["without the field event", { ...ticket, event: undefined }],
      ["with an empty one", { ...ticket, event: "" }],
      ["with two", { ...ticket, event: ["newChat", "newTicketOpened"] }],
      ["with a number", { ...ticket, event: 4 }],
    ])("answers 422 to a Callsavvy delivery %s", async (_case, fields) => {
      const response = await request(mounted(phone())).post("/hook").send(fields);
      expectProblem(response, 422, "ERR_UNIDENTIFIED");
      expect(response.body.detail).toContain('"event"');
    });

    it("answers 422 to a Servetel delivery whose fields prove nothing, and shows how to name it", async () => {
      const { digit_pressed: _, ...fields } = digitPressed;
      const response = await request(mounted(lines())).post("/hook").send(fields);
      expectProblem(response, 422, "ERR_UNIDENTIFIED");
      expect(response.body.detail).toContain("?trigger=");
    });

    it.each(["call-mised", "", "dtmf-option&trigger=dtmf-option"])(
      "answers 422 to the query trigger=%s, rather than guess",
      async (trigger) => {
        const response = await request(mounted(lines()))
          .post(`/hook?trigger=${trigger}`)
          .send(digitPressed);
        expectProblem(response, 422, "ERR_UNIDENTIFIED");
        expect(response.body.detail).toBe(
          "the query parameter trigger takes one trigger, as in …/call-answered-by-customer or …?trigger=call-answered-by-customer",
        );
      },
    );

    it("answers 422 with issues where a required field is missing", async () => {
      const onRejected = jest.fn();
      const { uuid: _, ...fields } = digitPressed;
      const app = mounted(lines().onRejected(onRejected));
      const response = await request(app).post("/hook").send(fields);
      expectProblem(response, 422, "ERR_PAYLOAD_INVALID");
      expect(response.body.issues).toEqual([{ path: "/uuid", message: "is missing" }]);
      expect(response.body.detail).toBe("/uuid is missing");
      expect(onRejected).toHaveBeenCalledWith(
        expect.objectContaining({ issues: response.body.issues }),
        { bytes: Buffer.from(JSON.stringify(fields)), body: fields },
      );
    });

    it("answers 422 where a required field has the wrong type, and echoes no value", async () => {
      const response = await request(mounted(phone()))
        .post("/hook")
        .send({ ...ticket, ticket_id: { canary: 1 } });
      expect(response.body.issues).toEqual([{ path: "/ticket_id", message: "must be string" }]);
      expect(response.text).not.toContain("canary");
    });
  });
});

describe.each(expresses)("in an app of %s", (_, express) => {
  const head = HALF_A_BODY;

  /** Sends so much of a request, and hangs up when its head has arrived. Settles when the receiver has refused it. */
  const hangUp = (
    app: Express,
    onRejected: jest.Mock<(error: WebhookError) => void>,
    lines: readonly string[],
    body: string,
  ) =>
    serving(app, async (port, server) => {
      const socket = open(port, lines, body);
      await once(server, "request");
      socket.destroy();
      await until(() => onRejected.mock.calls.length > 0);
    });

  it("writes nothing where somebody has answered already", async () => {
    const handler = jest.fn();
    const app = express().use(
      (_req, res, next) => {
        res.status(418).send("early");
        next();
      },
      phone().on("newTicketOpened", handler),
    );
    const response = await request(app).post("/").send(ticket);
    expect([response.status, response.text]).toEqual([418, "early"]);
  });

  it.each([
    ["without a handler", ticket],
    ["that the schemas don't know", { event: "faxReceived", pages: 3 }],
  ])("calls next() for one %s where unhandled is next", async (_case, fields) => {
    const listener = jest.fn();
    const app = express();
    app.post("/hook", phone({ unhandled: "next" }).onUnhandled(listener));
    app.use(express.json(), (req, res) => {
      res.json({ type: req.webhook?.type, body: req.body });
    });
    const response = await request(app).post("/hook").send(fields);
    expect(response.body).toEqual({ type: fields.event, body: fields });
    expect(listener).not.toHaveBeenCalled();
  });

  it("tells onAny of an event with a reply before it calls next()", async () => {
    const seen = jest.fn();
    const app = express().post("/hook", phone({ unhandled: "next" }).onAny(seen), (_req, res) => {
      res.sendStatus(204);
    });
    expect((await request(app).post("/hook").send(ringing)).status).toBe(204);
    expect(seen).toHaveBeenCalledTimes(1);
  });

  it("puts the fields of a GET delivery on req.body where it calls next()", async () => {
    const app = express().use("/hook", lines({ unhandled: "next" }), (req, res) => {
      res.json(req.body);
    });
    const response = await request(app).get("/hook").query(digitPressed);
    expect(response.body).toEqual(digitPressed);
  });

  it.each(["text", "raw"] as const)(
    "puts the decoded fields in the place of what express.%s() has left",
    async (parser) => {
      const app = express().use(express[parser]({ type: () => true }));
      app.use("/hook", phone({ unhandled: "next" }), (req, res) => {
        res.json({ type: req.webhook?.type, body: req.body });
      });
      const response = await request(app).post("/hook").send(ticket);
      expect(response.body).toEqual({ type: ticket.event, body: ticket });
    },
  );

  it("leaves what it passes on as it came", async () => {
    const app = express().use(phone(), (req, res) => {
      res.json({ body: req.body ?? null, isMarked: "_body" in req });
    });
    expect((await request(app).post("/about").send(ticket)).body).toEqual({
      body: null,
      isMarked: false,
    });
  });

  it("leaves other paths to the app where it is mounted at the root", async () => {
    const app = express().use(lines().on("dtmfOption", () => {}));
    app.get("/about", (_req, res) => {
      res.send("us");
    });
    expect((await request(app).get("/about")).text).toBe("us");
    expect((await request(app).post("/dtmf-option").send(digitPressed)).status).toBe(200);
  });

  it("applies to what another parser has read", async () => {
    const behind = express().use(express.text({ type: () => true }), phone({ limit: 100 }));
    expectProblem(await request(behind).post("/").send(ticket), 413, "ERR_BODY_TOO_LARGE");
    const raw = express().use(express.raw({ type: () => true }), phone({ limit: 100 }));
    expectProblem(await request(raw).post("/").send(ticket), 413, "ERR_BODY_TOO_LARGE");
  });

  it("is not taken for lost where the sender has hung up before it was read", async () => {
    const onRejected = jest.fn<(error: WebhookError) => void>();
    const app = express().use(
      "/hook",
      (req, _res, next) => void req.on("close", () => next()),
      phone().onRejected(onRejected),
    );
    await hangUp(app, onRejected, head, '{"event":');
    expect(onRejected.mock.calls[0]?.[0]).toMatchObject({ code: "ERR_BODY_ABORTED" });
  });

  it("is not taken for lost where the sender has hung up while it was being let in", async () => {
    const onRejected = jest.fn<(error: WebhookError) => void>();
    const auth = { authenticate: () => sleep(60, undefined) };
    const app = express().use("/hook", phone({ auth }).onRejected(onRejected));
    const whole = JSON.stringify(ticket);
    const length = `Content-Length: ${whole.length}`;
    await hangUp(app, onRejected, ["POST /hook HTTP/1.1", length], whole);
    expect(onRejected.mock.calls[0]?.[0]).toMatchObject({ code: "ERR_BODY_ABORTED" });
  });

  it("is not taken for lost where the sender has hung up while another parser read it", async () => {
    const onRejected = jest.fn<(error: WebhookError) => void>();
    const app = express().use(
      "/hook",
      (req, _res, next) => {
        req.once("data", () => {});
        req.once("close", next);
      },
      phone().onRejected(onRejected),
    );
    await hangUp(app, onRejected, head, '{"event":');
    expect(onRejected.mock.calls[0]?.[0]).toMatchObject({ code: "ERR_BODY_ABORTED" });
  });

  it("is lost where another parser has read half of it", async () => {
    const app = express().use(
      "/hook",
      (req, _res, next) => {
        req.once("data", () => {
          req.pause();
          next();
        });
      },
      phone().onRejected(() => {}),
    );
    const answer = await serving(app, (port) => untilClosed(open(port, head, '{"event":')));
    expect(answer).toMatch(/^HTTP\/1\.1 500 .*ERR_BODY_CONSUMED/s);
  });

  it("is lost where another parser has seen that it is empty", async () => {
    const app = express().use(
      "/hook",
      (req, _res, next) => void req.resume().on("end", () => next()),
      phone().onRejected(() => {}),
    );
    const chunked = ["POST /hook HTTP/1.1", "Transfer-Encoding: chunked", "Connection: close"];
    const answer = await serving(app, (port) => untilClosed(open(port, chunked, "0\r\n\r\n")));
    expect(answer).toMatch(/^HTTP\/1\.1 500 .*ERR_BODY_CONSUMED/s);
  });
});
