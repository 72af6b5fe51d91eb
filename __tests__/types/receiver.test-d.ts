/** Checked by the compiler: `npm run typecheck`, and `npm test` through types.test.ts. */
import { expectTypeOf } from "expect-type";
import express, { type RequestHandler } from "express";
import express4, { type RequestHandler as RequestHandler4 } from "express4";
import {
  type Agent,
  type Authenticator,
  allOf,
  anyOf,
  type CallerInformation,
  type CallMissed,
  type CallSummary,
  callsavvy,
  type callsavvyProvider,
  createReceiver,
  custom,
  type DuplicateStore,
  defineProvider,
  type EventOf,
  event,
  html,
  memoryDuplicates,
  type Receiver,
  servetel,
  sharedSecret,
  type UnknownKeys,
  WebhookError,
  type WebhookEvent,
} from "telephony-webhooks";

const auth = sharedSecret(process.env["SECRET"]);
const refused = new WebhookError("ERR_UNAUTHENTICATED");
const phone = callsavvy({ auth });
const lines = servetel({
  auth: "none",
  trigger: "callMissed",
  fields: { call_to: "call_to_number" },
});

// A handler's event is inferred from its name.
phone.on("callSummary", (event) => {
  expectTypeOf(event).toEqualTypeOf<WebhookEvent<"callsavvy", "callSummary", CallSummary>>();
  expectTypeOf(event.payload).toEqualTypeOf<CallSummary & UnknownKeys>();
  expectTypeOf(event.payload.call_duration).toEqualTypeOf<string>();
  expectTypeOf(event.payload.call_status).toEqualTypeOf<string | undefined>();
  expectTypeOf(event.payload["undocumented"]).toEqualTypeOf<unknown>();
  expectTypeOf(event.signal).toEqualTypeOf<AbortSignal>();
});
lines.on("callMissed", ({ type, payload }) => {
  expectTypeOf(type).toEqualTypeOf<"callMissed">();
  expectTypeOf(payload.missed_agent).toEqualTypeOf<Agent[] | undefined>();
  expectTypeOf(payload.call_connected).toEqualTypeOf<number | undefined>();
});

// Several names give a union, narrowed by type.
lines.on(["dtmfOption", "callMissed"], (event) => {
  expectTypeOf(event.type).toEqualTypeOf<"dtmfOption" | "callMissed">();
  if (event.type === "dtmfOption")
    expectTypeOf(event.payload.digit_pressed).toEqualTypeOf<string>();
  else expectTypeOf(event.payload).toEqualTypeOf<CallMissed & UnknownKeys>();
});
phone.onAny((event) => {
  expectTypeOf(event).toEqualTypeOf<EventOf<typeof callsavvyProvider>>();
  if (event.type === "newChat") expectTypeOf(event.payload.visitor_name).toEqualTypeOf<string>();
});

// Repeats, shutdowns and authenticators.
phone.onDuplicate(({ provider }) => expectTypeOf(provider).toEqualTypeOf<"callsavvy">());
expectTypeOf(phone.drain()).toEqualTypeOf<Promise<number>>();
callsavvy({ auth, duplicates: memoryDuplicates({ ttlMs: { callSummary: 5_000 } }) });
const store: DuplicateStore = {
  claim: async (id, leaseMs) => (id.length > leaseMs ? "done" : "claimed"),
  complete: async () => "OK",
  fail: () => 1,
};
callsavvy({
  auth: allOf(auth, anyOf(custom(async ({ address }) => address === "::1"))),
  duplicates: store,
});
// @ts-expect-error: a claim is one of three words
store.claim = () => "OK";
// @ts-expect-error: an authenticator's verdict is no boolean
callsavvy({ auth: { authenticate: () => true } });
const signing: Authenticator = {
  authenticate: () => (bytes) => (bytes.length ? undefined : refused),
};
callsavvy({ auth: anyOf(signing, { authenticate: async () => undefined }) });

// Registration chains, and gives the same receiver.
expectTypeOf(phone.on("newChat", () => {})).toEqualTypeOf<Receiver<typeof callsavvyProvider>>();

// What a handler of a reply event returns is the reply.
phone.on("callerInformation", ({ payload }) => {
  expectTypeOf(payload).toEqualTypeOf<CallerInformation & UnknownKeys>();
  return { caller_name: payload.caller_number, caller_email: null, customer_info: undefined };
});
phone.on("callerInformation", async () => ({}), { fallback: { caller_name: "unknown" } });
phone.on("chatbotCallback", () => "text");
phone.on("chatbotCallback", async ({ payload }) => html`<p>${payload.sender_name}</p>`);
// @ts-expect-error a reply's fields are texts
phone.on("callerInformation", () => ({ caller_name: 4 }));
// @ts-expect-error a reply is not a number
phone.on("callerInformation", () => 4);
// @ts-expect-error a reply has to come
phone.on("callerInformation", () => {});
// @ts-expect-error a chatbot replies with text or html
phone.on("chatbotCallback", () => ({ text: "Hello" }));
// @ts-expect-error a fallback is a reply
phone.on("chatbotCallback", () => "text", { fallback: 4 });
// @ts-expect-error an event without a reply has no fallback
phone.on("newChat", () => {}, { fallback: {} });
// @ts-expect-error events with a reply are registered one by one
phone.on(["callerInformation", "newChat"], () => {});

// Names are the provider's.
// @ts-expect-error no such event
phone.on("callSumary", () => {});
// @ts-expect-error an event of the other provider
phone.on("callMissed", () => {});

// Options are checked.
// @ts-expect-error auth is missing
callsavvy({});
// @ts-expect-error no options at all
callsavvy();
// @ts-expect-error a secret is no authenticator
callsavvy({ auth: "a-secret-of-many-letters" });
// @ts-expect-error Callsavvy names its events itself
callsavvy({ auth, trigger: "callSummary" });
// @ts-expect-error Callsavvy's bodies come from no template
callsavvy({ auth, fields: {} });
// @ts-expect-error no such trigger
servetel({ auth, trigger: "call-missed" });
// @ts-expect-error no such field
servetel({ auth, fields: { call_to: "call_to_numbr" } });
// @ts-expect-error no such option
servetel({ auth, limmit: 4 });

// A receiver is middleware of both Expresses.
expectTypeOf(phone).toExtend<RequestHandler>();
expectTypeOf(phone).toExtend<RequestHandler4>();
express().use("/hook", phone).post("/other", lines);
express4().use("/hook", phone).post("/other", lines);

// A provider of the user's own, and its events on the request.
interface Ringing {
  readonly kind: "ringing";
  readonly from: string;
}
const acme = defineProvider({
  name: "acme",
  identify: { by: "field", field: "kind" },
  events: {
    ringing: event<Ringing>({ schema: { type: "object" } }),
    routing: event<{ kind: "routing" }, { to: string }>({
      schema: { type: "object" },
      reply: { kind: "json", schema: { type: "object" } },
    }),
  },
});

declare module "telephony-webhooks" {
  interface WebhookEvents {
    acme: EventOf<typeof acme>;
  }
}

const receiver = createReceiver(acme, { auth });
receiver.on("ringing", (event) => {
  expectTypeOf(event).toEqualTypeOf<WebhookEvent<"acme", "ringing", Ringing>>();
});
receiver.on("routing", () => ({ to: "sales" }));
// @ts-expect-error a wrong reply
receiver.on("routing", () => ({ to: 4 }));
// @ts-expect-error an event with a reply says which
event<Ringing, string>({ schema: {} });
// @ts-expect-error neither schema nor validator
event<Ringing>({});

express().post("/hook", phone, (req) => {
  const { webhook } = req;
  if (webhook?.provider === "callsavvy" && webhook.type === "callSummary") {
    expectTypeOf(webhook.payload.recording_url).toEqualTypeOf<string>();
  }
  if (webhook?.type === "ringing") expectTypeOf(webhook.payload.from).toEqualTypeOf<string>();
});
