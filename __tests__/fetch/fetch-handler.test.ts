import { setTimeout as sleep } from "node:timers/promises";
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import { describe, expect, it, jest } from "@jest/globals";
import {
  allowAddresses,
  type CallsavvyProvider,
  callsavvy,
  type OptionsOf,
  servetel,
  sharedSecret,
  WebhookError,
} from "telephony-webhooks";
import { type FetchOptions, fetchHandler, type Received } from "telephony-webhooks/fetch";
import { chat, digitPressed, ringing, ticket } from "../fixtures/minimal";
import { gate } from "../helpers/gate";
import { silenceConsole } from "../helpers/silence";
import { until } from "../helpers/until";

const console = silenceConsole();

const SECRET = "a-secret-of-many-letters";
const ORIGIN = "https://webhooks.example.com";

type Phone = Partial<OptionsOf<CallsavvyProvider>>;

const phone = (options: Phone = {}) =>
  callsavvy({ auth: "none", ...options })
    .on("newTicketOpened", () => {})
    .onRejected(() => {});

const webhooks = (options?: Phone) => fetchHandler({ "/hook": phone(options) });

const post = (body: RequestInit["body"] = JSON.stringify(ticket), init: RequestInit = {}) =>
  new Request(`${ORIGIN}/hook`, {
    method: "POST",
    body: body ?? null,
    duplex: "half",
    ...init,
    headers: { "Content-Type": "application/json", ...init.headers },
  });

const packed = (coding: string, bytes: Uint8Array) =>
  post(bytes as RequestInit["body"], { headers: { "Content-Encoding": coding } });

async function resultOf(answer: Response | Promise<Response>) {
  const { status, headers, body } = await answer;
  const text = await new Response(body).text();
  const isProblem = headers.get("content-type") === "application/problem+json";
  return { status, code: isProblem ? JSON.parse(text).code : undefined, headers, text };
}

/** A body of whose parts each is given when it is asked for, and that tells whether it was cancelled. */
function streamOf(...parts: readonly (string | Uint8Array | Promise<never> | Error)[]) {
  const left = [...parts];
  const cancelled = jest.fn<() => void>();
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const part = left.shift();
        if (part === undefined) controller.close();
        else if (part instanceof Error) controller.error(part);
        else controller.enqueue(Buffer.from(await part));
      },
      cancel: cancelled,
    },
    { highWaterMark: 0 },
  );
  return { body, cancelled };
}

const never = new Promise<never>(() => {});

describe("a delivery", () => {
  it("is answered by a Response", async () => {
    const result = await resultOf(webhooks()(post()));
    expect(result).toMatchObject({ status: 200, text: "" });
    expect(Object.fromEntries(result.headers)).toEqual({});
  });

  it("is answered with the reply", async () => {
    const receiver = phone().on("callerInformation", () => ({ caller_name: "Asha Example" }));
    const { status, text } = await resultOf(
      fetchHandler({ "/hook": receiver })(post(JSON.stringify(ringing))),
    );
    expect([status, JSON.parse(text).caller_name]).toEqual([200, "Asha Example"]);
  });

  it("may come in a query, with its trigger in the path", async () => {
    const seen = jest.fn();
    const handler = fetchHandler({ "/lines": servetel({ auth: "none" }).onAny(seen) });
    const url = `${ORIGIN}/lines/dtmf-option?${new URLSearchParams(digitPressed)}`;
    expect((await handler(new Request(url))).status).toBe(200);
    expect(seen).toHaveBeenCalledWith(
      expect.objectContaining({ identifiedBy: "path", payload: digitPressed, params: {} }),
    );
  });

  it("may come in parts, whatever they divide", async () => {
    const seen = jest.fn();
    const bytes = Buffer.from(JSON.stringify({ ...chat, visitor_name: "Zoë 漢字 🎈" }));
    const { body } = streamOf(...Array.from(bytes, (byte) => Uint8Array.of(byte)));
    const handler = fetchHandler({ "/hook": phone().on("newChat", seen) });
    expect((await handler(post(body))).status).toBe(200);
    expect(seen).toHaveBeenCalledWith(
      expect.objectContaining({
        payload: expect.objectContaining({ visitor_name: "Zoë 漢字 🎈" }),
      }),
    );
  });

  it.each([
    ["gzip", gzipSync],
    ["deflate", deflateSync],
    ["br", brotliCompressSync],
    ["GZIP", gzipSync],
    ["identity", Buffer.from],
    ["", Buffer.from],
  ])("may be compressed: %s", async (coding, pack) => {
    expect((await webhooks()(packed(coding, pack(JSON.stringify(ticket))))).status).toBe(200);
  });
});

describe("a body", () => {
  const bytes = JSON.stringify(ticket);
  const tooLong = " ".repeat(100_000);

  it.each<[string, Request, number, string]>([
    ["that is none", post(null), 400, "ERR_BODY_EMPTY"],
    ["that is empty", post(""), 400, "ERR_BODY_EMPTY"],
    ["in an unknown coding", packed("compress", gzipSync(bytes)), 415, "ERR_CONTENT_ENCODING"],
    ["in two codings", packed("gzip, br", gzipSync(bytes)), 415, "ERR_CONTENT_ENCODING"],
    ["named like a method", packed("constructor", gzipSync(bytes)), 415, "ERR_CONTENT_ENCODING"],
    ["that is not compressed", packed("gzip", Buffer.from(bytes)), 400, "ERR_BODY_MALFORMED"],
    ["cut short", packed("gzip", gzipSync(bytes).subarray(0, -9)), 400, "ERR_BODY_MALFORMED"],
    [
      "with more behind its end",
      packed("gzip", Buffer.concat([gzipSync(bytes), Buffer.from("more")])),
      400,
      "ERR_BODY_MALFORMED",
    ],
    [
      "deflated without a head",
      packed("deflate", deflateRawSync(bytes)),
      400,
      "ERR_BODY_MALFORMED",
    ],
    ["over the limit", post(tooLong), 413, "ERR_BODY_TOO_LARGE"],
    ["over the limit once inflated", packed("gzip", gzipSync(tooLong)), 413, "ERR_BODY_TOO_LARGE"],
    [
      "over the limit once inflated from little",
      packed("br", brotliCompressSync(Buffer.alloc(20_000_000))),
      413,
      "ERR_BODY_TOO_LARGE",
    ],
    [
      "announced to be over the limit",
      post(bytes, { headers: { "Content-Length": "2000" } }),
      413,
      "ERR_BODY_TOO_LARGE",
    ],
    [
      "longer than it was announced",
      post(tooLong, { headers: { "Content-Length": "900" } }),
      413,
      "ERR_BODY_TOO_LARGE",
    ],
    [
      "that breaks off before its announced length",
      post(streamOf('{"event":', new Error("canary")).body, {
        headers: { "Content-Length": "90" },
      }),
      400,
      "ERR_BODY_ABORTED",
    ],
    [
      "that breaks off",
      post(streamOf('{"event":', new Error("canary")).body),
      400,
      "ERR_BODY_ABORTED",
    ],
  ])("%s is refused", async (_case, request, status, code) => {
    const onRejected = jest.fn();
    const handler = fetchHandler({ "/hook": phone({ limit: 1000 }).onRejected(onRejected) });
    const { text, ...result } = await resultOf(handler(request));
    expect(result).toMatchObject({ status, code });
    expect(text).not.toContain("canary");
    expect(onRejected).toHaveBeenCalledTimes(1);
  });

  it("of just the limit is taken, inflated or not", async () => {
    const handler = webhooks({ limit: bytes.length + 100 });
    const padded = bytes.padEnd(bytes.length + 100);
    expect((await handler(post(padded))).status).toBe(200);
    expect((await handler(packed("gzip", gzipSync(padded)))).status).toBe(200);
    expect((await handler(post(`${padded} `))).status).toBe(413);
    expect((await handler(packed("gzip", gzipSync(`${padded} `)))).status).toBe(413);
  });

  it("that does not come to its end is answered 408, and cancelled", async () => {
    const { body, cancelled } = streamOf('{"event":', never);
    const result = await resultOf(webhooks({ bodyDeadlineMs: 30 })(post(body)));
    expect(result).toMatchObject({ status: 408, code: "ERR_BODY_TIMEOUT" });
    expect(result.headers.get("connection")).toBe("close");
    expect(cancelled).toHaveBeenCalledTimes(1);
  });

  it("that does not come to its announced end is answered 408", async () => {
    const { body } = streamOf('{"event":', never);
    const request = post(body, { headers: { "Content-Length": "90" } });
    const result = await resultOf(webhooks({ bodyDeadlineMs: 30 })(request));
    expect(result).toMatchObject({ status: 408, code: "ERR_BODY_TIMEOUT" });
    expect(result.headers.get("connection")).toBe("close");
  });

  it("that goes on over the limit is answered 413, and cancelled", async () => {
    const { body, cancelled } = streamOf(tooLong, never);
    const result = await resultOf(webhooks({ limit: 1000 })(post(body)));
    expect(result).toMatchObject({ status: 413, code: "ERR_BODY_TOO_LARGE" });
    expect(result.headers.get("connection")).toBe("close");
    expect(cancelled).toHaveBeenCalledTimes(1);
  });

  it("of a stranger is cancelled and not read", async () => {
    const { body, cancelled } = streamOf(bytes, never);
    const request = post(body);
    const result = await resultOf(webhooks({ auth: sharedSecret(SECRET) })(request));
    expect(result).toMatchObject({ status: 401, code: "ERR_UNAUTHENTICATED" });
    expect(result.headers.get("connection")).toBe("close");
    expect(cancelled).toHaveBeenCalledTimes(1);
  });

  it("whose stream fails when it is cancelled is answered all the same", async () => {
    const failing = () =>
      new ReadableStream({ pull: () => never, cancel: () => Promise.reject(new Error("canary")) });
    const strangers = webhooks({ auth: sharedSecret(SECRET) });
    expect((await strangers(post(failing()))).status).toBe(401);
    expect((await webhooks({ bodyDeadlineMs: 20 })(post(failing()))).status).toBe(408);
  });

  it("that a drain gives up on is cancelled", async () => {
    const { body, cancelled } = streamOf('{"event":', never);
    const receiver = phone({ bodyDeadlineMs: 60_000, deadlineMs: 60_000 });
    const answer = resultOf(fetchHandler({ "/hook": receiver })(post(body)));
    expect(await receiver.drain(20)).toBe(1);
    expect(await answer).toMatchObject({ status: 503, code: "ERR_ABANDONED" });
    expect(cancelled).toHaveBeenCalledTimes(1);
  });

  it("that somebody has read is lost, and the answer names the fix", async () => {
    const request = post();
    await request.text();
    const result = await resultOf(webhooks()(request));
    expect(result).toMatchObject({ status: 500, code: "ERR_BODY_CONSUMED" });
    expect(JSON.parse(result.text).detail).toContain("request.clone()");
  });

  it.each([{}, { "Content-Length": "90" }])("that somebody is reading is lost", async (headers) => {
    const request = post(undefined, { headers });
    request.body?.getReader();
    const result = await resultOf(webhooks()(request));
    expect(result).toMatchObject({ status: 500, code: "ERR_BODY_CONSUMED" });
  });

  it("that somebody reads from a clone is taken", async () => {
    const request = post();
    const clone = request.clone();
    expect((await webhooks()(request)).status).toBe(200);
    expect(await clone.json()).toEqual(ticket);
  });
});

describe("a request that is no delivery", () => {
  it.each([
    ["HEAD", "/hook", 200],
    ["OPTIONS", "/hook", 204],
    ["HEAD", "/hook/nowhere", 404],
    ["HEAD", "/", 404],
    ["OPTIONS", "/", 404],
  ])("is answered, %s without a body: %s", async (method, path, status) => {
    const answer = await webhooks()(new Request(ORIGIN + path, { method }));
    expect(answer.status).toBe(status);
    if (method === "HEAD") expect(answer.body).toBeNull();
    if (status < 300) expect(answer.headers.get("allow")).toBe("POST, HEAD, OPTIONS");
  });

  it("is answered 404 where nobody else would", async () => {
    const result = await resultOf(webhooks()(new Request(`${ORIGIN}/favicon.ico`)));
    expect(result).toMatchObject({ status: 404, code: "ERR_NOT_FOUND" });
  });
});

describe("an authenticator of the user's", () => {
  const asking = (headers: Record<string, string>) => ({
    authenticate: () => new WebhookError("ERR_UNAUTHENTICATED", { headers }),
  });

  it.each([{ "X-Odd": "a\nb" }, { "X Odd": "a" }, { "X-Odd": "漢" }, { "": "" }])(
    "is answered 500 where it asks for a header that can't be sent: %j",
    async (headers) => {
      const result = await resultOf(webhooks({ auth: asking(headers) })(post()));
      expect(result).toMatchObject({ status: 500, code: "ERR_INTERNAL" });
    },
  );

  it("sees the head, and no address", async () => {
    const authenticate = jest.fn<(head: { readonly address: unknown }) => undefined>();
    const handler = webhooks({ auth: { authenticate } });
    await handler(post(undefined, { headers: { "X-Forwarded-For": "192.0.2.7" } }));
    expect(authenticate.mock.calls[0]?.[0]).toMatchObject({
      method: "POST",
      path: "",
      query: "",
      headers: { "content-type": "application/json", "x-forwarded-for": "192.0.2.7" },
      address: undefined,
      params: {},
    });
  });
});

describe("the option address", () => {
  const auth = allowAddresses("192.0.2.0/24");
  const handlerWith = (address?: FetchOptions<readonly [string]>["address"]) =>
    fetchHandler({ "/hook": phone({ auth }) }, address && { address });

  it("says where a request comes from, by what the platform gives", async () => {
    const handler = handlerWith((_request, address) => address);
    expect((await handler(post(), "192.0.2.7")).status).toBe(200);
    expect((await handler(post(), "192.0.3.7")).status).toBe(403);
  });

  it("is named by the answer where allowAddresses misses it", async () => {
    const result = await resultOf(handlerWith()(post(), "192.0.2.7"));
    expect(result).toMatchObject({ status: 500, code: "ERR_ADDRESS_UNKNOWN" });
    expect(JSON.parse(result.text).detail).toContain("the option address of fetchHandler");
  });

  it("lets nobody in where it throws", async () => {
    const handler = handlerWith(() => {
      throw new Error("canary");
    });
    const { text, ...result } = await resultOf(handler(post(), ""));
    expect(result).toMatchObject({ status: 500, code: "ERR_INTERNAL" });
    expect(text).not.toContain("canary");
  });
});

describe("the fallback", () => {
  const handing = (options: Phone = {}) =>
    callsavvy({ auth: sharedSecret(SECRET), unhandled: "next", ...options });

  function showing() {
    const seen = jest.fn<(request: Request, received: Received, ...more: unknown[]) => void>();
    const fallback = async (request: Request, received: Received, ...more: unknown[]) => {
      seen(request, received, ...more);
      return new Response("mine", { status: 418 });
    };
    return { seen, fallback };
  }

  it("gets other requests as they came, with what the platform gives", async () => {
    const { seen, fallback } = showing();
    const handler = fetchHandler({ "/": servetel({ auth: "none" }) }, { fallback });
    const request = new Request(`${ORIGIN}/about?token=${SECRET}`);
    expect((await handler(request, "environment", 7)).status).toBe(418);
    expect(seen.mock.calls).toEqual([[request, {}, "environment", 7]]);
    expect(seen.mock.calls[0]?.[0]).toBe(request);
  });

  it("gets other requests with their body", async () => {
    const fallback = async (request: Request) => Response.json(await request.json());
    const handler = fetchHandler({ "/hook": handing() }, { fallback });
    const answer = await handler(new Request(`${ORIGIN}/`, { method: "POST", body: "[1]" }));
    expect(await answer.json()).toEqual([1]);
  });

  it("gets what a receiver hands on, with the event, the body and a URL without the secret", async () => {
    const { seen, fallback } = showing();
    const handler = fetchHandler({ "/hook": handing() }, { fallback });
    const url = `${ORIGIN}/hook?a=1&token=${SECRET}&b=%zz`;
    const answer = await handler(new Request(url, post()), "environment");
    expect(answer.status).toBe(418);
    const [[request, received, environment] = []] = seen.mock.calls;
    expect(request?.url).toBe(`${ORIGIN}/hook?a=1&b=%zz`);
    expect(request?.method).toBe("POST");
    expect(request?.headers.get("content-type")).toBe("application/json");
    expect(received?.event).toMatchObject({ type: "newTicketOpened", payload: ticket });
    expect(received?.body).toEqual(ticket);
    expect(environment).toBe("environment");
  });

  it("gets no query at all where it has more parameters than are read", async () => {
    const { seen, fallback } = showing();
    const handler = fetchHandler({ "/hook": handing() }, { fallback });
    const query = `token=${SECRET}&${"a=1&".repeat(1_000)}token=${SECRET}`;
    await handler(new Request(`${ORIGIN}/hook?${query}`, post()));
    expect(seen.mock.calls[0]?.[0].url).toBe(`${ORIGIN}/hook`);
  });

  it("gets the request itself where no secret was in its query", async () => {
    const { seen, fallback } = showing();
    const auth = sharedSecret(SECRET, { header: "x-api-key" });
    const handler = fetchHandler({ "/hook": handing({ auth }) }, { fallback });
    const request = post(undefined, { headers: { "x-api-key": SECRET } });
    await handler(request);
    expect(seen.mock.calls[0]?.[0]).toBe(request);
  });

  it.each([
    [
      "throws",
      () => {
        throw new Error("mine");
      },
    ],
    ["rejects", () => Promise.reject(new Error("mine"))],
  ])("is the caller's where it %s", async (_case, fallback) => {
    const handler = fetchHandler({ "/hook": handing({ auth: "none" }) }, { fallback });
    await expect(handler(post())).rejects.toThrow("mine");
    await expect(handler(new Request(ORIGIN))).rejects.toThrow("mine");
  });
});

describe("waitUntil", () => {
  /** A receiver whose handler is late, and what tells whether it has ended. */
  function late() {
    const door = gate();
    let isDone = false;
    const receiver = phone({ deadlineMs: 20 }).on("newChat", async () => {
      await door.opened;
      isDone = true;
    });
    const handler = fetchHandler<unknown[]>({ "/hook": receiver });
    return { handler, door, isDone: () => isDone };
  }

  const context = () => {
    const waitUntil = jest.fn<(work: Promise<unknown>) => void>();
    return { waitUntil };
  };

  it.each([
    ["the platform's second argument", (waiting: object) => [{}, waiting]],
    ["Hono's context", (waiting: object) => [{ executionCtx: waiting }]],
  ])("of %s keeps a worker alive until a late handler has ended", async (_where, contextOf) => {
    const { handler, door, isDone } = late();
    const waiting = context();
    const answer = await handler(post(JSON.stringify(chat)), ...contextOf(waiting));
    expect([answer.status, isDone()]).toEqual([202, false]);
    expect(waiting.waitUntil).toHaveBeenCalledTimes(1);
    expect(waiting.waitUntil.mock.contexts).toEqual([waiting]);
    door.open();
    await waiting.waitUntil.mock.calls[0]?.[0];
    expect(isDone()).toBe(true);
  });

  const throwing = () => {
    throw new Error("This context has no ExecutionContext");
  };
  it.each<[string, unknown]>([
    ["is not there", {}],
    ["is no function", { waitUntil: true }],
    ["throws", { waitUntil: throwing }],
    ["throws when looked at", Object.defineProperty({}, "waitUntil", { get: throwing })],
    [
      "would be in a context that throws",
      Object.defineProperty({}, "executionCtx", { get: throwing }),
    ],
    ["would be in null", null],
    ["would be in undefined", undefined],
    ["would be in a text", "production"],
  ])("keeps no delivery from its answer where it %s", async (_case, part) => {
    const handler = fetchHandler<unknown[]>({ "/hook": phone() });
    expect((await handler(post(), part, part)).status).toBe(200);
  });

  it("is not needed for a late handler to run on", async () => {
    const { handler, door, isDone } = late();
    expect((await handler(post(JSON.stringify(chat)))).status).toBe(202);
    door.open();
    await until(isDone);
  });
});

describe("event.signal", () => {
  it("aborts where a reply comes too late", async () => {
    let isAborted = false;
    const receiver = phone({ deadlineMs: 20 })
      .onError(() => {})
      .on("callerInformation", async ({ signal }) => {
        await until(() => signal.aborted);
        isAborted = true;
        return {};
      });
    const answer = await fetchHandler({ "/hook": receiver })(post(JSON.stringify(ringing)));
    expect(answer.status).toBe(503);
    await until(() => isAborted);
  });
});

describe("fetchHandler at construction", () => {
  const receivers = { "/hook": phone() };

  it.each<[object, RegExp]>([
    [{ falback: () => new Response() }, /Unknown option of fetchHandler "falback".*"fallback"/],
    [{ fallback: new Response() }, /option fallback of fetchHandler is a function/],
    [{ address: "192.0.2.7" }, /option address of fetchHandler is a function/],
  ])("refuses options that are none: %p", (options, message) => {
    expect(() => fetchHandler(receivers, options)).toThrow(TypeError);
    expect(() => fetchHandler(receivers, options)).toThrow(message);
  });
});

it("leaves no rejection to nobody", async () => {
  const rejections: unknown[] = [];
  const keep = (reason: unknown) => rejections.push(reason);
  process.on("unhandledRejection", keep);
  const failing = () =>
    new ReadableStream({ pull: () => never, cancel: () => Promise.reject(new Error("canary")) });
  await webhooks({ bodyDeadlineMs: 20 })(post(failing()));
  await webhooks({ limit: 100 })(post(failing(), { headers: { "Content-Length": "101" } }));
  await webhooks()(packed("gzip", Buffer.from("none")));
  await webhooks()(post(streamOf(new Error("canary")).body));
  await sleep(20);
  process.off("unhandledRejection", keep);
  expect(rejections).toEqual([]);
  expect(console.lines()).toEqual([]);
});
