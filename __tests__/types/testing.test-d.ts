/** Checked by the compiler: `npm run typecheck`, and `npm test` through types.test.ts. */
import { createServer } from "node:http";
import { expectTypeOf } from "expect-type";
import express from "express";
import express4 from "express4";
import type * as fc from "fast-check";
import {
  type CallMissed,
  type CallSummary,
  callsavvy,
  defineProvider,
  type EventOf,
  event,
  type ServetelProvider,
  type UnknownKeys,
} from "telephony-webhooks";
import { deliver, sample, shapesOf } from "telephony-webhooks/testing";
import { arbitraryDelivery, arbitraryPayload } from "telephony-webhooks/testing/arbitraries";

// A sample knows its event, and so does what becomes of it.
const missed = sample("servetel", "callMissed");
expectTypeOf(missed.provider).toEqualTypeOf<"servetel">();
expectTypeOf(missed.type).toEqualTypeOf<"callMissed">();
const app = express();
void deliver(app, missed).then(({ event, status, durationMs }) => {
  expectTypeOf(event).toEqualTypeOf<EventOf<ServetelProvider, "callMissed"> | undefined>();
  expectTypeOf([status, durationMs]).toEqualTypeOf<number[]>();
});

// A reply has the fields that the provider reads, or is text.
void deliver(app, sample("callsavvy", "callerInformation")).then(({ reply }) => {
  expectTypeOf(reply?.caller_name).toEqualTypeOf<string | undefined>();
});
void deliver(app, sample("callsavvy", "chatbotCallback")).then(({ reply }) => {
  expectTypeOf(reply).toEqualTypeOf<string | undefined>();
});

// Apps of both Expresses, receivers, servers and addresses take deliveries.
void deliver(express4(), missed);
void deliver(callsavvy({ auth: "none" }), missed);
void deliver(createServer(), missed);
void deliver(new URL("http://localhost:3000"), missed, { as: "form-go", timeoutMs: 500 });

// Any field can be changed, to any value, since senders do so too.
sample("callsavvy", "callSummary", { call_duration: 12, recording_url: undefined, priority: {} });
sample("servetel", "callMissed", {}, { shape: ["dollar-keys", "lone-items"], fresh: true });

// Mistakes.
// @ts-expect-error no such provider
sample("acefone", "callMissed");
// @ts-expect-error no such event of this provider
sample("callsavvy", "callMissed");
// @ts-expect-error no such shape
sample("servetel", "callMissed", {}, { shape: "lone-item" });
// @ts-expect-error no such encoding
void deliver(app, missed, { as: "xml" });
// @ts-expect-error no such event
shapesOf("servetel", "newChat");

// A secret out of the environment, set or not.
void deliver(app, missed, { token: process.env["SERVETEL_SECRET"] });

// A provider of the user's.
const acme = defineProvider({
  name: "acme",
  identify: { by: "field", field: "kind" },
  events: { ringing: event<{ kind: "ringing"; from: string }>({ schema: { examples: [{}] } }) },
});
void deliver(app, sample(acme, "ringing")).then(({ event }) => {
  expectTypeOf(event?.payload.from).toEqualTypeOf<string | undefined>();
});
// @ts-expect-error no such event of theirs
sample(acme, "rining");

// Arbitraries.
expectTypeOf(arbitraryPayload("servetel", "callMissed")).toEqualTypeOf<
  fc.Arbitrary<CallMissed & UnknownKeys>
>();
expectTypeOf(arbitraryPayload("callsavvy", "callSummary")).toEqualTypeOf<
  fc.Arbitrary<CallSummary & UnknownKeys>
>();
expectTypeOf(arbitraryDelivery("servetel", "callMissed")).toEqualTypeOf<
  fc.Arbitrary<typeof missed>
>();
