import { once } from "node:events";
import { Agent, createServer, type RequestListener, type Server } from "node:http";
import { createServer as createTlsServer, Agent as TlsAgent } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { afterEach, describe, expect, it } from "@jest/globals";
import { callsavvy, html, servetel, sharedSecret } from "telephony-webhooks";
import { deliver, encode, sample } from "telephony-webhooks/testing";
import { expresses } from "../helpers/expresses";

const SECRET = "a-secret-of-many-letters";

const phone = () =>
  callsavvy({ auth: sharedSecret(SECRET) })
    .on("callerInformation", () => ({ caller_name: "Asha Example" }))
    .on("chatbotCallback", ({ payload }) => html`<p>Hello ${payload.sender_name}!</p>`)
    .onAny(() => {})
    .onRejected(() => {});

const lines = () =>
  servetel({ auth: sharedSecret(SECRET, { header: "x-api-key" }) })
    .onAny(() => {})
    .onRejected(() => {});

const missed = sample("servetel", "callMissed");
const ringing = sample("callsavvy", "callerInformation");

const servers: Server[] = [];

/** A server of the test's own, and where it is. */
async function serve(listener: RequestListener, host = "127.0.0.1"): Promise<[Server, string]> {
  const server = createServer(listener).listen(0, host);
  servers.push(server);
  await once(server, "listening");
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("it listens on no port");
  return [server, `http://127.0.0.1:${address.port}`];
}

/** What a server is asked. */
const asked = async (
  path: string,
  ...[delivery, options]: [Parameters<typeof deliver>[1], Parameters<typeof deliver>[2]?]
) => {
  const seen: unknown[] = [];
  const [, origin] = await serve((req, res) => {
    seen.push(`${req.method} ${req.url}`);
    res.end();
  });
  await deliver(origin + path, delivery, options);
  return seen[0];
};

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

describe.each(expresses)("deliver to an app of %s", (_name, express) => {
  it("gives the status, the reply and the event", async () => {
    const app = express().use("/webhooks", phone());
    const { status, reply, event, text, headers, problem, durationMs } = await deliver(
      app,
      ringing,
      { path: "/webhooks", token: SECRET },
    );
    expect([status, problem]).toEqual([200, undefined]);
    expect(reply).toEqual({
      status: "success",
      caller_name: "Asha Example",
      caller_email: "",
      customer_info: "",
    });
    expect(JSON.parse(text)).toEqual(reply);
    expect(headers["content-type"]).toBe("application/json; charset=utf-8");
    expect(event).toMatchObject({ type: "callerInformation", payload: ringing.fields });
    expect(durationMs).toBeGreaterThan(0);
  });

  it("gives the words of a reply that is text", async () => {
    const message = sample("callsavvy", "chatbotCallback", { sender_name: "<Asha>" });
    const { reply } = await deliver(express().use(phone()), message, { token: SECRET });
    expect(reply).toBe("<p>Hello &#60;Asha&#62;!</p>");
  });

  it("gives no reply where none is expected", async () => {
    const chat = sample("callsavvy", "newChat");
    const { status, reply, text } = await deliver(express().use(phone()), chat, { token: SECRET });
    expect([status, reply, text]).toEqual([200, undefined, ""]);
  });

  it("gives the problem of a delivery that is refused, and no event", async () => {
    const { status, problem, event, reply } = await deliver(express().use(phone()), ringing);
    expect([status, problem?.code]).toEqual([401, "ERR_UNAUTHENTICATED"]);
    expect([event, reply]).toEqual([undefined, undefined]);
  });

  it("gives what the app says to what it does not know", async () => {
    const { status, text, problem } = await deliver(express(), missed, { path: "/nowhere" });
    expect([status, problem]).toEqual([404, undefined]);
    expect(text).toContain("Cannot POST /nowhere/call-missed");
  });

  it("puts a secret into a header", async () => {
    const app = express().use("/lines", lines());
    const options = { path: "/lines", headers: { "X-API-Key": SECRET } };
    expect((await deliver(app, missed, options)).event?.type).toBe("callMissed");
  });

  it("delivers many at once, each with its own event", async () => {
    const app = express().use("/lines", lines());
    const uuids = Array.from({ length: 20 }, (_, nth) => `64b7d1c02e9${nth + 10}`);
    const delivered = await Promise.all(
      uuids.map((uuid) =>
        deliver(app, sample("servetel", "callMissed", { uuid }), {
          path: "/lines",
          headers: { "X-API-Key": SECRET },
        }),
      ),
    );
    expect(delivered.map(({ event }) => event?.payload.uuid)).toEqual(uuids);
  });
});

describe("deliver", () => {
  it("takes a receiver by itself", async () => {
    const options = { headers: { "X-API-Key": SECRET } };
    expect(await deliver(lines(), missed, options)).toMatchObject({ status: 200 });
    expect(await deliver(lines(), missed, { ...options, path: "/elsewhere" })).toMatchObject({
      status: 404,
      event: undefined,
    });
  });

  it("answers 500 for a listener that fails", async () => {
    const fails = (_req: unknown, _res: unknown, next: (error?: unknown) => void) => {
      next(new Error("no"));
    };
    expect((await deliver(fails, missed)).status).toBe(500);
  });

  it.each(["127.0.0.1", "0.0.0.0", "::", "::1"])(
    "takes a server that listens at %s, and leaves it so",
    async (host) => {
      const receiver = lines();
      const [server] = await serve((req, res) => void receiver(req, res, () => {}), host);
      const delivered = await deliver(server, missed, { headers: { "X-API-Key": SECRET } });
      expect(delivered.event?.type).toBe("callMissed");
      expect(server.listening).toBe(true);
    },
  );

  it("takes a server that does not listen yet, and leaves it so", async () => {
    const receiver = lines();
    const server = createServer((req, res) => void receiver(req, res, () => {}));
    const delivered = await deliver(server, missed, { headers: { "X-API-Key": SECRET } });
    expect(delivered.event?.type).toBe("callMissed");
    expect(server.listening).toBe(false);
  });

  it("takes many at once to a server that does not listen yet", async () => {
    const receiver = lines();
    const server = createServer((req, res) => void receiver(req, res, () => {}));
    const deliveries = ["a", "b", "c"].map((uuid) => sample("servetel", "callMissed", { uuid }));
    const send = (delivery: (typeof deliveries)[number]) =>
      deliver(server, delivery, { headers: { "X-API-Key": SECRET } });
    const delivered = await Promise.all(deliveries.map(send));
    expect(delivered.map(({ event }) => event?.payload.uuid)).toEqual(["a", "b", "c"]);
    expect(server.listening).toBe(false);
    expect((await send(missed)).status).toBe(200);
  });

  it("takes a server that speaks TLS, given an agent that trusts it", async () => {
    // A key that both know spares the certificates.
    const psk = Buffer.alloc(16, 7);
    const cipher = { ciphers: "PSK", maxVersion: "TLSv1.2" } as const;
    const agent = new TlsAgent({
      ...cipher,
      pskCallback: () => ({ psk, identity: "deliver" }),
      checkServerIdentity: () => undefined,
    });
    const receiver = lines();
    const server = createTlsServer({ ...cipher, pskCallback: () => psk }, (req, res) =>
      receiver(req, res, () => {}),
    );
    const delivered = await deliver(server, missed, { agent, headers: { "X-API-Key": SECRET } });
    expect(delivered.event?.type).toBe("callMissed");
    expect(server.listening).toBe(false);
  });

  it("takes the address of a server in this process, and still sees the event", async () => {
    const receiver = lines();
    const [, origin] = await serve((req, res) => void receiver(req, res, () => {}));
    const headers = { "X-API-Key": SECRET };
    for (const target of [origin, new URL(origin)]) {
      expect((await deliver(target, missed, { headers })).event?.type).toBe("callMissed");
    }
  });

  it("keeps a connection open where it is given an agent", async () => {
    const ports = new Set<number | undefined>();
    const [, origin] = await serve((req, res) => {
      ports.add(req.socket.remotePort);
      res.end();
    });
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    for (const _time of [1, 2, 3]) await deliver(origin, missed, { agent });
    agent.destroy();
    expect(ports.size).toBe(1);
  });

  it("sends a delivery that is written down already, to the byte", async () => {
    const body = new Uint8Array([0x7b, 0xff, 0x7d]);
    const seen: Buffer[] = [];
    const [, origin] = await serve((req, res) => {
      req.on("data", (chunk) => seen.push(chunk)).on("end", () => res.end());
    });
    await deliver(origin, { method: "POST", path: "", query: "", headers: {}, body });
    expect(Buffer.concat(seen)).toEqual(Buffer.from(body));
  });
});

describe("where a delivery goes", () => {
  const encoded = { ...encode(missed, "json"), body: "{}" };

  it.each([
    ["", {}, "POST /call-missed"],
    ["/", {}, "POST /call-missed"],
    ["/hooks", {}, "POST /hooks/call-missed"],
    ["/hooks/", { path: "servetel/" }, "POST /hooks/servetel/call-missed"],
    ["/hooks", { path: "/servetel" }, "POST /hooks/servetel/call-missed"],
    ["/hooks/call-missed", {}, "POST /hooks/call-missed"],
    ["/hooks/callMissed/", {}, "POST /hooks/callMissed"],
    [
      "/hooks?a=1",
      { token: "b c", query: { d: "2" } },
      "POST /hooks/call-missed?a=1&token=b+c&d=2",
    ],
  ])("behind %s with %j", async (path, options, line) => {
    expect(await asked(path, encoded, options)).toBe(line);
  });

  it("without a trigger is the very URL", async () => {
    expect(await asked("/hooks", ringing)).toBe("POST /hooks");
    expect(await asked("", ringing)).toBe("POST /");
    expect(await asked("/hooks", missed, { trigger: "none" })).toBe("POST /hooks");
  });

  it("names the trigger in the query where it is told to", async () => {
    const options = { trigger: "query", token: "abc" } as const;
    expect(await asked("/hooks", missed, options)).toBe(
      "POST /hooks?token=abc&trigger=call-missed",
    );
  });

  it("has the fields of a GET behind what the URL says", async () => {
    const line = await asked("/hooks?token=abc", missed, { as: "get" });
    expect(line).toMatch(/^GET \/hooks\/call-missed\?token=abc&answered_agent=&/);
  });

  it("can't be a pipe", async () => {
    const server = createServer().listen(join(tmpdir(), `deliver-${process.pid}.sock`));
    servers.push(server);
    await once(server, "listening");
    await expect(deliver(server, missed)).rejects.toThrow(
      new TypeError("A server that listens on a pipe has no address to deliver to."),
    );
  });
});

describe("an answer", () => {
  const answering = (status: number, contentType: string, text: string) =>
    deliver(
      (_req, res) => void res.writeHead(status, { "Content-Type": contentType }).end(text),
      ringing,
    );

  it("of any kind of JSON is parsed", async () => {
    expect((await answering(200, "application/json", '{"a":1}')).reply).toEqual({ a: 1 });
    expect((await answering(200, "application/vnd.acme+json; q=1", "[1]")).reply).toEqual([1]);
  });

  it("that only calls itself JSON stays text", async () => {
    expect((await answering(200, "application/json", "{oh")).reply).toBe("{oh");
  });

  it("without a content type is text", async () => {
    const { reply } = await deliver((_req, res) => void res.end("hi"), ringing);
    expect(reply).toBe("hi");
  });

  it("of a failure is no reply", async () => {
    const { reply, text, problem } = await answering(500, "text/html", "<h1>Oh</h1>");
    expect([reply, text, problem]).toEqual([undefined, "<h1>Oh</h1>", undefined]);
  });

  it("is no problem where it only calls itself one", async () => {
    const { text, problem } = await answering(400, "application/problem+json", '["no"]');
    expect([text, problem]).toEqual(['["no"]', undefined]);
  });

  it("that switches to another protocol is all that there is", async () => {
    const { status, text } = await deliver(({ socket }) => {
      socket.write("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n");
    }, missed);
    expect([status, text]).toEqual([101, ""]);
  });

  it("that is too long to be one is an error", async () => {
    const endless = Readable.from(
      (function* () {
        for (;;) yield Buffer.alloc(2 ** 20);
      })(),
    );
    await expect(deliver((_req, res) => void endless.pipe(res), missed)).rejects.toMatchObject({
      message: "The answer is longer than 16777216 bytes.",
      code: "EMSGSIZE",
    });
    endless.destroy();
  });

  it("that does not come in time is an error", async () => {
    await expect(deliver(() => {}, missed, { timeoutMs: 50 })).rejects.toMatchObject({
      message: "No answer within 50 ms.",
      code: "ETIMEDOUT",
    });
    const endless = deliver((_req, res) => void res.write("."), missed, { timeoutMs: 200 });
    await expect(endless).rejects.toMatchObject({ code: "ETIMEDOUT" });
  });

  it("that nobody gives is an error", async () => {
    const [server, origin] = await serve(() => {});
    await new Promise((resolve) => server.close(resolve));
    await expect(deliver(origin, missed)).rejects.toMatchObject({ code: "ECONNREFUSED" });
  });
});
