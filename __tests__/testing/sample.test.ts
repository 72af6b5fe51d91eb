import { describe, expect, it } from "@jest/globals";
import {
  type Contract,
  callsavvy,
  callsavvyProvider,
  defineProvider,
  event,
  servetel,
} from "telephony-webhooks";
import {
  type DeliverOptions,
  deliver,
  describeShape,
  encodings,
  type ShapeName,
  sample,
  shapeNames,
  shapesOf,
} from "telephony-webhooks/testing";
import { everyEvent, type ProviderName, sampleOf } from "../helpers/every-event";
import { publishedSchema } from "../properties/published-schemas";

const phone = callsavvy({ auth: "none", unhandled: "next" });
const lines = servetel({ auth: "none", unhandled: "next" });

const received = (
  provider: ProviderName,
  type: string,
  shape: ShapeName | undefined,
  options: DeliverOptions,
) =>
  deliver(
    { callsavvy: phone, servetel: lines }[provider],
    sampleOf(provider, type, {}, { ...(shape && { shape }), fresh: true }),
    options,
  );

const shapesOfAny = shapesOf as (provider: ProviderName, type: string) => readonly ShapeName[];

/** Those of a click-to-call's end and of a call's end share a shape. */
const provenType = (type: string) =>
  ["callMissed", "callHangup"].includes(type) ? "callMissedOrAnswered" : type;

describe("a sample", () => {
  it.each(everyEvent)(
    "of %s %s arrives as that event in every shape and encoding",
    async (provider, type) => {
      const ways = encodings.filter((as) => as !== "get" || provider === "servetel");
      for (const shape of [undefined, ...shapesOfAny(provider, type)]) {
        for (const as of ways) {
          const { event } = await received(provider, type, shape, { as });
          expect([shape, as, event?.type]).toEqual([shape, as, type]);
          expect(publishedSchema(provider, type).accepts({ ...event?.payload })).toBe(true);
        }
      }
    },
  );

  it.each(everyEvent)("of %s %s is recognised by its fields alone", async (provider, type) => {
    for (const as of ["json", "form"] as const) {
      const { event } = await received(provider, type, undefined, { as, trigger: "none" });
      expect([as, event?.type]).toEqual([as, provenType(type)]);
    }
  });

  it.each(everyEvent)(
    "of %s %s has nothing to repair in its documented shape",
    async (provider, type) => {
      const { event } = await received(provider, type, "documented", { as: "json" });
      expect(event?.repairs).toEqual([]);
    },
  );

  it("is the same every time, and another call, ticket or chat where it is fresh", async () => {
    for (const [provider, type] of everyEvent) {
      const ids = new Set<string | undefined>();
      for (const fresh of [false, false, true, true]) {
        const delivery = sampleOf(provider, type, {}, { fresh });
        const { event } = await deliver({ callsavvy: phone, servetel: lines }[provider], delivery);
        ids.add(event?.id);
      }
      const waitsForReply = ["callerInformation", "chatbotCallback"].includes(type);
      expect([type, ids.size]).toEqual([type, waitsForReply ? 1 : 3]);
    }
  });

  it("that is fresh is of now, and lasts as long as ever", () => {
    const { fields } = sample("servetel", "callHangup", {}, { fresh: true, shape: "documented" });
    const msOf = (stamp: unknown) => Date.parse(`${String(stamp).replace(" ", "T")}+05:30`);
    const { start_stamp, end_stamp, start_date, start_time, call_flow } = fields;
    expect(Math.abs(Date.now() - msOf(end_stamp))).toBeLessThan(60_000);
    expect(msOf(end_stamp) - msOf(start_stamp)).toBe(30_000);
    expect(`${start_date} ${start_time}`).toBe(start_stamp);
    const [first] = call_flow as { time: string }[];
    expect(Math.abs(Date.now() / 1000 - Number(first?.time))).toBeLessThan(120);
  });

  it("that is fresh keeps what the test says", () => {
    const { fields } = sample("servetel", "callMissed", { uuid: "64b7d1c02e9af" }, { fresh: true });
    expect(fields["uuid"]).toBe("64b7d1c02e9af");
  });

  it("is nobody else's, down to the last list", () => {
    const { fields } = sample("servetel", "callMissed");
    (fields["call_flow"] as unknown[]).length = 0;
    expect(sample("servetel", "callMissed").fields["call_flow"]).toHaveLength(3);
  });

  it("takes other fields, and leaves out those that are undefined", () => {
    const changes = { visitor_name: "Ravi Example", visitor_phone: undefined, priority: "high" };
    const { fields } = sample("callsavvy", "newChat", changes);
    expect(fields).toMatchObject({ visitor_name: "Ravi Example", priority: "high" });
    expect(fields).not.toHaveProperty("visitor_phone");
  });

  it("writes other fields in its shape, too, whatever the order of several", () => {
    const changes = { caller_id_number: "+915550002222" };
    for (const shape of [
      ["dollar-keys", "lost-plus"],
      ["lost-plus", "dollar-keys"],
    ] as const) {
      const { fields } = sample("servetel", "callMissed", changes, { shape });
      expect(fields).toMatchObject({ $caller_id_number: " 915550002222" });
    }
  });

  it("is data that says who sends what, and how", () => {
    const { fields: _, ...missed } = sample("servetel", "callMissed");
    expect(missed).toEqual({
      provider: "servetel",
      type: "callMissed",
      trigger: "call-missed",
      as: "json",
    });
    const { fields: __, ...message } = sample("callsavvy", "chatbotCallback");
    expect(message).toEqual({ provider: "callsavvy", type: "chatbotCallback", as: "form" });
  });
});

describe("a shape", () => {
  it.each([
    ["stock-template", "callMissed", { call_connected: "0", campaign_name: "$campaign_name" }],
    ["dollar-keys", "callMissed", { $uuid: "65a1f0c2b3d50" }],
    ["blank-edges", "callMissed", { "uuid ": "65a1f0c2b3d50 ", "call_connected ": 0 }],
    ["unfilled", "callMissed", { recording_name: "$recording_name" }],
    ["lost-plus", "callMissed", { caller_id_number: " 915550001234" }],
    ["empty-for-absent", "callMissed", { answered_agent: "" }],
    ["unquoted-numbers", "callMissed", { duration: 26 }],
    ["quoted-numbers", "callMissed", { call_connected: "0" }],
    [
      "json-in-text",
      "callMissed",
      { billing_circle: '{"operator":"Example Telecom","circle":"Delhi"}' },
    ],
    ["go-in-text", "callMissed", { billing_circle: "map[circle:Delhi operator:Example Telecom]" }],
    [
      "lone-items",
      "callMissed",
      { missed_agent: expect.objectContaining({ name: "Ravi Example" }) },
    ],
    ["epoch-stamps", "callMissed", { start_stamp: "1783782663" }],
    ["iso-stamps", "callMissed", { start_stamp: "2026-07-11T15:11:03.000Z" }],
    ["hidden-caller", "callMissed", { caller_id_number: "" }],
    ["unknown-keys", "callMissed", { x_shelf: "B 12" }],
    ["markup", "dtmfOption", { campaign_name: '<img src=x onerror="alert(1)">' }],
  ] as const)("%s looks as it says", (shape, type, fields) => {
    expect(sample("servetel", type, {}, { shape }).fields).toMatchObject(fields);
    expect(shapesOf("servetel", type)).toContain(shape);
  });

  it.each(shapeNames)("%s is described in words, and some event can have it", (name) => {
    expect(describeShape(name)).toMatch(/^[\w"][^.]+$/);
    const owners = everyEvent.filter(([provider, type]) =>
      shapesOfAny(provider, type).includes(name),
    );
    expect(owners).not.toEqual([]);
  });

  it("of a template is none of Callsavvy's", () => {
    const own = Object.keys(callsavvyProvider.events).flatMap((type) =>
      shapesOf("callsavvy", type as never),
    );
    expect(own).not.toContain("dollar-keys");
    expect(own).not.toContain("stock-template");
  });
});

describe("a sample of a provider of the user's", () => {
  const payload = { kind: "ringing", from: "+915550001234" };
  const schema = { type: "object", properties: { kind: {}, from: { type: "string" } } };
  const defined = (definition: Contract) =>
    defineProvider({
      name: "acme",
      identify: { by: "field", field: "kind" },
      bodyTypes: ["form"],
      events: { ringing: event<{ from: string }>(definition) },
    });

  it("is the example of its schema", () => {
    const acme = defined({ schema: { ...schema, examples: [payload] } });
    expect(sample(acme, "ringing", { from: "" })).toEqual({
      provider: "acme",
      type: "ringing",
      as: "form",
      fields: { kind: "ringing", from: "" },
    });
  });

  it("is the example that its validator carries", () => {
    const validate = Object.assign(() => true, { schema: { examples: [payload] } });
    expect(sample(defined({ validate }), "ringing").fields).toEqual(payload);
  });

  it("has a template's shapes where it has a template, but no stock template", () => {
    const example = { ...payload, weight: "12" };
    const acme = defineProvider({
      name: "acme",
      identify: { by: "trigger" },
      template: { phoneFields: ["from"] },
      events: { ringing: event<{ from: string }>({ schema: { ...schema, examples: [example] } }) },
    });
    expect(sample(acme, "ringing").fields).toEqual(example);
    expect(sample(acme, "ringing", {}, { shape: ["blank-edges", "lost-plus"] }).fields).toEqual({
      "kind ": "ringing ",
      "from ": " 915550001234 ",
      weight: "12",
    });
    expect(sample(acme, "ringing", {}, { shape: "dollar-keys" }).fields).toEqual({
      $kind: "ringing",
      $from: "+915550001234",
      weight: "12",
    });
    expect(shapesOf(acme, "ringing")).toEqual([
      "documented",
      "lost-plus",
      "unknown-keys",
      "dollar-keys",
      "blank-edges",
    ]);
  });

  it.each([
    ["a schema without examples", { schema }],
    ["a validator without a schema", { validate: () => true }],
  ])("needs more than %s", (_what, definition: Contract) => {
    expect(() => sample(defined(definition), "ringing")).toThrow(
      'There is no sample of acme\'s ringing: give its schema a payload in "examples".',
    );
  });
});

describe("a mistake in asking for a sample", () => {
  it.each([
    [() => sample("servtel" as never, "callMissed" as never), 'Did you mean "servetel"?'],
    [() => sample("servetel", "callMised" as never), 'Did you mean "callMissed"?'],
    [
      () => sample("servetel", "callMissed", {}, { shape: "lone-item" as never }),
      'Did you mean "lone-items"?',
    ],
    [
      () => sample("callsavvy", "newChat", {}, { shape: "lone-items" }),
      'newChat can\'t have the shape "lone-items". It can have: documented, unquoted-numbers,',
    ],
  ])("is answered with the fix", (ask, fix) => {
    expect(ask).toThrow(TypeError);
    expect(ask).toThrow(fix);
  });
});
