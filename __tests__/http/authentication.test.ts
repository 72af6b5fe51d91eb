import { describe, expect, it, jest } from "@jest/globals";
import request from "supertest";
import {
  type Authenticator,
  allOf,
  allowAddresses,
  callsavvy,
  type SecretPlace,
  servetel,
  sharedSecret,
  WebhookError,
} from "telephony-webhooks";
import { digitPressed, ticket } from "../fixtures/minimal";
import { express, expresses } from "../helpers/expresses";
import { revokedProxy } from "../helpers/revoked-proxy";
import { servers } from "../helpers/servers";
import { silenceConsole } from "../helpers/silence";

const console = silenceConsole();

const NEW = "new-secret-of-24-letters";
const OLD = "old secret+of/24=letters";

describe("sharedSecret at construction", () => {
  it.each<[string, unknown, RegExp]>([
    ["no secret", undefined, /^sharedSecret got no secret\. Is its environment variable set\?/],
    ["no secret in a list", [undefined], /got no secret/],
    ["an empty list", [], /got no secret/],
    ["an empty secret", "", /16 characters or more/],
    ["a short secret", "fifteen-letters", /16 characters or more/],
    ["a short secret beside a good one", [NEW, "short"], /16 characters or more/],
    ["a number", 1234567890123456, /16 characters or more/],
    ["null", null, /16 characters or more/],
    ["white space before it", ` ${NEW}`, /white space around it/],
    ["a line break after it", `${NEW}\n`, /white space around it/],
  ])("refuses %s, without naming it", (_case, secret, message) => {
    const make = () => sharedSecret(secret as string);
    expect(make).toThrow(TypeError);
    expect(make).toThrow(message);
    expect(make).not.toThrow(/letters/);
  });

  it.each([
    {},
    { query: "" },
    { query: "token[]" },
    { query: "a=b" },
    { query: true },
    { header: "" },
    { param: "" },
    { param: true },
    { cookie: true },
    { bearer: true, query: "token" },
    { bearer: "token" },
    { header: 4 },
    { header: "x api key" },
    { bearer: false },
    { cookie: "x" },
    { query: "a", header: "b" },
  ])("refuses the place %j", (place) => {
    expect(() => sharedSecret(NEW, place as unknown as SecretPlace)).toThrow(/takes one place/);
  });

  it("takes one of 16 characters", () => {
    expect(() => sharedSecret("sixteen-letters!")).not.toThrow();
  });

  it("passes over secrets that are not set, as in a rotation", () => {
    expect(() => sharedSecret([undefined, NEW])).not.toThrow();
  });
});

describe.each(servers)("behind %s", (_, express) => {
  const appOf = (auth: Authenticator, seen: (event: object) => void = () => {}) =>
    express().use("/hook", callsavvy({ auth }).onAny(seen));

  describe("a secret in the query", () => {
    const app = appOf(sharedSecret([NEW, OLD]));

    it.each([NEW, OLD])("lets in who knows one of the secrets: %s", async (token) => {
      const answer = await request(app).post("/hook").query({ token }).send(ticket);
      expect(answer.status).toBe(200);
    });

    it.each([
      ["no token", ""],
      ["an empty token", "?token="],
      ["a wrong token", `?token=${NEW}x`],
      ["the start of a secret", `?token=${NEW.slice(0, -1)}`],
      ["another case", `?token=${NEW.toUpperCase()}`],
      ["a repeated token", `?token=${NEW}&token=${NEW}`],
      ["a repeated token, one of them escaped", `?token=${NEW}&%74oken=wrong`],
      ["a list of tokens", `?token[]=${NEW}`],
      ["another parameter", `?secret=${NEW}`],
      ["a broken escape", "?token=%E9"],
    ])("answers 401 to %s", async (_case, query) => {
      const answer = await request(app).post(`/hook${query}`).send(ticket);
      expect([answer.status, answer.body.code]).toEqual([401, "ERR_UNAUTHENTICATED"]);
      expect(answer.headers).not.toHaveProperty("www-authenticate");
    });

    it("does not look for it in the body or in a header", async () => {
      const answer = await request(app)
        .post("/hook")
        .set({ token: NEW, authorization: `Bearer ${NEW}` })
        .send({ ...ticket, token: NEW });
      expect(answer.status).toBe(401);
    });

    it("finds it beside a parameter whose escape is broken", async () => {
      const answer = await request(app).post(`/hook?x=%E9&token=${NEW}`).send(ticket);
      expect(answer.status).toBe(200);
    });

    it("keeps a parameter named token in the payload where it is not the secret's", async () => {
      const seen = jest.fn();
      const auth = sharedSecret(NEW, { header: "x-api-key" });
      const app = express().use(servetel({ auth }).onAny(seen));
      await request(app)
        .get("/")
        .set("x-api-key", NEW)
        .query({ ...digitPressed, token: "7" });
      expect(seen).toHaveBeenCalledWith(
        expect.objectContaining({ payload: { ...digitPressed, token: "7" } }),
      );
    });
  });

  describe("a secret in a header", () => {
    const app = appOf(sharedSecret(NEW, { header: "X-API-Key" }));
    it.each([
      [{ "x-api-key": NEW }, 200],
      [{ "x-api-key": OLD }, 401],
      [{ "x-api-key": `${NEW}, ${NEW}` }, 401],
      [{ "x-api-key": "" }, 401],
      [{}, 401],
    ])("answers %j with %i", async (headers, status) => {
      expect((await request(app).post("/hook").set(headers).send(ticket)).status).toBe(status);
    });
  });

  describe("a secret behind Bearer", () => {
    const app = appOf(sharedSecret(NEW, { bearer: true }));
    it.each([
      [`Bearer ${NEW}`, 200],
      [`bearer  ${NEW}`, 200],
      [`Bearer ${OLD}`, 401],
      [`Basic ${NEW}`, 401],
      [NEW, 401],
      [`Bearer ${NEW} and more`, 401],
      [`My Bearer ${NEW}`, 401],
      ["Bearer ", 401],
    ])("answers Authorization: %s with %i", async (authorization, status) => {
      const answer = await request(app).post("/hook").set({ authorization }).send(ticket);
      expect(answer.status).toBe(status);
      expect(answer.headers["www-authenticate"]).toBe(status === 401 ? "Bearer" : undefined);
    });

    it("answers 401 without Authorization", async () => {
      expect((await request(app).post("/hook").send(ticket)).status).toBe(401);
    });
  });

  describe("an authenticator of the user's", () => {
    it("may take its time", async () => {
      const app = appOf({ authenticate: async () => undefined });
      expect((await request(app).post("/hook").send(ticket)).status).toBe(200);
    });

    it.each<[string, Authenticator["authenticate"]]>([
      [
        "throws",
        () => {
          throw new Error(NEW);
        },
      ],
      ["rejects", () => Promise.reject(new Error(NEW))],
      ["rejects with what can't be looked at", () => Promise.reject(revokedProxy())],
      ["returns what is no refusal", () => true as never],
    ])("lets nobody in and tells nothing where it %s", async (_case, authenticate) => {
      const answer = await request(appOf({ authenticate })).post("/hook").send(ticket);
      expect([answer.status, answer.body.code]).toEqual([500, "ERR_INTERNAL"]);
      expect(answer.text + console.lines().join()).not.toContain(NEW);
    });

    it("is answered even where it asks for a header that can't be sent", async () => {
      const headers = { "WWW-Authenticate": "a\nb" };
      const auth = { authenticate: () => new WebhookError("ERR_UNAUTHENTICATED", { headers }) };
      const answer = await request(appOf(auth)).post("/hook").send(ticket);
      expect([answer.status, answer.body.code]).toEqual([500, "ERR_INTERNAL"]);
    });

    it("is answered with 503 where it never settles", async () => {
      const seen = jest.fn();
      const auth = { authenticate: () => new Promise<undefined>(() => {}) };
      const app = express().use(callsavvy({ auth, deadlineMs: 30 }).onAny(seen));
      const answer = await request(app).post("/").send(ticket);
      expect([answer.status, answer.body.code]).toEqual([503, "ERR_DEADLINE"]);
      expect(seen).not.toHaveBeenCalled();
    });
  });
});

describe.each(expresses)("in an app of %s", (_, express) => {
  describe("a secret in the query", () => {
    it("hides it from the URL, the query and the payload", async () => {
      const app = express();
      app.use((req, _res, next) => {
        void req.query;
        next();
      });
      const auth = sharedSecret(OLD, { query: "key" });
      app.use("/lines", servetel({ auth, unhandled: "next" }), (req, res) => {
        const { url, originalUrl, query, webhook } = req;
        res.json({ url, originalUrl, query, webhook });
      });
      const { text, body } = await request(app)
        .get("/lines/dtmf-option")
        .query({ note: "a b", key: OLD, ...digitPressed });
      expect(text).not.toContain("secret");
      expect(body.url).toMatch(/^\/dtmf-option\?note=a(%20|\+)b&uuid=/);
      expect(body.originalUrl).toBe(`/lines${body.url}`);
      expect(body.query).toEqual({ note: "a b", ...digitPressed });
      expect(body.webhook.payload).toEqual({ note: "a b", ...digitPressed });
    });

    it("lets in where somebody has taken req.query away", async () => {
      const app = express().use(
        (req, _res, next) => {
          Object.defineProperty(req, "query", { value: undefined, configurable: true });
          next();
        },
        callsavvy({ auth: sharedSecret(NEW) }).onAny(() => {}),
      );
      expect((await request(app).post("/").query({ token: NEW }).send(ticket)).status).toBe(200);
    });

    it.each<[string, number, string, string, Authenticator?]>([
      ["handled", 200, "POST", "/hook"],
      ["refused for its path", 404, "POST", "/hook/nowhere"],
      ["refused for its method", 405, "PUT", "/hook"],
      ["a health check", 200, "HEAD", "/hook"],
      ["a question for methods", 204, "OPTIONS", "/hook"],
      [
        "refused for another reason",
        403,
        "POST",
        "/hook",
        allOf(allowAddresses("192.0.2.7"), sharedSecret(NEW)),
      ],
    ])("hides it from an access log where the delivery is %s (%i)", async (...row) => {
      const [, status, method, path, auth = sharedSecret(NEW)] = row;
      const logged: unknown[] = [];
      const app = express().use((req, res, next) => {
        res.on("finish", () => logged.push([req.url, req.originalUrl, req.query]));
        next();
      });
      app.use(
        "/hook",
        callsavvy({ auth }).onAny(() => {}),
      );
      const verb = method.toLowerCase() as "post";
      const test = request(app)[verb](`${path}?token=${NEW}`);
      expect((await (verb === "post" ? test.send(ticket) : test)).status).toBe(status);
      expect(JSON.stringify(logged)).toContain("hook");
      expect(JSON.stringify(logged)).not.toContain(NEW);
    });

    it("takes the whole query out of the URL where it has more parameters than are read", async () => {
      const query = `token=${NEW}&${"a=1&".repeat(1_000)}token=${NEW}`;
      const app = express();
      app.use("/hook", callsavvy({ auth: sharedSecret(NEW), unhandled: "next" }), (req, res) => {
        res.send(req.originalUrl);
      });
      expect((await request(app).post(`/hook?${query}`).send(ticket)).text).toBe("/hook");
    });

    it("leaves a query alone in which nobody looks for a secret", async () => {
      const query = "a=1&".repeat(1_001);
      const auth = allOf(sharedSecret(NEW, { header: "x-api-key" }));
      const app = express();
      app.use("/hook", callsavvy({ auth, unhandled: "next" }), (req, res) => {
        res.send(req.originalUrl);
      });
      const test = request(app).post(`/hook?${query}`).set("x-api-key", NEW);
      expect((await test.send(ticket)).text).toBe(`/hook?${query}`);
    });

    it("leaves no question mark where nothing else was in the query", async () => {
      const app = express();
      app.use("/hook", callsavvy({ auth: sharedSecret(NEW), unhandled: "next" }), (req, res) => {
        res.send(req.originalUrl);
      });
      expect((await request(app).post("/hook").query({ token: NEW }).send(ticket)).text).toBe(
        "/hook",
      );
    });
  });

  describe("a secret in the path", () => {
    const appOf = (auth: Authenticator, seen: (event: object) => void = () => {}) =>
      express()
        .use("/hooks/:token", callsavvy({ auth }).onAny(seen))
        .use("/hook", callsavvy({ auth }).onAny(seen));

    it("lets in who knows it and keeps it from the event", async () => {
      const seen = jest.fn<(event: object) => void>();
      const app = appOf(sharedSecret(NEW, { param: "token" }), seen);
      const answer = await request(app).post(`/hooks/${NEW}`).send(ticket);
      expect(answer.status).toBe(200);
      expect(seen.mock.calls[0]?.[0]).toMatchObject({ params: {} });
    });

    it("answers 404 where it is wrong or not in the path at all, as if nothing were there", async () => {
      const app = appOf(sharedSecret(NEW, { param: "token" }));
      for (const path of [`/hooks/${OLD.slice(0, 3)}`, "/hook"]) {
        const answer = await request(app).post(path).send(ticket);
        expect([answer.status, answer.body.code]).toEqual([404, "ERR_NOT_FOUND"]);
      }
    });
  });
});

describe('auth "none"', () => {
  it("lets everybody in", async () => {
    const app = express().use(callsavvy({ auth: "none" }).onAny(() => {}));
    expect((await request(app).post("/").send(ticket)).status).toBe(200);
  });

  it("warns once per process, outside tests", async () => {
    const environment = process.env["NODE_ENV"];
    callsavvy({ auth: "none" });
    expect(console.lines()).toEqual([]);
    process.env["NODE_ENV"] = "production";
    try {
      callsavvy({ auth: "none" });
      servetel({ auth: "none" });
    } finally {
      process.env["NODE_ENV"] = environment;
    }
    expect(console.lines()).toEqual([
      'telephony-webhooks: the callsavvy receiver has auth "none": anyone can post to it.',
    ]);
  });
});
