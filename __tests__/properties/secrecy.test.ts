import { describe, expect, it, jest } from "@jest/globals";
import fc from "fast-check";
import type { Reception } from "../../lib/delivery";
import type { WebhookError } from "../../lib/errors";
import { Handlers } from "../../lib/handlers";
import { Listeners } from "../../lib/listeners";
import { callsavvyProvider } from "../../lib/providers/callsavvy";
import { servetelProvider } from "../../lib/providers/servetel";
import { createReception } from "../../lib/receiver";
import { asForm, asJson, asQuery } from "../helpers/encode";
import type { Sent } from "../helpers/keep-alive";
import { deliver } from "../helpers/memory-transport";
import { silenceConsole } from "../helpers/silence";
import { textsIn } from "../helpers/texts-in";
import {
  oddFields,
  oddValue,
  type ProviderName,
  pathOf,
  plainEvents,
  providerNames,
} from "./arbitrary-deliveries";
import { seeded } from "./seeded";

jest.setTimeout(60_000);

const console = silenceConsole();

/** What nobody but the handlers may see. It is in every delivery, wherever a sender or a person may put it. */
const CANARY = "canary";

const canary = fc.constantFrom<unknown>(
  ...[CANARY, `$${CANARY}`, ` ${CANARY}`, `[${CANARY}`, `["${CANARY}"]`, `{"${CANARY}":1}`],
  ...[[CANARY], [[CANARY]], { [CANARY]: 1 }, { id: CANARY }, [{ id: { name: CANARY } }]],
);

/** Events with the canary in one field, or in any, some of which can't be read or don't fit for it. */
const events = fc.oneof(
  ...providerNames.map((provider) => {
    const name = fc.constantFrom("event", "uuid", "caller_number", "answered_agent", CANARY);
    const odd = fc.oneof(oddFields(provider, fc.oneof(canary, oddValue)), fc.constant({}));
    return fc
      .tuple(plainEvents(provider), odd, name, canary)
      .map(([{ type, fields }, odd, name, value]) => ({
        provider,
        path: pathOf(provider, type),
        fields: { ...fields, ...odd, [name]: value },
      }));
  }),
);

/** What may happen to a text on its way: it is cut off, or broken right at the canary, which a parser would quote. */
const damage = fc.oneof(
  fc.constant((text: string) => text),
  fc.nat(200).map((length) => (text: string) => text.slice(0, length)),
  fc.constant((text: string) => text.replaceAll(`"${CANARY}`, CANARY)),
  fc
    .constantFrom('"x', '"]', "%ff", "%", "&a[", "\0")
    .map((junk) => (text: string) => text.replace(CANARY, CANARY + junk)),
);

const deliveries = fc
  .record({
    event: events,
    encode: fc.constantFrom(asJson, asForm, asQuery),
    damage,
    path: fc.constantFrom(undefined, undefined, "/", `/${CANARY}`),
    contentType: fc.constantFrom(
      ...[undefined, undefined, undefined, "text/plain"],
      ...[`text/${CANARY}`, `application/json; charset=${CANARY}`],
    ),
    hint: fc.constantFrom(undefined, `trigger=${CANARY}`),
  })
  .map(({ event, encode, damage, path = event.path, contentType, hint }) => {
    const { body, query, ...encoded } = encode(event.fields);
    const sent: Sent = {
      ...encoded,
      path,
      ...(contentType && { headers: { "Content-Type": contentType } }),
      ...(body && { body: damage(body) }),
      query: [query && damage(query), hint].filter(Boolean).join("&"),
    };
    return { provider: event.provider, sent };
  });

/** Handlers that tell of what they were given, when they fail. */
type Handle = (payload: object) => unknown;
const handles: Record<string, Handle> = {
  "returns what is no reply": (payload) => ({ caller_name: payload }),
  "returns the payload": (payload) => payload,
  "throws an error": (payload) => {
    throw new Error(JSON.stringify(payload));
  },
  "throws an error of many lines": (payload) => {
    throw new TypeError(`\n${Object.values(payload).join("\n    at ")}`);
  },
  "throws an error that has changed since its stack was written": (payload) => {
    const error = new Error(String(Object.values(payload)));
    void error.stack;
    throw Object.assign(error, { name: "Renamed", message: "changed" });
  },
  "throws an error with a cause": (payload) => {
    throw new Error("failed", { cause: payload });
  },
  "throws the payload": (payload) => {
    throw payload;
  },
  "parses a text of it": (payload) => JSON.parse(`${Object.values(payload)}`),
};

const receptions = {
  callsavvy: createReception(callsavvyProvider, { auth: "none" }),
  servetel: createReception(servetelProvider, { auth: "none" }),
};

/** A receiver that has said nothing yet: some things are said once only. */
function newReception(provider: ProviderName, handle: Handle | undefined): Reception {
  const { catalog } = receptions[provider];
  const handlers = new Handlers(catalog);
  if (handle) {
    for (const type of catalog.events.keys()) handlers.add(type, ({ payload }) => handle(payload));
  }
  return { ...receptions[provider], handlers, listeners: new Listeners(catalog) };
}

describe("a value of a payload", () => {
  it("is in no answer and on no line of the log, whatever is wrong with the delivery or its handler", async () => {
    const statuses = new Set<number | undefined>();
    const way = fc.constantFrom(undefined, ...Object.values(handles));
    await fc.assert(
      fc.asyncProperty(deliveries, way, async ({ provider, sent }, handle) => {
        const reception = newReception(provider, handle);
        const said = console.lines().length;
        const { answer } = await deliver(reception, sent);
        statuses.add(answer?.status);
        const all = [JSON.stringify(answer), ...console.lines().slice(said)].join("\n");
        expect(all).not.toContain(CANARY);
      }),
      seeded(500),
    );
    expect([...statuses]).toEqual(expect.arrayContaining([200, 202, 400, 404, 415, 422, 500]));
  });

  it("is in no part of the error that a refusal is told by", async () => {
    const codes = new Set<string>();
    await fc.assert(
      fc.asyncProperty(deliveries, async ({ provider, sent }) => {
        const reception = newReception(provider, undefined);
        const refusals: WebhookError[] = [];
        reception.listeners.add("onRejected", (error: WebhookError) => refusals.push(error));
        await deliver(reception, sent);
        expect(textsIn(refusals).join("\n")).not.toContain(CANARY);
        for (const { code } of refusals) codes.add(code);
      }),
      seeded(300),
    );
    expect(codes.size).toBeGreaterThan(5);
  });
});
