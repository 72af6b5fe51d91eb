import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { describe, expect, it, jest } from "@jest/globals";
import request from "supertest";
import { callsavvy, servetel, sharedSecret, type WebhookError } from "telephony-webhooks";
import { nodeListener } from "telephony-webhooks/node";
import { digitPressed, ticket } from "../fixtures/minimal";
import { expresses } from "../helpers/expresses";
import { open, serving, untilClosed } from "../helpers/raw-http";

const SECRET = "a-secret-of-many-letters";

const withSecret = (options = {}) => callsavvy({ auth: sharedSecret(SECRET), ...options });

/** What `fallback` finds on a request. */
interface Found extends IncomingMessage {
  readonly baseUrl?: string;
  readonly originalUrl?: string;
  readonly webhook?: { readonly type: string };
  readonly body?: unknown;
}

function showing(): { readonly fallback: RequestListener; readonly found: object[] } {
  const found: object[] = [];
  const fallback = (req: Found, res: ServerResponse) => {
    const { url, originalUrl, baseUrl, webhook, body } = req;
    found.push({ url, originalUrl, baseUrl, type: webhook?.type, body });
    res.writeHead(418).end("mine");
  };
  return { fallback, found };
}

describe("nodeListener without a fallback", () => {
  const listener = nodeListener({ "/hook": callsavvy({ auth: "none", unhandled: "next" }) });

  it.each(["/", "/hooks", "/favicon.ico"])("answers 404 to %s", async (path) => {
    const answer = await request(listener).get(path);
    expect([answer.status, answer.body.code]).toEqual([404, "ERR_NOT_FOUND"]);
    expect(answer.headers["content-type"]).toBe("application/problem+json");
  });

  it("answers 404 to what a receiver hands on", async () => {
    expect((await request(listener).post("/hook").send(ticket)).status).toBe(404);
  });

  it("does not read the body of what is nobody's", async () => {
    const head = ["POST /upload HTTP/1.1", "Content-Length: 1000000"];
    const answer = await serving(listener, (port) => untilClosed(open(port, head)));
    expect(answer).toMatch(/^HTTP\/1\.1 404 .*^Connection: close\r$/ms);
  });
});

/** Nothing that Express would add. */
const asItCame = { originalUrl: undefined, baseUrl: undefined };

describe("nodeListener with a fallback", () => {
  it("gives it other requests as they came", async () => {
    const { fallback, found } = showing();
    const listener = nodeListener({ "/hook": withSecret() }, fallback);
    const answer = await request(listener).post(`/hooks/new?token=${SECRET}`).send(ticket);
    expect([answer.status, answer.text]).toEqual([418, "mine"]);
    const url = `/hooks/new?token=${SECRET}`;
    expect(found).toEqual([{ url, ...asItCame, type: undefined, body: undefined }]);
  });

  it("gives it no delivery that a receiver answers", async () => {
    const { fallback, found } = showing();
    const listener = nodeListener({ "/hook": withSecret().onRejected(() => {}) }, fallback);
    expect((await request(listener).post("/hook").send(ticket)).status).toBe(401);
    expect((await request(listener).post("/hook/nowhere").send(ticket)).status).toBe(404);
    expect(found).toEqual([]);
  });

  it("gives it what a receiver hands on, with the event, the body and a URL without the secret", async () => {
    const { fallback, found } = showing();
    const listener = nodeListener({ "/hook": withSecret({ unhandled: "next" }) }, fallback);
    await request(listener).post(`/hook?a=1&token=${SECRET}`).send(ticket);
    await request(listener).post(`/Hook/?token=${SECRET}`).send(ticket);
    const received = { ...asItCame, type: "newTicketOpened", body: ticket };
    expect(found).toEqual([
      { url: "/hook?a=1", ...received },
      { url: "/Hook/", ...received },
    ]);
  });

  it("gives it the whole URL again where a proxy sends that", async () => {
    const { fallback, found } = showing();
    const lines = servetel({ auth: sharedSecret(SECRET), unhandled: "next" });
    const fields = new URLSearchParams(digitPressed);
    const target = `http://localhost/hook/dtmf-option?token=${SECRET}&${fields}`;
    await serving(nodeListener({ "/hook": lines }, fallback), (port) =>
      untilClosed(open(port, [`GET ${target} HTTP/1.1`, "Connection: close"])),
    );
    const url = `http://localhost/hook/dtmf-option?${fields}`;
    expect(found).toEqual([{ url, ...asItCame, type: "dtmfOption", body: digitPressed }]);
  });

  it.each(["/about", "*", "http://localhost", "http://localhost?a=1", "http://localhost/about"])(
    "gives it %s, which a receiver at the root knows nothing of",
    async (target) => {
      const { fallback, found } = showing();
      const listener = nodeListener(
        { "/": servetel({ auth: "none", trigger: "callMissed" }) },
        fallback,
      );
      const head = [`OPTIONS ${target} HTTP/1.1`, "Connection: close"];
      const answer = await serving(listener, (port) => untilClosed(open(port, head)));
      // A whole URL without a path leads to the root itself.
      const isRoot = /localhost(\?|$)/.test(target);
      expect(answer).toMatch(isRoot ? /^HTTP\/1\.1 204 / : /^HTTP\/1\.1 418 /);
      expect(found).toEqual(isRoot ? [] : [expect.objectContaining({ url: target })]);
    },
  );

  it("answers 500 where it throws on what a receiver hands on, and reports that", async () => {
    const onRejected = jest.fn<(error: WebhookError) => void>();
    const failure = new Error("canary");
    const listener = nodeListener(
      { "/hook": callsavvy({ auth: "none", unhandled: "next" }).onRejected(onRejected) },
      () => {
        throw failure;
      },
    );
    const answer = await request(listener).post("/hook").send(ticket);
    expect([answer.status, answer.body.code]).toEqual([500, "ERR_INTERNAL"]);
    expect(answer.text).not.toContain("canary");
    expect(onRejected.mock.calls).toEqual([
      [expect.objectContaining({ code: "ERR_INTERNAL", cause: failure }), expect.anything()],
    ]);
  });

  it("refuses one that is no listener", () => {
    const receivers = { "/hook": withSecret() };
    expect(() => nodeListener(receivers, { handle: () => {} } as never)).toThrow(
      new TypeError("The fallback is a listener, such as an Express app."),
    );
  });
});

describe.each(expresses)("nodeListener in front of %s", (_, express) => {
  function appBehind() {
    const app = express().use(express.json());
    app.post("/other", (req, res) => {
      res.json(req.body);
    });
    app.post("/hooks/:tenant", (req, res) => {
      const { url, originalUrl, baseUrl, query, params, webhook, body } = req;
      res.json({ url, originalUrl, baseUrl, query, params, type: webhook?.type, body });
    });
    return app;
  }

  it("leaves other requests to the app", async () => {
    const listener = nodeListener({ "/hook": withSecret() }, appBehind());
    expect((await request(listener).post("/other").send({ a: 1 })).body).toEqual({ a: 1 });
    expect((await request(listener).get("/nowhere")).text).toContain("Cannot GET /nowhere");
  });

  it("hands on to its routes, behind its parsers", async () => {
    const receiver = withSecret({ unhandled: "next" });
    const listener = nodeListener({ "/hooks/acme": receiver }, appBehind());
    const answer = await request(listener)
      .post("/hooks/acme")
      .query({ token: SECRET, a: "1" })
      .send(ticket);
    expect(answer.body).toEqual({
      url: "/hooks/acme?a=1",
      originalUrl: "/hooks/acme?a=1",
      baseUrl: "",
      query: { a: "1" },
      params: { tenant: "acme" },
      type: "newTicketOpened",
      body: ticket,
    });
  });

  it("may itself be mounted in an app", async () => {
    const { fallback, found } = showing();
    const seen = jest.fn();
    const inner = nodeListener(
      {
        "/hook": withSecret().on("newTicketOpened", seen),
        "/next": withSecret({ unhandled: "next" }),
      },
      fallback,
    );
    const app = express().use("/api", (req, res) => inner(req, res));
    const post = (path: string) => request(app).post(path).query({ token: SECRET }).send(ticket);
    expect((await post("/api/hook")).status).toBe(200);
    expect(seen).toHaveBeenCalledTimes(1);
    expect((await post("/api/next")).status).toBe(418);
    expect(found).toEqual([
      {
        url: "/next",
        originalUrl: "/api/next",
        baseUrl: "/api",
        type: "newTicketOpened",
        body: ticket,
      },
    ]);
  });
});
