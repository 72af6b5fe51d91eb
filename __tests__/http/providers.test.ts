import { describe, expect, it, jest } from "@jest/globals";
import Ajv from "ajv";
import express from "express";
import request from "supertest";
import {
  createReceiver,
  defineProvider,
  event,
  type Issue,
  type JsonSchema,
  type Provider,
  type Validator,
} from "telephony-webhooks";
import { silenceConsole } from "../helpers/silence";

const console = silenceConsole();

interface Ringing {
  readonly kind: "ringing";
  readonly from: string;
  readonly at?: string;
}

const ringingSchema = {
  type: "object",
  required: ["kind", "from"],
  properties: {
    kind: { type: "string", enum: ["ringing"] },
    from: { type: "string", minLength: 3 },
    at: { type: "string", format: "date-time" },
    line: { type: "integer" },
  },
} as const;

const routeSchema = {
  type: "object",
  required: ["verdict", "to", "rank"],
  properties: {
    verdict: { type: "string" },
    to: { type: "string" },
    rank: { type: "integer" },
    note: { type: "string" },
  },
} as const;

const acme = defineProvider({
  name: "acme",
  methods: ["POST", "PUT", "GET"],
  bodyTypes: ["json"],
  identify: { by: "field", field: "kind" },
  events: {
    ringing: event<Ringing>({ schema: ringingSchema }),
    routing: event<{ kind: "routing" }, { to?: string | null; rank: number; note?: string | null }>(
      {
        schema: { type: "object", properties: { kind: { type: "string" } } },
        reply: { kind: "json", schema: routeSchema, constants: { verdict: "route" } },
      },
    ),
    parking: event<{ kind: "parking" }, { slot: number }>({
      schema: { type: "object" },
      reply: { kind: "json", schema: { type: "object" } },
    }),
    greeting: event<{ kind: "greeting" }, string>({
      schema: { type: "object" },
      reply: { kind: "text" },
    }),
  },
});

const ringing = { kind: "ringing", from: "+2345550100" };

describe("a provider of the user's own", () => {
  const app = (receiver: ReturnType<typeof createReceiver<typeof acme>>) => express().use(receiver);
  const acmeReceiver = () => createReceiver(acme, { auth: "none" });

  it("receives its events with the repairs of its schema's types", async () => {
    const handler = jest.fn();
    const answer = await request(app(acmeReceiver().on("ringing", handler)))
      .put("/")
      .send({ ...ringing, line: "4", $from: "x" });
    expect(answer.status).toBe(200);
    expect(handler).toHaveBeenCalledWith(
      expect.objectContaining({
        provider: "acme",
        identifiedBy: "field",
        payload: { ...ringing, line: 4, $from: "x" },
      }),
    );
  });

  it("receives them by GET where it says so", async () => {
    const handler = jest.fn();
    await request(app(acmeReceiver().on("ringing", handler)))
      .get("/")
      .query(ringing);
    expect(handler).toHaveBeenCalledWith(expect.objectContaining({ payload: ringing }));
  });

  it("checks formats, which Ajv and ajv-formats know", async () => {
    const answer = await request(app(acmeReceiver().onRejected(() => {})))
      .post("/")
      .send({ ...ringing, at: "yesterday" });
    expect(answer.body).toMatchObject({
      code: "ERR_PAYLOAD_INVALID",
      issues: [{ path: "/at", message: 'must match format "date-time"' }],
    });
  });

  it("refuses a body type that it does not take", async () => {
    const answer = await request(app(acmeReceiver().onRejected(() => {})))
      .post("/")
      .type("form")
      .send(ringing);
    expect([answer.status, answer.body.code]).toEqual([415, "ERR_CONTENT_TYPE"]);
  });

  it("finds JSON under a form type, and refuses a form under a text type, where it takes JSON alone", async () => {
    const handler = jest.fn();
    const app = express().use(
      acmeReceiver()
        .on("ringing", handler)
        .onRejected(() => {}),
    );
    const json = await request(app).post("/").type("form").send(JSON.stringify(ringing));
    const form = await request(app).post("/").type("text/plain").send("kind=ringing&from=%2B234");
    expect([json.status, form.status, handler.mock.calls.length]).toEqual([200, 415, 1]);
  });

  it("lets nothing in where a validator does not answer at once", async () => {
    const handler = jest.fn();
    for (const verdict of [Promise.resolve(true), Promise.reject(new Error("canary")), "yes"]) {
      const lines = defineProvider({
        name: "lines",
        identify: { by: "field", field: "kind" },
        events: { ringing: event<Ringing>({ validate: () => verdict as never }) },
      });
      const receiver = createReceiver(lines, { auth: "none" })
        .onAny(handler)
        .onRejected(() => {});
      const answer = await request(express().use(receiver)).post("/").send(ringing);
      expect([answer.status, answer.body.code]).toEqual([500, "ERR_INTERNAL"]);
    }
    expect(handler).not.toHaveBeenCalled();
  });

  it("replies with its schema's required texts completed and its constants added", async () => {
    const receiver = acmeReceiver().on("routing", () => ({ rank: 2, to: null, note: null }));
    const answer = await request(app(receiver)).post("/").send({ kind: "routing" });
    expect(answer.body).toEqual({ verdict: "route", to: "", rank: 2 });
  });

  it("reads what allOf declares", async () => {
    const lines = defineProvider({
      name: "lines",
      identify: { by: "trigger" },
      events: {
        ringing: event<object>({
          schema: {
            allOf: [
              { $ref: "#/definitions/Line" },
              { description: "a call that rings" },
              { type: "object", properties: { from: { type: "string" } }, required: ["from"] },
            ],
            definitions: { Line: { type: "object", properties: { line: { type: "integer" } } } },
          },
        }),
      },
    });
    const seen: object[] = [];
    const receiver = createReceiver(lines, { auth: "none", trigger: "ringing" });
    await request(express().use(receiver.onAny((e) => seen.push(e))))
      .post("/")
      .send({ line: "4", from: "" });
    expect(seen).toMatchObject([{ payload: { line: 4, from: "" } }]);
  });

  it("refuses what a payload only inherits", async () => {
    const lines = defineProvider({
      name: "lines",
      identify: { by: "trigger" },
      events: { ringing: event<object>({ schema: { type: "object", required: ["constructor"] } }) },
    });
    const receiver = createReceiver(lines, { auth: "none", trigger: "ringing" }).onRejected(
      () => {},
    );
    const answer = await request(express().use(receiver)).post("/").send({ line: 4 });
    expect([answer.status, answer.body.issues]).toEqual([
      422,
      [{ path: "/constructor", message: "is missing" }],
    ]);
  });

  it("replies without constants where there are none", async () => {
    const receiver = acmeReceiver().on("parking", () => ({ slot: 4 }));
    const answer = await request(app(receiver)).post("/").send({ kind: "parking" });
    expect(answer.body).toEqual({ slot: 4 });
  });

  it("replies with text", async () => {
    const receiver = acmeReceiver().on("greeting", () => "Hello");
    const answer = await request(app(receiver)).post("/").send({ kind: "greeting" });
    expect([answer.text, answer.type]).toEqual(["Hello", "text/plain"]);
  });

  it("is recognised by trigger, and by a shape of its own", async () => {
    const lines = defineProvider({
      name: "lines",
      identify: { by: "trigger", shape: ({ fax }) => (fax ? "faxReceived" : undefined) },
      events: {
        faxReceived: event<object>({ schema: { type: "object" } }),
        lineDown: event<object>({ schema: { type: "object" } }),
      },
    });
    const seen: object[] = [];
    const app = express().use(createReceiver(lines, { auth: "none" }).onAny((e) => seen.push(e)));
    await request(app).post("/").send({ fax: "1" });
    await request(app).post("/line-down").send({ fax: "1" });
    expect(seen).toMatchObject([
      { type: "faxReceived", identifiedBy: "shape" },
      { type: "lineDown", identifiedBy: "path" },
    ]);
  });

  it("takes the repairs of templates, and option fields with them", async () => {
    const lines = defineProvider({
      name: "lines",
      identify: { by: "field", field: "kind" },
      template: { phoneFields: ["from"] },
      events: { ringing: event<Ringing>({ schema: ringingSchema }) },
    });
    const seen: object[] = [];
    const receiver = createReceiver(lines, { auth: "none", fields: { caller: "from" } });
    await request(express().use(receiver.onAny((e) => seen.push(e))))
      .post("/")
      .type("form")
      .send("$kind=ringing&caller=+2345550100&at=$at");
    expect(seen).toMatchObject([{ payload: ringing }]);
  });

  it.each<[string, Validator, object]>([
    [
      "an Ajv function, whose schema directs the repairs",
      new Ajv({ validateFormats: false }).compile(ringingSchema),
      { line: 4 },
    ],
    ["a function without a schema, and no repairs", () => true, { line: "4" }],
  ])("takes a compiled validator: %s", async (_case, validate, expected) => {
    const lines = defineProvider({
      name: "lines",
      identify: { by: "field", field: "kind" },
      events: { ringing: event<Ringing>({ validate }) },
    });
    const seen: object[] = [];
    const receiver = createReceiver(lines, { auth: "none" }).onAny((e) => seen.push(e));
    await request(express().use(receiver))
      .post("/")
      .send({ ...ringing, line: "4" });
    expect(seen).toMatchObject([{ payload: expected }]);
  });

  it.each<[string, Validator["errors"], object[], string]>([
    [
      "none",
      undefined,
      [{ path: "", message: "does not fit the schema" }],
      "the payload does not fit the schema",
    ],
    [
      "one without a message",
      [{ instancePath: "/from", keyword: "phone", params: {} }],
      [{ path: "/from", message: "breaks phone" }],
      "/from breaks phone",
    ],
    [
      "one without params, though its type asks for them",
      [{ instancePath: "/from", keyword: "required" } as never],
      [{ path: "/from", message: "breaks required" }],
      "/from breaks required",
    ],
    [
      "more than ten",
      Array(50).fill({ instancePath: "/a", keyword: "type", params: {}, message: "must be x" }),
      Array(10).fill({ path: "/a", message: "must be x" }),
      Array(10).fill("/a must be x").join("; "),
    ],
  ])(
    "answers 422 where a validator refuses and lists errors: %s",
    async (_case, errors, issues, detail) => {
      const validate: Validator = Object.assign(() => false, { errors });
      const lines = defineProvider({
        name: "lines",
        identify: { by: "field", field: "kind" },
        events: { ringing: event<Ringing>({ validate }) },
      });
      const receiver = createReceiver(lines, { auth: "none" }).onRejected(() => {});
      const answer = await request(express().use(receiver)).post("/").send(ringing);
      expect([answer.status, answer.body.issues]).toEqual([422, issues]);
      expect(answer.body.detail).toBe(detail);
    },
  );

  it.each([
    ["draft 2019-09", "https://json-schema.org/draft/2019-09/schema", "dependentRequired"],
    ["draft 2020-12", "https://json-schema.org/draft/2020-12/schema", "dependentRequired"],
    ["draft-07", "http://json-schema.org/draft-07/schema#", "dependencies"],
  ])("may be described in %s", async (_draft, $schema, keyword) => {
    const schema = {
      $schema,
      type: "object",
      properties: { from: { $ref: "#/$defs/Phone" }, to: { $ref: "#/$defs/Missing/none" } },
      $defs: { Phone: { $ref: "#/$defs/Text" }, Text: { type: "string" }, Missing: { none: true } },
      [keyword]: { from: ["to"] },
    };
    const lines = defineProvider({
      name: "lines",
      identify: { by: "trigger" },
      events: { ringing: event<object>({ schema }) },
    });
    const seen: object[] = [];
    const receiver = createReceiver(lines, { auth: "none", trigger: "ringing" });
    const app = express().use(receiver.onAny((e) => seen.push(e)).onRejected(() => {}));
    expect((await request(app).post("/").send({ from: 4 })).status).toBe(422);
    expect((await request(app).post("/").send({ from: 4, to: 5 })).status).toBe(200);
    expect(seen).toMatchObject([{ payload: { from: "4", to: 5 } }]);
  });

  it("declares nothing through references that lead nowhere or in a circle", async () => {
    const validate: Validator = Object.assign(() => true, {
      schema: {
        properties: {
          a: { $ref: "#/properties/b" },
          b: { $ref: "#/properties/a" },
          c: { $ref: "https://example.com/other.json" },
          d: true,
          e: { $ref: "#/definitions/a~1b%25" },
          f: { $ref: "#/definitions/none/at/all" },
        },
        definitions: { "a/b%": { type: "integer" } },
      },
    });
    const lines = defineProvider({
      name: "lines",
      identify: { by: "trigger" },
      events: { ringing: event<object>({ validate }) },
    });
    const seen: object[] = [];
    const receiver = createReceiver(lines, { auth: "none", trigger: "ringing" });
    const fields = { a: "1", b: "2", c: "3", d: "4", e: "5", f: "6" };
    await request(express().use(receiver.onAny((e) => seen.push(e))))
      .post("/")
      .send(fields);
    expect(seen).toMatchObject([{ payload: { ...fields, e: 5 } }]);
  });

  it("answers 500 and tells nothing where its own code fails", async () => {
    const lines = defineProvider({
      name: "lines",
      identify: {
        by: "trigger",
        shape: () => {
          throw new Error("canary");
        },
      },
      events: { ringing: event<Ringing>({ schema: ringingSchema }) },
    });
    const onRejected = jest.fn();
    const app = express().use(createReceiver(lines, { auth: "none" }).onRejected(onRejected));
    const answer = await request(app).post("/").send(ringing);
    expect([answer.status, answer.body.code]).toEqual([500, "ERR_INTERNAL"]);
    expect(answer.text).not.toContain("canary");
    expect(onRejected).toHaveBeenCalledWith(
      expect.objectContaining({ cause: expect.objectContaining({ message: "canary" }) }),
      expect.objectContaining({ body: ringing }),
    );
  });
});

describe("a schema of the user's", () => {
  const receive = async (schema: object, fields: object) => {
    const lines = defineProvider({
      name: "lines",
      identify: { by: "trigger" },
      events: { ringing: event<object>({ schema: schema as JsonSchema }) },
    });
    const receiver = createReceiver(lines, { auth: "none", trigger: "ringing" });
    const app = express().use(receiver.onAny(() => {}).onRejected(() => {}));
    const { status, body } = await request(app).post("/").send(fields);
    return [status, body.issues?.map(({ path }: Issue) => path)];
  };

  it("may be written more loosely than Ajv likes, without a word on the console", async () => {
    const schema = {
      properties: {
        union: { type: ["string", "null"] },
        untyped: { minLength: 2 },
        tuple: { type: "array", items: [{ type: "string" }] },
      },
      required: ["undeclared"],
    };
    expect(await receive(schema, { union: null, undeclared: 1 })).toEqual([200, undefined]);
    expect(console.lines()).toEqual([]);
  });

  it("may have no keyword that Ajv does not know", () => {
    const define = () => receive({ type: "object", requires: ["x"] }, {});
    return expect(define).rejects.toThrow('unknown keyword: "requires"');
  });

  it("is judged by the delivery's own properties, up to the first fault", async () => {
    expect(await receive({ required: ["constructor"] }, { a: 1 })).toEqual([422, ["/constructor"]]);
    const numbers = { properties: { a: { enum: [1] }, b: { enum: [1] } } };
    expect(await receive(numbers, { a: 2, b: 2 })).toEqual([422, ["/a"]]);
  });
});

describe("defineProvider", () => {
  const sound: Provider = {
    name: "acme",
    identify: { by: "field", field: "kind" },
    events: { ringing: event<Ringing>({ schema: ringingSchema }) },
  };
  const ringingWith = (definition: object) => ({ events: { ringing: definition } });

  it.each<[string, object, RegExp]>([
    ["a name with a capital", { name: "Acme" }, /lower-case letters, digits and hyphens/],
    ["no events", { events: {} }, /events takes one event or more/],
    ["no methods", { methods: [] }, /methods takes some of GET, POST, PUT, PATCH/],
    ["no name", { name: undefined }, /name takes lower-case letters/],
    [
      "a trigger that is no part of a path",
      { identify: { by: "trigger" }, events: { "a/b": sound.events["ringing"] } },
      /events by trigger takes names in camelCase/,
    ],
    [
      "two triggers of one path",
      {
        identify: { by: "trigger" },
        events: { callA: sound.events["ringing"], calla: sound.events["ringing"] },
      },
      /names that differ in more than case/,
    ],
    ["a name with white space", { name: "acme lines" }, /lower-case letters, digits and hyphens/],
    ["a method too many", { methods: ["POST", "DELETE"] }, /methods takes some of GET/],
    [
      "a trigger that is no part of a path, beside one that is",
      {
        identify: { by: "trigger" },
        events: { ringing: sound.events["ringing"], "a/b": sound.events["ringing"] },
      },
      /events by trigger takes names in camelCase/,
    ],
    ["a method in small letters", { methods: ["post"] }, /methods takes some of GET/],
    ["a body type that nobody reads", { bodyTypes: ["xml"] }, /bodyTypes takes some of json, form/],
    ["a template without phone fields", { template: {} }, /template takes \{ phoneFields/],
    ["another way to identify", { identify: { by: "magic" } }, /identify takes \{ by: "field"/],
    ["no way to identify", { identify: undefined }, /identify takes/],
    ["a field without its name", { identify: { by: "field" } }, /identify takes/],
    [
      "an unknown key beside it",
      { identify: { by: "field", field: "kind", fields: [] } },
      /Unknown key of identify "fields"\. Did you mean "field"\?/,
    ],
    [
      "an identity that is no list",
      ringingWith({ schema: ringingSchema, identity: "line" }),
      /identity of acme\.ringing takes a list/,
    ],
    [
      "a reply of another kind",
      ringingWith({ schema: ringingSchema, reply: { kind: "htm" } }),
      /reply of acme\.ringing takes the kind "json" or "text"/,
    ],
    [
      "an unknown key",
      { method: ["POST"] },
      /Unknown provider key "method"\. Did you mean "methods"\?/,
    ],
    [
      "neither schema nor validator",
      ringingWith({}),
      /acme\.ringing takes either a schema or a validate/,
    ],
    [
      "both of them",
      ringingWith({ schema: ringingSchema, validate: () => true }),
      /acme\.ringing takes either/,
    ],
    [
      "an unknown key in an event",
      ringingWith({ schema: ringingSchema, reples: {} }),
      /Unknown key of event acme\.ringing "reples"\. Did you mean "reply"\?/,
    ],
    [
      "a JSON reply without a schema",
      ringingWith({ schema: ringingSchema, reply: { kind: "json" } }),
      /acme\.ringing's reply takes either/,
    ],
  ])("refuses %s", (_case, change, message) => {
    const define = () => defineProvider({ ...sound, ...change });
    expect(define).toThrow(TypeError);
    expect(define).toThrow(message);
  });

  it("leaves the compiling to createReceiver", () => {
    const broken = defineProvider({ ...sound, ...ringingWith({ schema: { type: "text" } }) });
    expect(() => createReceiver(broken, { auth: "none" })).toThrow(/schema is invalid/);
    const late = defineProvider({ ...sound, ...ringingWith({ schema: { $async: true } }) });
    expect(() => createReceiver(late, { auth: "none" })).toThrow(/\$async can't be waited for/);
  });
});
