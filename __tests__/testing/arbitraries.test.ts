import { describe, expect, it, jest } from "@jest/globals";
import fc from "fast-check";
import { callsavvy, defineProvider, event, servetel } from "telephony-webhooks";
import { type Delivery, deliver } from "telephony-webhooks/testing";
import { arbitraryDelivery, arbitraryPayload } from "telephony-webhooks/testing/arbitraries";
import { everyEvent, type ProviderName, sampleOf } from "../helpers/every-event";
import { publishedSchema } from "../properties/published-schemas";
import { seeded } from "../properties/seeded";

jest.setTimeout(60_000);

const receivers = {
  callsavvy: callsavvy({ auth: "none", unhandled: "next" }),
  servetel: servetel({ auth: "none", unhandled: "next" }),
};

const payloadOfAny = arbitraryPayload as (
  provider: ProviderName,
  type: string,
) => fc.Arbitrary<Readonly<Record<string, unknown>>>;
const deliveryOfAny = arbitraryDelivery as (
  provider: ProviderName,
  type: string,
) => fc.Arbitrary<Delivery>;

describe("an arbitrary payload", () => {
  it.each(everyEvent)("of %s %s fits its schema and needs no repair", async (provider, type) => {
    const { accepts } = publishedSchema(provider, type);
    const delivery = { ...sampleOf(provider, type), as: "json" } as const;
    await fc.assert(
      fc.asyncProperty(payloadOfAny(provider, type), async (payload) => {
        expect(accepts(payload)).toBe(true);

        const { event } = await deliver(receivers[provider], { ...delivery, fields: payload });
        expect(event?.repairs).toEqual([]);
        expect({ ...event?.payload }).toEqual(payload);
      }),
      seeded(20),
    );
  });

  it("sometimes lacks what is optional, and never what is required", () => {
    const payloads = fc.sample(arbitraryPayload("servetel", "callMissed"), { ...seeded(100) });
    const withNumber = payloads.filter(({ billsec }) => billsec !== undefined);
    expect(withNumber.length).toBeGreaterThan(10);
    expect(withNumber.length).toBeLessThan(90);
    expect(payloads.every(({ uuid }) => uuid.length > 0)).toBe(true);
  });
});

describe("an arbitrary delivery", () => {
  it.each(everyEvent)("of %s %s is taken for that event", async (provider, type) => {
    await fc.assert(
      fc.asyncProperty(deliveryOfAny(provider, type), async (delivery) => {
        const { event } = await deliver(receivers[provider], delivery);
        expect(event?.type).toBe(type);
      }),
      seeded(40),
    );
  });

  it("comes in every encoding that the provider sends", () => {
    const encodingsOf = (arbitrary: fc.Arbitrary<{ as: string }>) =>
      [...new Set(fc.sample(arbitrary, { ...seeded(50) }).map(({ as }) => as))].sort();
    expect(encodingsOf(arbitraryDelivery("callsavvy", "newChat"))).toEqual(["form", "json"]);
    expect(encodingsOf(arbitraryDelivery("servetel", "dtmfOption"))).toEqual([
      "form",
      "get",
      "json",
    ]);
  });
});

describe("payloads of a provider of the user's", () => {
  const payloadsOf = (schema: object | undefined) =>
    arbitraryPayload(
      defineProvider({
        name: "acme",
        identify: { by: "field", field: "kind" },
        events: {
          ringing: event<{ kind: string }>({ validate: Object.assign(() => true, { schema }) }),
        },
      }),
      "ringing",
    );

  it("obey the keywords of the portable profile and booleans and numbers", () => {
    const payloads = payloadsOf({
      type: "object",
      required: ["kind", "rings", "isNew", "ratio", "name", "tags", "left"],
      properties: {
        kind: { enum: ["ringing"] },
        rings: { type: "integer", minimum: 1, maximum: 9 },
        isNew: { type: "boolean" },
        ratio: { type: "number" },
        name: { type: "string", minLength: 30 },
        tags: { type: "array" },
        left: { type: "object" },
      },
    });
    fc.assert(
      fc.property(payloads, (payload) => {
        expect(payload).toEqual({
          kind: "ringing",
          rings: expect.any(Number),
          isNew: expect.any(Boolean),
          ratio: expect.any(Number),
          name: expect.stringMatching(/^.{30,}$/s),
          tags: expect.any(Array),
          left: {},
        });
        expect([1, 2, 3, 4, 5, 6, 7, 8, 9]).toContain(payload["rings"]);
      }),
      seeded(50),
    );
  });

  it.each([
    [{ type: "object", properties: { kind: { type: "string", pattern: "^r" } } }, '"pattern"'],
    [{ type: "object", properties: { kind: { $ref: "other.json" } } }, '"$ref"'],
    [undefined, "acme's ringing has no schema to make payloads from."],
  ])("can't be made from %j", (schema, complaint) => {
    const ask = () => payloadsOf(schema);
    expect(ask).toThrow(TypeError);
    expect(ask).toThrow(complaint);
  });
});
