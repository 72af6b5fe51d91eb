import { tracingChannel } from "node:diagnostics_channel";
import { setTimeout as sleep } from "node:timers/promises";
import { inspect } from "node:util";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it, jest } from "@jest/globals";
import type { RequestHandler } from "express";
import request, { type Test } from "supertest";
import {
  allowAddresses,
  anyOf,
  basicAuth,
  type CallsavvyProvider,
  callsavvy,
  createReceiver,
  custom,
  type DeliveryTrace,
  defineProvider,
  deliveryChannel,
  event,
  hmacSignature,
  memoryDuplicates,
  type OptionsOf,
  type Receiver,
  type ServetelProvider,
  servetel,
  sharedSecret,
  type WebhookError,
} from "telephony-webhooks";
import { expresses } from "../helpers/expresses";
import { servers } from "../helpers/servers";

/** In every value that a sender, a secret or a user's failure has. */
const CANARY = "canary-7f3a9c51e0";
const SECRET = `${CANARY}-secret`;

const chat = {
  event: "newChat",
  chat_department: CANARY,
  visitor_name: CANARY,
  visitor_email: `${CANARY}@example.com`,
  visitor_phone: CANARY,
  [`undeclared ${CANARY}`]: { nested: [CANARY] },
};
const ringing = { event: "callerInformation", call_department: CANARY, caller_number: CANARY };
const digit = {
  uuid: CANARY,
  call_to_number: CANARY,
  caller_id_number: CANARY,
  digit_pressed: "4",
};

const failure = () => new Error(CANARY, { cause: { deeper: CANARY } });
const fail = () => Promise.reject(failure());
const never = () => new Promise<never>(() => {});

/** Posts to the receiver, or to what stands behind its path. */
type Send = (post: (suffix?: string) => Test) => Test;

type AnyReceiver = Receiver<CallsavvyProvider> | Receiver<ServetelProvider>;

/** Everything that the package might have said, but to the user's own handlers. */
const said: unknown[] = [];
const channel = tracingChannel<unknown, DeliveryTrace>(deliveryChannel);
const traced = (message: object) => void said.push(JSON.stringify(message));
const subscribers = {
  start: traced,
  end: traced,
  asyncStart: traced,
  asyncEnd: traced,
  error: traced,
};

beforeEach(() => {
  said.length = 0;
  for (const method of ["log", "info", "debug", "warn", "error", "trace"] as const) {
    jest.spyOn(console, method).mockImplementation((...parts: unknown[]) => {
      said.push(parts.map((part) => inspect(part, { depth: 9 })));
    });
  }
  for (const stream of [process.stdout, process.stderr]) {
    jest.spyOn(stream, "write").mockImplementation((text: unknown) => {
      said.push(String(text));
      return true;
    });
  }
  channel.subscribe(subscribers);
});

afterEach(() => {
  channel.unsubscribe(subscribers);
  jest.restoreAllMocks();
});

/** What an error says, besides what the user's own function threw. */
function tell(error: WebhookError): void {
  const { cause, ...rest } = error;
  const own = cause instanceof Error && !cause.message.includes(CANARY) ? inspect(cause) : "";
  said.push(inspect(rest, { depth: 9, showHidden: true }), error.message, error.stack, own);
}

const phone = (options: Partial<OptionsOf<CallsavvyProvider>> = {}) =>
  callsavvy({ auth: "none", ...options });
const text =
  (type: string, body: string | Buffer, headers: object = {}, suffix = ""): Send =>
  (post) =>
    post(suffix)
      .set({ "content-type": type, ...headers } as Record<string, string>)
      .serialize((sent: unknown) => sent as string)
      .send(body as string);
const form = (body: string) => text("application/x-www-form-urlencoded", body);

async function answerTo(app: RequestHandler, send: Send, path = "/hook") {
  const answer = await send((suffix = "") => request(app as never).post(path + suffix));
  const { status, headers, text } = answer;
  // What is answered with 202 may yet fail.
  await sleep(status === 202 ? 50 : 1);
  said.push(inspect(headers), text);
  return { status };
}

describe.each(servers)("behind %s, no sink holds a value or a secret", (_, express) => {
  const lines = (options: Partial<OptionsOf<ServetelProvider>> = {}) =>
    servetel({ auth: "none", ...options });
  const json =
    (fields: unknown): Send =>
    (post) =>
      post().send(fields as object);
  const at =
    (suffix: string): Send =>
    (post) =>
      post(suffix).send(chat);
  const acme = (validate: (value: unknown) => boolean) =>
    createReceiver(
      defineProvider({
        name: "acme",
        identify: { by: "field", field: "event" },
        events: { newChat: event<typeof chat>({ validate }) },
      }),
      { auth: "none" },
    ) as unknown as AnyReceiver;

  it.each<[string, () => AnyReceiver, Send, number]>([
    ["a handled delivery", () => phone().on("newChat", () => {}), json(chat), 200],
    [
      "a repaired one",
      () => lines().onAny(() => {}),
      json({ ...digit, billsec: CANARY, ivr_id: CANARY, answered_agent: CANARY }),
      200,
    ],
    ["an event of nobody's", () => phone(), json(chat), 202],
    ["an unknown event", () => phone(), json({ event: CANARY, x: CANARY }), 202],
    [
      "an unknown event whose listener fails",
      () => phone().onUnhandled(fail),
      json({ event: CANARY }),
      500,
    ],
    [
      "a type that does not fit",
      () => phone(),
      json({ ...chat, visitor_name: { [CANARY]: CANARY } }),
      422,
    ],
    ["a missing field", () => phone(), json({ event: "newChat", visitor_name: CANARY }), 422],
    ["fields that prove nothing", () => lines(), json({ uuid: CANARY, [CANARY]: CANARY }), 422],
    ["a trigger that is none", () => lines(), at(`?trigger=${CANARY}`), 422],
    ["two events", () => phone(), json({ ...chat, event: [CANARY, "newChat"] }), 422],
    [
      "broken JSON",
      () => phone(),
      text("application/json", `{"event":"newChat","a":"${CANARY}",,}`),
      400,
    ],
    ["JSON that ends early", () => phone(), text("application/json", `{"event":"${CANARY}`), 400],
    [
      "bytes that are not UTF-8",
      () => phone(),
      text("application/json", Buffer.from(`{"a":"${CANARY}\xe9"}`, "latin1")),
      400,
    ],
    ["a list", () => phone(), json([CANARY]), 400],
    ["plain words", () => phone(), text("text/plain", CANARY), 400],
    ["a broken escape", () => phone(), form(`event=newChat&a=${CANARY}%E9`), 400],
    [
      "a key that attacks prototypes",
      () => phone(),
      text("application/json", `{"event":"newChat","__proto__":{"${CANARY}":"${CANARY}"}}`),
      400,
    ],
    [
      "too deep a body",
      () => phone(),
      text("application/json", `{"${CANARY}":${'{"a":'.repeat(40)}"${CANARY}"${"}".repeat(41)}`),
      400,
    ],
    [
      "too many keys",
      () => phone(),
      form(Array.from({ length: 1001 }, (_, i) => `${CANARY}${i}=${CANARY}`).join("&")),
      400,
    ],
    ["too large a body", () => phone({ limit: 10 }), json(chat), 413],
    [
      "too large a body, compressed",
      () => phone({ limit: 100 }),
      text("application/json", gzipSync(JSON.stringify({ ...chat, more: CANARY.repeat(9) })), {
        "content-encoding": "gzip",
      }),
      413,
    ],
    [
      "broken compression",
      () => phone(),
      text("application/json", CANARY, { "content-encoding": "gzip" }),
      400,
    ],
    [
      "an unknown compression",
      () => phone(),
      text("application/json", CANARY, { "content-encoding": CANARY }),
      415,
    ],
    ["an unknown charset", () => phone(), text(`application/json; charset=${CANARY}`, "{}"), 415],
    ["an unknown type", () => phone(), text(`application/${CANARY}`, CANARY), 415],
    ["an unknown path", () => phone(), at(`/${CANARY}`), 404],
    [
      "a wrong secret in the query",
      () => phone({ auth: sharedSecret(SECRET) }),
      at(`?token=${CANARY}`),
      401,
    ],
    [
      "two secrets in the query",
      () => phone({ auth: sharedSecret(SECRET) }),
      at(`?token=${SECRET}&token=${SECRET}`),
      401,
    ],
    ["the right secret", () => phone({ auth: sharedSecret(SECRET) }), at(`?token=${SECRET}`), 202],
    [
      "the right secret before broken JSON",
      () => phone({ auth: sharedSecret(SECRET) }),
      text("application/json", "{", {}, `?token=${SECRET}`),
      400,
    ],
    [
      "a wrong secret in a header",
      () => phone({ auth: sharedSecret(SECRET, { header: "x-key" }) }),
      (post) => post().set("x-key", CANARY).send(chat),
      401,
    ],
    [
      "a wrong login",
      () =>
        phone({
          auth: anyOf(
            basicAuth({ username: "pbx", password: SECRET }),
            sharedSecret(SECRET, { bearer: true }),
          ),
        }),
      (post) => post().auth(CANARY, CANARY).send(chat),
      401,
    ],
    [
      "a wrong signature",
      () => phone({ auth: hmacSignature(SECRET, { header: "x-signature" }) }),
      (post) => post().set("x-signature", CANARY).send(chat),
      401,
    ],
    [
      "an unknown address",
      () => phone({ auth: allowAddresses("192.0.2.7") }),
      (post) => post().set("x-forwarded-for", CANARY).send(chat),
      403,
    ],
    ["an authenticator that fails", () => phone({ auth: custom(fail) }), json(chat), 500],
    ["a handler that fails", () => phone().on("newChat", fail), json(chat), 500],
    [
      "a handler that throws a text",
      () =>
        phone().on("newChat", () => {
          throw CANARY;
        }),
      json(chat),
      500,
    ],
    ["a reply that fails", () => phone().on("callerInformation", fail), json(ringing), 500],
    [
      "a reply that does not fit",
      () => phone().on("callerInformation", () => ({ caller_name: [CANARY] as never })),
      json(ringing),
      500,
    ],
    [
      "a reply that can't be written",
      () =>
        phone().on(
          "callerInformation",
          () =>
            ({
              toJSON: fail,
              caller_name: {
                toJSON() {
                  throw failure();
                },
              },
            }) as never,
        ),
      json(ringing),
      500,
    ],
    [
      "a late reply",
      () => phone({ deadlineMs: 20 }).on("callerInformation", never),
      json(ringing),
      503,
    ],
    [
      "a late handler that then fails",
      () => phone({ deadlineMs: 20 }).on("newChat", () => sleep(40).then(fail)),
      json(chat),
      202,
    ],
    [
      "listeners that fail",
      () => phone().on("newChat", fail).onError(fail).onRejected(fail),
      json(chat),
      500,
    ],
    [
      "a listener of refusals that fails",
      () => phone().onRejected(fail),
      json({ event: "newChat", visitor_name: CANARY }),
      422,
    ],
    [
      "a store that fails",
      () =>
        phone({ duplicates: { ...memoryDuplicates(), claim: fail, complete: fail } }).on(
          "newChat",
          () => {},
        ),
      json(chat),
      200,
    ],
    [
      "a validator that throws",
      () =>
        acme(() => {
          throw failure();
        }),
      json(chat),
      500,
    ],
    [
      "a validator that says too much",
      () => acme(Object.assign(() => false, { errors: [] })),
      json(chat),
      422,
    ],
  ])("of %s", async (_case, make, send, status) => {
    const app = express().use("/hook", make());
    expect((await answerTo(app, send)).status).toBe(status);
    const told = make();
    told.onError(tell).onRejected(tell);
    expect((await answerTo(express().use("/hook", told), send)).status).toBe(status);
    expect(said.length).toBeGreaterThan(0);
    expect(said.flat().join("\n")).not.toContain(CANARY);
  });

  it("of deliveries that a drain refuses and gives up", async () => {
    const receiver = phone({ auth: sharedSecret(SECRET) }).on("newChat", never);
    const app = express().use("/hook", receiver);
    const first = answerTo(app, at(`?token=${SECRET}`));
    await sleep(30);
    await receiver.drain(20);
    expect((await first).status).toBe(503);
    expect((await answerTo(app, at(`?token=${SECRET}`))).status).toBe(503);
    expect(said.flat().join("\n")).not.toContain(CANARY);
  });
});

describe.each(expresses)("behind %s, no sink holds a value or a secret", (_, express) => {
  it("of a body that another parser has lost", async () => {
    const app = express().use(express.urlencoded({ extended: true }), phone());
    const { status } = await answerTo(app, form(JSON.stringify(chat)), "/");
    expect(status).toBe(500);
    expect(said.flat().join("\n")).not.toContain(CANARY);
  });
});

it("the canary would be found", () => {
  console.error("%s", CANARY);
  tell(Object.assign(new Error("x"), { detail: CANARY }) as never);
  traced({ type: CANARY });
  expect(said.flat().filter((part) => String(part).includes(CANARY))).toHaveLength(3);
});
