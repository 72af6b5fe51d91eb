import { describe, expect, it, jest } from "@jest/globals";
import fc from "fast-check";
import { html } from "../../lib/html";
import { isObject } from "../../lib/json";
import { callsavvyProvider } from "../../lib/providers/callsavvy";
import { createReception } from "../../lib/receiver";
import { ringing } from "../fixtures/minimal";
import { asForm, asJson } from "../helpers/encode";
import { deliver } from "../helpers/memory-transport";
import { anyText } from "./arbitrary-texts";
import { publishedSchema } from "./published-schemas";
import { seeded } from "./seeded";

jest.setTimeout(60_000);

const message = {
  event: "chatbotCallback",
  original_message: "Are you open on Sunday?",
  sender_name: "Asha Example",
  bot_name: "opening hours",
  business_name: "Example Traders",
};

/** What is answered where the handler of an event returns a value. */
async function answerTo(fields: { event: string }, returned: unknown, fallback?: unknown) {
  const reception = createReception(callsavvyProvider, { auth: "none" });
  reception.listeners.add("onError", () => {});
  reception.handlers.add(fields.event, () => returned, { fallback });
  const encode = fields.event === "chatbotCallback" ? asForm : asJson;
  const { answer } = await deliver(reception, encode(fields));
  return {
    status: answer?.status,
    type: answer?.headers?.["Content-Type"],
    body: answer?.body ?? "",
  };
}

const member = fc.oneof(anyText, fc.jsonValue({ maxDepth: 2 }));
const members = {
  ...{ caller_name: member, caller_email: member, customer_info: member, status: member },
  ...{ card_number: member, toJSON: member },
};
const jsonValue = fc.oneof(
  fc.record(members, { requiredKeys: [] }),
  fc.record({ caller_name: fc.string(), customer_info: fc.constantFrom("Gold", null) }),
  fc.jsonValue(),
);
/** All that a program can return and JSON may have no text for. */
const value = fc.anything({
  ...{ withBigInt: true, withDate: true, withMap: true, withSet: true, withTypedArray: true },
  ...{ withNullPrototype: true, withSparseArray: true, withBoxedValues: true },
});
const anything = fc.oneof(
  fc.record({ caller_name: value, customer_info: value }, { requiredKeys: [] }),
  value,
);

/** What of a returned value the call screen has a place for. */
const shown = ["caller_name", "caller_email", "customer_info"];
const isText = (value: unknown) =>
  value === undefined || value === null || typeof value === "string";

describe("the reply to callerInformation", () => {
  const { schema, accepts } = publishedSchema("callsavvy", "callerInformation.reply");

  it("is sent exactly where the returned JSON has texts, or nothing, for what it declares", async () => {
    const sent = { 200: 0, 500: 0 };
    await fc.assert(
      fc.asyncProperty(jsonValue, async (returned) => {
        const { status, body } = await answerTo(ringing, returned);
        const own = isObject(returned) ? Object.entries(returned) : undefined;
        const isFit = own?.every(([name, value]) => !shown.includes(name) || isText(value));
        expect(status).toBe(isFit ? 200 : 500);
        if (status !== 200) return void sent[500]++;
        sent[200]++;
        const texts = own?.filter(([name, value]) => shown.includes(name) && value !== null);
        expect(JSON.parse(body)).toEqual({
          ...Object.fromEntries(shown.map((name) => [name, ""])),
          ...Object.fromEntries(texts ?? []),
          status: "success",
        });
      }),
      seeded(300),
    );
    expect(Math.min(sent[200], sent[500])).toBeGreaterThan(50);
  });

  it("fits its published schema and holds nothing else, or is a problem, whatever is returned", async () => {
    const declared = Object.keys(schema.properties ?? {});
    await fc.assert(
      fc.asyncProperty(fc.oneof(jsonValue, anything), async (returned) => {
        const { status, type, body } = await answerTo(ringing, returned);
        const sent = JSON.parse(body) as object;
        if (status === 200) {
          expect(type).toBe("application/json; charset=utf-8");
          expect([accepts(sent), accepts.errors]).toEqual([true, null]);
          expect(declared).toEqual(expect.arrayContaining(Object.keys(sent)));
        } else {
          expect([status, type]).toEqual([500, "application/problem+json"]);
          expect(sent).toMatchObject({ status: 500, code: "ERR_REPLY_INVALID" });
        }
      }),
      seeded(300),
    );
  });

  it("is what was returned or the fallback, and never a problem, where there is a fallback", async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(jsonValue, anything), async (returned) => {
        const { status, body } = await answerTo(ringing, returned, { caller_name: "unknown" });
        expect([status, accepts(JSON.parse(body))]).toEqual([200, true]);
      }),
      seeded(150),
    );
  });
});

describe("the reply to chatbotCallback", () => {
  it("is the returned text to the letter, escaped in html, and a problem for anything else", async () => {
    const returned = fc.oneof(
      anyText,
      fc.string().map((text) => html`<p>${text}</p>`),
      jsonValue,
      anything,
    );
    await fc.assert(
      fc.asyncProperty(returned, async (returned) => {
        const { status, type, body } = await answerTo(message, returned);
        if (typeof returned === "string") {
          expect([status, type, body]).toEqual([200, "text/plain; charset=utf-8", returned]);
        } else if (status === 200) {
          expect([type, body]).toEqual(["text/html; charset=utf-8", String(returned)]);
          expect(body).toMatch(/^<p>[^<]*<\/p>$/);
        } else {
          expect(JSON.parse(body)).toMatchObject({ status: 500, code: "ERR_REPLY_INVALID" });
        }
      }),
      seeded(250),
    );
  });
});
