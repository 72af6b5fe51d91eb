import { createHmac } from "node:crypto";
import { once } from "node:events";
import { gzipSync } from "node:zlib";
import { describe, expect, it, jest } from "@jest/globals";
import type { Express, RequestHandler } from "express";
import request from "supertest";
import {
  type Authenticator,
  allOf,
  allowAddresses,
  anyOf,
  basicAuth,
  callsavvy,
  custom,
  generateSecret,
  hmacSignature,
  type SignatureFormat,
  servetel,
  sharedSecret,
  WebhookError,
} from "telephony-webhooks";
import { digitPressed, ticket } from "../fixtures/minimal";
import { expresses } from "../helpers/expresses";
import { open, serving, untilClosed } from "../helpers/raw-http";
import { servers } from "../helpers/servers";
import { silenceConsole } from "../helpers/silence";

const console = silenceConsole();

const NEW = "new-secret-of-24-letters";
const OLD = "old-secret-of-24-letters";
const body = JSON.stringify(ticket);
const refused = { authenticate: () => new WebhookError("ERR_UNAUTHENTICATED") };
const letIn = { authenticate: () => undefined };
const local = ["192.0.2.0/24", "127.0.0.0/8", "::1"];

const format: SignatureFormat = { header: "X-Signature" };
const sign = (
  content: string | Buffer,
  { key = NEW, algorithm = "sha256", encoding = "hex" as "hex" | "base64" | "base64url" } = {},
) => createHmac(algorithm, key).update(content).digest(encoding);
const sendSigned = (app: Express, signature: string) =>
  request(app)
    .post("/hook")
    .set({ "x-signature": signature, "content-type": "application/json" })
    .serialize(String)
    .send(body);

describe("generateSecret", () => {
  it("makes another secret each time, which needs no escape and which the authenticators take", () => {
    const secrets = new Set(Array.from({ length: 1000 }, generateSecret));
    expect(secrets.size).toBe(1000);
    for (const secret of secrets) expect(secret).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(() => sharedSecret(generateSecret())).not.toThrow();
  });
});

describe.each(servers)("behind %s", (_, express) => {
  const appOf = (auth: Authenticator) =>
    express().use(
      "/hook",
      callsavvy({ auth }).onAny(() => {}),
    );
  const post = (auth: Authenticator, headers: Record<string, string> = {}) =>
    request(appOf(auth)).post("/hook").set(headers).send(ticket);

  describe("basicAuth", () => {
    const auth = basicAuth({
      username: "callsavvy",
      password: [NEW, undefined, "pass:wörd of 18 letters"],
    });
    const login = (text: string) => `Basic ${Buffer.from(text).toString("base64")}`;

    it.each([
      [login(`callsavvy:${NEW}`), 200],
      [login("callsavvy:pass:wörd of 18 letters"), 200],
      [login(`callsavvy:${NEW}`).replace("Basic ", "basic   "), 200],
      [login(`Callsavvy:${NEW}`), 401],
      [login(`callsavvy:${NEW}x`), 401],
      [login(`callsavvy:${OLD}`), 401],
      [login("callsavvy:"), 401],
      [login("callsavvy"), 401],
      [login(`:${NEW}`), 401],
      [`Basic callsavvy:${NEW}`, 401],
      [`${login(`callsavvy:${NEW}`)} and more`, 401],
      [`my ${login(`callsavvy:${NEW}`)}`, 401],
      ["Basic", 401],
      ["Basic ===", 401],
      [`Bearer ${Buffer.from(`callsavvy:${NEW}`).toString("base64")}`, 401],
    ])("answers Authorization: %s with %i", async (authorization, status) => {
      const answer = await post(auth, { authorization });
      expect(answer.status).toBe(status);
      expect(answer.headers["www-authenticate"]).toBe(
        status === 401 ? 'Basic realm="webhooks", charset="UTF-8"' : undefined,
      );
    });

    it("answers 401 without Authorization", async () => {
      expect((await post(auth)).status).toBe(401);
    });
  });

  describe("allowAddresses", () => {
    it("lets in senders of its networks, and answers 403 to others", async () => {
      expect((await post(allowAddresses(local))).status).toBe(200);
      const answer = await post(allowAddresses(["192.0.2.0/24", "2001:db8::/32"]));
      expect([answer.status, answer.body.code]).toEqual([403, "ERR_ADDRESS_NOT_ALLOWED"]);
    });

    it("does not read X-Forwarded-For where no proxy is trusted", async () => {
      const answer = await post(allowAddresses("192.0.2.7"), { "x-forwarded-for": "192.0.2.7" });
      expect(answer.status).toBe(403);
    });
  });

  describe("hmacSignature", () => {
    const send = (auth: Authenticator, signature: string) => sendSigned(appOf(auth), signature);

    it.each<[string, string, Partial<SignatureFormat>, number]>([
      ["that fits", sign(body), {}, 200],
      ["in capital letters", sign(body).toUpperCase(), {}, 200],
      ["by the older secret", sign(body, { key: OLD }), {}, 200],
      ["by an unknown secret", sign(body, { key: `${NEW}x` }), {}, 401],
      ["of another body", sign(`${body} `), {}, 401],
      ["cut short", sign(body).slice(0, -2), {}, 401],
      ["that is empty", "", {}, 401],
      ["behind its prefix", `sha256=${sign(body)}`, { prefix: "sha256=" }, 200],
      ["without its prefix", sign(body), { prefix: "sha256=" }, 401],
      ["in Base64", sign(body, { encoding: "base64" }), { encoding: "base64" }, 200],
      ["in Base64url", sign(body, { encoding: "base64url" }), { encoding: "base64url" }, 200],
      [
        "in Base64 of another case",
        sign(body, { encoding: "base64" }).toLowerCase(),
        { encoding: "base64" },
        401,
      ],
      ["by SHA-512", sign(body, { algorithm: "sha512" }), { algorithm: "sha512" }, 200],
      ["by SHA-1", sign(body, { algorithm: "sha1" }), { algorithm: "sha1" }, 200],
      ["by SHA-1 where SHA-256 is expected", sign(body, { algorithm: "sha1" }), {}, 401],
    ])("answers a signature %s", async (_case, signature, more, status) => {
      const answer = await send(hmacSignature([NEW, OLD], { ...format, ...more }), signature);
      expect(answer.status).toBe(status);
    });

    it("checks the bytes, not what they mean", async () => {
      const auth = hmacSignature(NEW, format);
      const spaced = body.replace(/:/g, ": ");
      const answer = await request(appOf(auth))
        .post("/hook")
        .set({ "x-signature": sign(spaced), "content-type": "application/json" })
        .serialize(String)
        .send(body);
      expect(answer.status).toBe(401);
    });

    it("checks what a compressed body inflates to", async () => {
      const answer = await request(appOf(hmacSignature(NEW, format)))
        .post("/hook")
        .set({
          "x-signature": sign(body),
          "content-type": "application/json",
          "content-encoding": "gzip",
        })
        .serialize((sent: unknown) => sent as string)
        .send(gzipSync(body) as unknown as string);
      expect(answer.status).toBe(200);
    });

    it("lets the user say what is signed", async () => {
      const content: SignatureFormat["content"] = ({ headers }, bytes) =>
        Buffer.concat([Buffer.from(`${headers["x-timestamp"]}.`), bytes]);
      const auth = hmacSignature(NEW, { ...format, content });
      const signed = sign(`1764000000.${body}`);
      expect((await send(auth, signed).set("x-timestamp", "1764000000")).status).toBe(200);
      expect((await send(auth, signed).set("x-timestamp", "1764000001")).status).toBe(401);
    });

    it("is asked before a broken body is complained of", async () => {
      const answer = await request(appOf(hmacSignature(NEW, format)))
        .post("/hook")
        .set({ "x-signature": sign(body), "content-type": "application/json" })
        .serialize(String)
        .send("{");
      expect(answer.status).toBe(401);
    });

    it("refuses an unsigned delivery before its body is read", async () => {
      const head = ["POST /hook HTTP/1.1", "Content-Type: application/json", "Content-Length: 9"];
      const app = appOf(hmacSignature(NEW, format));
      const answer = await serving(app, (port) => untilClosed(open(port, head)));
      expect(answer).toMatch(/^HTTP\/1\.1 401 .*ERR_UNAUTHENTICATED/s);
    });

    it("refuses a GET delivery, whose fields it does not cover, unless the user covers them", async () => {
      const get = (auth: Authenticator, signed: string) =>
        request(express().use(servetel({ auth }).onAny(() => {})))
          .get("/dtmf-option")
          .query(digitPressed)
          .set("x-signature", sign(signed));
      const query = new URLSearchParams(digitPressed).toString();
      const auth = hmacSignature(NEW, { ...format, content: (head) => head.query });
      expect((await get(hmacSignature(NEW, format), "")).status).toBe(401);
      expect((await get(auth, query)).status).toBe(200);
      expect((await get(auth, `${query}&x=1`)).status).toBe(401);
    });
  });

  describe("custom", () => {
    it.each<[string, unknown, number]>([
      ["true", true, 200],
      ["true, later", Promise.resolve(true), 200],
      ["false", false, 401],
      ["false, later", Promise.resolve(false), 401],
      ["what is only like true", { name: "tenant" }, 401],
      ["nothing", undefined, 401],
      ["a refusal of its own", new WebhookError("ERR_NOT_FOUND"), 404],
      ["a refusal of its own, later", Promise.resolve(new WebhookError("ERR_NOT_FOUND")), 404],
    ])("lets in only who is answered with true: %s", async (_case, verdict, status) => {
      expect((await post(custom(() => verdict as boolean))).status).toBe(status);
    });

    it.each<[string, () => boolean | Promise<boolean>, number, string]>([
      [
        "throws",
        () => {
          throw new Error(NEW);
        },
        500,
        "ERR_INTERNAL",
      ],
      ["rejects", () => Promise.reject(new Error(NEW)), 500, "ERR_INTERNAL"],
      ["never settles", () => new Promise<boolean>(() => {}), 503, "ERR_DEADLINE"],
    ])("lets nobody in where it %s", async (_case, isLetIn, status, code) => {
      const app = express().use(callsavvy({ auth: custom(isLetIn), deadlineMs: 30 }));
      const answer = await request(app).post("/").send(ticket);
      expect([answer.status, answer.body.code]).toEqual([status, code]);
      expect(answer.text + console.lines().join()).not.toContain(NEW);
    });

    it("is logged once where it fails for strangers, who may come in any number", async () => {
      const auth = custom(() => Promise.reject(new TypeError("no database")));
      const app = appOf(auth);
      for (const _attempt of [1, 2, 3]) await request(app).post("/hook").send(ticket);
      expect(console.lines()).toEqual([
        expect.stringMatching(/500 ERR_INTERNAL.*\nTypeError\n +at /s),
      ]);
    });
  });

  describe("allOf and anyOf", () => {
    const later = (auth: Authenticator): Authenticator => ({
      authenticate: async (head) => auth.authenticate(head),
    });
    const withBytes = (auth: Authenticator): Authenticator => ({
      authenticate: (head) => () => auth.authenticate(head) as undefined,
    });
    const asked = () => jest.fn<() => undefined>(() => undefined);

    it.each<[string, Authenticator, number]>([
      ["all of one", allOf(letIn), 200],
      ["all of two", allOf(letIn, later(letIn)), 200],
      ["all of two, one of whom refuses", allOf(letIn, refused), 401],
      ["all of two, one of whom refuses later", allOf(later(refused), letIn), 401],
      ["all of two, one of whom wants the bytes", allOf(withBytes(letIn), letIn), 200],
      ["all of two, one of whom refuses the bytes", allOf(withBytes(refused), letIn), 401],
      ["all of two who want the bytes", allOf(withBytes(letIn), later(withBytes(letIn))), 200],
      [
        "all of two, the second of whom refuses the bytes",
        allOf(withBytes(letIn), withBytes(refused)),
        401,
      ],
      ["any of one", anyOf(letIn), 200],
      ["any of two, one of whom refuses", anyOf(refused, letIn), 200],
      ["any of two, one of whom refuses later", anyOf(later(refused), later(letIn)), 200],
      ["any of two who refuse", anyOf(refused, later(refused)), 401],
      ["any of two, one of whom wants the bytes", anyOf(refused, withBytes(letIn)), 200],
      ["any of two, one of whom refuses the bytes", anyOf(withBytes(refused), letIn), 200],
      [
        "any of two who refuse the bytes",
        anyOf(withBytes(refused), withBytes(later(refused))),
        401,
      ],
      [
        "any of two, of whom one refuses the head, one the bytes",
        anyOf(refused, withBytes(refused)),
        401,
      ],
      ["all of any", allOf(anyOf(refused, withBytes(letIn)), anyOf(letIn, refused)), 200],
      ["any of all", anyOf(allOf(letIn, refused), allOf(letIn, withBytes(letIn))), 200],
      [
        "all, one of whom gives what is no verdict",
        allOf(
          letIn,
          custom(() => true),
          { authenticate: () => true as never },
        ),
        500,
      ],
      [
        "any of two, of whom one refuses and one gives no verdict",
        anyOf(refused, { authenticate: () => false as never }),
        401,
      ],
      [
        "any, all of whom give what is no verdict",
        anyOf({ authenticate: () => false as never }),
        500,
      ],
      [
        "all, one of whom asks for the bytes twice",
        allOf({ authenticate: () => (() => () => undefined) as never }),
        500,
      ],
    ])("answer %s", async (_case, auth, status) => {
      expect((await post(auth)).status).toBe(status);
    });

    const thenable = <Value>(value: Value) => ({
      // biome-ignore lint/suspicious/noThenProperty: promises of other makings are what this is about
      then: (tell: (told: Value) => void) => tell(value),
    });
    const refusedLater = { authenticate: () => thenable(refused.authenticate()) as never };

    it.each<[string, Authenticator, number]>([
      ["custom, which says no", custom(() => thenable(false) as never), 401],
      ["custom, which says yes", custom(() => thenable(true) as never), 200],
      ["an authenticator", refusedLater, 401],
      ["allOf", allOf(refusedLater), 401],
      ["anyOf", anyOf(refusedLater), 401],
      ["a check of bytes", withBytes(refusedLater), 401],
      ["a check of bytes in allOf", allOf(withBytes(refusedLater)), 401],
    ])("wait for a promise of another making in %s", async (_case, auth, status) => {
      expect((await post(auth)).status).toBe(status);
    });

    it("ask in order, and no longer than it matters", async () => {
      const [first, second] = [asked(), asked()];
      await post(allOf(refused, { authenticate: first }));
      await post(anyOf(letIn, { authenticate: second }));
      expect([first.mock.calls, second.mock.calls]).toEqual([[], []]);
    });

    it("let nobody's body be read before those who need only the head have let it in", async () => {
      const app = appOf(allOf(hmacSignature(NEW, { header: "x-signature" }), refused));
      const head = ["POST /hook HTTP/1.1", "X-Signature: ab", "Content-Length: 9"];
      const answer = await serving(app, (port) => untilClosed(open(port, head)));
      expect(answer).toMatch(/^HTTP\/1\.1 401 /);
    });

    it("answer with the first refusal and the challenges of all", async () => {
      const auth = anyOf(
        sharedSecret(NEW, { bearer: true }),
        sharedSecret(NEW),
        basicAuth({ username: "pbx", password: NEW }),
      );
      const answer = await post(auth);
      expect([answer.status, answer.headers["www-authenticate"]]).toEqual([
        401,
        'Bearer, Basic realm="webhooks", charset="UTF-8"',
      ]);
      const last = anyOf(sharedSecret(NEW), sharedSecret(NEW, { bearer: true }));
      expect((await post(last)).headers["www-authenticate"]).toBe("Bearer");
    });

    it("have no challenge where nobody has one, and no secrets where nobody uses them", async () => {
      const answer = await post(anyOf(sharedSecret(NEW), sharedSecret(OLD)));
      expect(answer.status).toBe(401);
      expect(answer.headers).not.toHaveProperty("www-authenticate");
      expect(anyOf(letIn)).toMatchObject({ secretQuery: [], secretParams: [] });
    });
  });
});

describe.each(expresses)("in an app of %s", (_, express) => {
  const appOf = (auth: Authenticator, ...before: RequestHandler[]) => {
    const app = express();
    app.use(...before, (_req, _res, next) => next());
    return app.use(
      "/hook",
      callsavvy({ auth }).onAny(() => {}),
    );
  };

  it.each<[string, string | readonly string[], number]>([
    ["192.0.2.7", "192.0.2.7", 200],
    ["192.0.2.8", "192.0.2.7", 403],
    ["192.0.2.255", "192.0.2.0/24", 200],
    ["192.0.3.0", "192.0.2.0/24", 403],
    ["::ffff:192.0.2.7", "192.0.2.0/24", 200],
    ["::FFFF:c000:207", "192.0.2.0/24", 200],
    ["0:0:0:0:0:ffff:192.0.2.7", "192.0.2.0/24", 200],
    ["192.0.2.7", "::ffff:192.0.2.0/120", 200],
    ["192.0.3.7", "::ffff:192.0.2.0/120", 403],
    ["::192.0.2.7", "192.0.2.0/24", 403],
    ["2001:db8::7", "2001:db8::/32", 200],
    ["2001:db8::7", "2001:db8::/48", 200],
    ["2001:db8:0:1::7", "2001:db8::/64", 403],
    ["2001:DB8:0:0::7", "2001:db8::7", 200],
    ["2001:db9::7", "2001:db8::/32", 403],
    ["192.0.2.7", "::/8", 403],
    ["192.0.2.7", ["::/8", "192.0.2.7"], 200],
    ["fe80::1%eth0", "fe80::/10", 200],
    ["10.0.0.7", [" 192.0.2.7", "10.0.0.0/8 "], 200],
    ["unknown", "192.0.2.0/24", 403],
    ["192.0.2.7, 192.0.2.8", "192.0.2.0/24", 200],
    ["192.0.2.7, 10.0.0.1", "192.0.2.0/24", 403],
    ["", "192.0.2.0/24", 403],
  ])(
    "allowAddresses takes the word of the one proxy that it trusts: %s of %s is %i",
    async (sender, allowed, status) => {
      const app = appOf(allowAddresses(allowed)).set("trust proxy", 1);
      const answer = await request(app).post("/hook").set("X-Forwarded-For", sender).send(ticket);
      expect(answer.status).toBe(status);
    },
  );

  it.each<[string, unknown]>([
    ["true", true],
    ["more proxies than anybody has", 10_000],
    ["every address", ["0.0.0.0/1", "128.0.0.0/1"]],
    ["a function that always says yes", () => true],
  ])(
    "allowAddresses refuses to work where the app trusts %s, and names the fix",
    async (_case, trusted) => {
      const app = appOf(allowAddresses(local)).set("trust proxy", trusted);
      const answer = await request(app)
        .post("/hook")
        .set("X-Forwarded-For", "127.0.0.1")
        .send(ticket);
      expect([answer.status, answer.body.code]).toEqual([500, "ERR_ADDRESS_UNKNOWN"]);
      expect(answer.body.detail).toContain("trust proxy");
    },
  );

  it.each<[string, RequestHandler, number]>([
    ["has kept the bytes", express.raw({ type: () => true }), 200],
    ["has left the text", express.text({ type: () => true }), 200],
    [
      "keeps them in req.rawBody",
      express.json({ verify: (req, _res, bytes) => void Object.assign(req, { rawBody: bytes }) }),
      200,
    ],
    ["has thrown them away", express.json(), 500],
  ])("hmacSignature behind a parser that %s", async (_case, parser, status) => {
    const answer = await sendSigned(appOf(hmacSignature(NEW, format), parser), sign(body));
    expect([answer.status, answer.body.code]).toEqual([
      status,
      status === 500 ? "ERR_BODY_CONSUMED" : undefined,
    ]);
  });

  it("allOf and anyOf do not miss a body that somebody listens to already", async () => {
    const auth = allOf(anyOf(sharedSecret(NEW, { header: "x-api-key" })), letIn);
    const listening: RequestHandler = (req, _res, next) => {
      req.on("data", () => {});
      next();
    };
    const answer = await request(appOf(auth, listening))
      .post("/hook")
      .set("x-api-key", NEW)
      .send(ticket);
    expect(answer.status).toBe(200);
  });

  it("custom is asked about the head, and can name the parameters that hold secrets", async () => {
    const seen: object[] = [];
    const auth = custom(
      ({ query, params, headers, method, path }) =>
        `${method} ${path} ${query} ${params["key"]} ${headers["x-tenant"]}` ===
        `POST /dtmf-option pin=1234 ${OLD} acme`,
      { secretQuery: ["pin"], secretParams: ["key"] },
    );
    const app = express().use(
      "/:tenant/:key",
      servetel({ auth, unhandled: "next" }).onUnhandled(() => {}),
      (req, res) => {
        seen.push({ url: req.url, params: req.webhook?.params });
        res.end();
      },
    );
    const answer = await request(app)
      .post(`/acme/${OLD}/dtmf-option?pin=1234`)
      .set("x-tenant", "acme")
      .send(digitPressed);
    expect(answer.status).toBe(200);
    expect(seen).toEqual([{ url: "/dtmf-option", params: { tenant: "acme" } }]);
  });

  it("anyOf answers 404 without a challenge where the secret may be in the path", async () => {
    const auth = anyOf(sharedSecret(NEW, { param: "key" }), sharedSecret(NEW, { bearer: true }));
    const answer = await request(appOf(auth)).post("/hook").send(ticket);
    expect([answer.status, answer.headers["www-authenticate"]]).toEqual([404, undefined]);
  });

  it("allOf and anyOf hide the secrets of each", async () => {
    const auth = allOf(
      anyOf(sharedSecret(NEW), sharedSecret(NEW, { query: "key" })),
      sharedSecret(OLD, { param: "secret" }),
    );
    const app = express().use(
      "/:tenant/:secret",
      callsavvy({ auth, unhandled: "next" }),
      (req, res) => {
        res.json({ url: req.url, params: req.webhook?.params });
      },
    );
    const answer = await request(app).post(`/acme/${OLD}?key=${NEW}&token=x&a=1`).send(ticket);
    expect(answer.body).toEqual({ url: "/?a=1", params: { tenant: "acme" } });
  });

  it("sharedSecret keeps no secret in what Express 4 has made of the URL", async () => {
    const app = express().use((req, _res, next) => {
      // As serve-static and others do, who look at the original URL.
      Object.assign(req, { _parsedOriginalUrl: { href: req.originalUrl } });
      next();
    });
    app.use("/hook", callsavvy({ auth: sharedSecret(NEW), unhandled: "next" }), (req, res) => {
      const { _parsedUrl, _parsedOriginalUrl } = req as unknown as Record<string, unknown>;
      res.json({ _parsedUrl, _parsedOriginalUrl });
    });
    const answer = await request(app).post(`/hook?token=${NEW}&a=1`).send(ticket);
    expect(answer.status).toBe(200);
    expect(answer.text).not.toContain(NEW);
  });
});

describe("an address list behind node:http", () => {
  it("takes the address of the connection", async () => {
    const phone = callsavvy({ auth: allowAddresses(["127.0.0.1", "::1"]) }).onAny(() => {});
    const answer = await serving(
      (req, res) => void phone(req, res, () => res.end()),
      async (port) => {
        const socket = open(
          port,
          ["POST / HTTP/1.1", `Content-Length: ${body.length}`, "Connection: close"],
          body,
        );
        await once(socket, "connect");
        return untilClosed(socket);
      },
    );
    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
  });
});

describe("authenticators at construction", () => {
  it.each<[string, () => unknown, RegExp]>([
    [
      "basicAuth without a password",
      () => basicAuth({ username: "a", password: undefined }),
      /basicAuth got no secret/,
    ],
    [
      "basicAuth with a weak one",
      () => basicAuth({ username: "a", password: "short" }),
      /16 characters or more/,
    ],
    [
      "basicAuth with a padded one",
      () => basicAuth({ username: "a", password: `${NEW} ` }),
      /white space/,
    ],
    [
      "basicAuth with a colon in the name",
      () => basicAuth({ username: "a:b", password: NEW }),
      /without a colon/,
    ],
    [
      "basicAuth with a line break in the name",
      () => basicAuth({ username: "a\n", password: NEW }),
      /without a colon/,
    ],
    [
      "basicAuth without a name",
      () => basicAuth({ username: "", password: NEW }),
      /without a colon/,
    ],
    [
      "basicAuth with a number for a name",
      () => basicAuth({ username: 4 as never, password: NEW }),
      /without a colon/,
    ],
    [
      "hmacSignature without a secret",
      () => hmacSignature([undefined], { header: "x" }),
      /hmacSignature got no secret/,
    ],
    ["hmacSignature without a header", () => hmacSignature(NEW, {} as never), /takes the header/],
    [
      "hmacSignature without a format",
      () => hmacSignature(NEW, undefined as never),
      /takes the header/,
    ],
    [
      "hmacSignature with an odd header",
      () => hmacSignature(NEW, { header: "x y" }),
      /takes the header/,
    ],
    [
      "hmacSignature by MD5",
      () => hmacSignature(NEW, { header: "x", algorithm: "md5" as never }),
      /one of sha1, sha256, sha512 for the algorithm/,
    ],
    [
      "hmacSignature in an odd encoding",
      () => hmacSignature(NEW, { header: "x", encoding: "utf8" as never }),
      /one of hex, base64, base64url for the encoding/,
    ],
    [
      "hmacSignature with an odd prefix",
      () => hmacSignature(NEW, { header: "x", prefix: 4 as never }),
      /a text for a prefix/,
    ],
    [
      "hmacSignature with odd content",
      () => hmacSignature(NEW, { header: "x", content: "body" as never }),
      /a function for the content/,
    ],
    [
      "hmacSignature with an unknown key",
      () => hmacSignature(NEW, { header: "x", prefx: "" } as never),
      /Unknown key of hmacSignature "prefx"\. Did you mean "prefix"\?/,
    ],
    ["allowAddresses without one", () => allowAddresses([undefined]), /got no address/],
    [
      "allowAddresses with more before the network",
      () => allowAddresses("x/192.0.2.0/24"),
      /is no address/,
    ],
    [
      "allowAddresses with a prefix in words",
      () => allowAddresses("192.0.2.0/all"),
      /no such prefix/,
    ],
    ["allowAddresses with an empty prefix", () => allowAddresses("192.0.2.0/"), /no such prefix/],
    ["allowAddresses with half a prefix", () => allowAddresses("192.0.2.0/24.5"), /no such prefix/],
    [
      "allowAddresses with a blank before its prefix",
      () => allowAddresses("192.0.2.0/ 24"),
      /no such prefix/,
    ],
    ["allowAddresses with an empty list", () => allowAddresses([]), /got no address/],
    [
      "allowAddresses with a name",
      () => allowAddresses("pbx.example"),
      /"pbx.example" is no address/,
    ],
    ["allowAddresses with an empty text", () => allowAddresses(""), /is no address/],
    ["allowAddresses with a number", () => allowAddresses([4 as never]), /"4" is no address/],
    ["allowAddresses with half an address", () => allowAddresses("192.0.2"), /is no address/],
    ["allowAddresses with two prefixes", () => allowAddresses("192.0.2.0/24/24"), /is no address/],
    [
      "allowAddresses with too long a prefix",
      () => allowAddresses("192.0.2.0/33"),
      /no such prefix/,
    ],
    [
      "allowAddresses with too long a prefix of IPv6",
      () => allowAddresses("2001:db8::/129"),
      /no such prefix/,
    ],
    [
      "allowAddresses with too short a prefix of mapped IPv4",
      () => allowAddresses("::ffff:192.0.2.0/24"),
      /no such prefix/,
    ],
    [
      "allowAddresses of everybody",
      () => allowAddresses(["192.0.2.7", "0.0.0.0/0"]),
      /holds everybody/,
    ],
    ["allowAddresses of everybody in IPv6", () => allowAddresses("::/0"), /holds everybody/],
    [
      "custom with an unknown key",
      () => custom(() => true, { secretquery: [] } as never),
      /Unknown key of custom "secretquery"/,
    ],
    [
      "custom with a text for a list",
      () => custom(() => true, { secretQuery: "token" as never }),
      /lists of names/,
    ],
    [
      "custom with a nameless secret",
      () => custom(() => true, { secretParams: [""] }),
      /lists of names/,
    ],
    [
      "custom with a nameless secret among others",
      () => custom(() => true, { secretQuery: ["a", ""] }),
      /lists of names/,
    ],
    [
      "custom with a number for a name",
      () => custom(() => true, { secretQuery: [4 as never] }),
      /lists of names/,
    ],
    ["custom without a function", () => custom(true as never), /custom takes a function/],
    ["allOf without an authenticator", () => allOf(), /allOf takes authenticators, one or more/],
    ["anyOf without an authenticator", () => anyOf(), /anyOf takes authenticators, one or more/],
    ["anyOf with the word none", () => anyOf("none" as never, letIn), /anyOf takes authenticators/],
    [
      "allOf with nothing in it",
      () => allOf(letIn, undefined as never),
      /allOf takes authenticators/,
    ],
  ])("refuse %s", (_case, make, message) => {
    expect(make).toThrow(TypeError);
    expect(make).toThrow(message);
    expect(make).not.toThrow(/letters/);
  });
});
