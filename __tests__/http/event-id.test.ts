import { createHash } from "node:crypto";
import { describe, expect, it } from "@jest/globals";
import express from "express";
import request from "supertest";
import {
  type Contract,
  callsavvy,
  createReceiver,
  defineProvider,
  event,
  type Provider,
  servetel,
} from "telephony-webhooks";
import { call } from "../fixtures/minimal";
import { callFlow } from "../fixtures/servetel";
import { asForm, asJson, asQuery, type Encoded, send } from "../helpers/encode";

const hangup = {
  ...call,
  end_stamp: "2026-07-11 20:42:39",
  call_connected: 1,
  call_flow: callFlow,
};

const dialed = {
  ...call,
  date: "2026-07-11 20:39:30",
  call_flow: callFlow,
};

async function idOf(encoded: Encoded, trigger: "callHangup" | "callMissed" | "dialedOnAgent") {
  const { event } = await send(servetel({ auth: "none", trigger, unhandled: "next" }), encoded);
  return event?.id;
}

describe("event.id", () => {
  it("is the provider, the type and a digest of the canonical JSON of what identifies the event", async () => {
    const canonical =
      '["callHangup",{"call_connected":1,"call_to_number":"+915550001111",' +
      '"caller_id_number":"+915550002222","end_stamp":"2026-07-11 20:42:39","uuid":"64b7d1c02e9af"}]';
    const digest = createHash("sha256").update(canonical).digest("hex").slice(0, 32);
    expect(await idOf(asJson(hangup), "callHangup")).toBe(`servetel.callHangup.${digest}`);
  });

  it("is the same for the same event as JSON, form and query, however its template writes it", async () => {
    const untidy = {
      $end_stamp: " 2026-07-11 20:42:39",
      call_connected: "1",
      ref_id: "$ref_id",
      caller_id_number: "+915550002222",
      zone: "undeclared",
      call_to_number: call.call_to_number,
      uuid: call.uuid,
    };
    const ids = new Set<unknown>();
    for (const fields of [hangup, untidy]) {
      for (const encode of [asJson, asForm, asQuery]) {
        ids.add(await idOf(encode(fields), "callHangup"));
      }
    }
    expect(ids.size).toBe(1);
  });

  it.each([
    ["a leg of its own", { uuid: "64b7d1c02e9b0" }],
    ["a second more", { end_stamp: "2026-07-11 20:42:40" }],
    ["another outcome", { call_connected: 0 }],
    ["another agent", { answered_agent_number: "0502" }],
  ])("differs for %s", async (_case, change) => {
    const ids = [hangup, { ...hangup, ...change }].map((fields) =>
      idOf(asJson(fields), "callHangup"),
    );
    expect(new Set(await Promise.all(ids)).size).toBe(2);
  });

  it("differs for another event of the same call", async () => {
    expect((await idOf(asJson(hangup), "callHangup"))?.slice(-32)).not.toBe(
      (await idOf(asJson(hangup), "callMissed"))?.slice(-32),
    );
  });

  it("looks at the way of a dialled call, which is all that tells two agents apart", async () => {
    const other = {
      ...dialed,
      call_flow: [...callFlow, { type: "Agent", id: "0502", time: 1e21 }],
    };
    const same = { ...dialed, call_flow: JSON.stringify(callFlow) };
    const [first, second, third] = await Promise.all(
      [dialed, other, same].map((fields) => idOf(asJson(fields), "dialedOnAgent")),
    );
    expect(first).not.toBe(second);
    expect(first).toBe(third);
    expect(await idOf(asJson({ ...hangup, call_flow: [] }), "callHangup")).toBe(
      await idOf(asJson(hangup), "callHangup"),
    );
  });

  it.each<[string, Contract]>([
    ["by a validator without a schema", { validate: () => true }],
    ["by a schema that declares nothing", { schema: { type: "object" } }],
    [
      "in parts",
      { schema: { allOf: [{ type: "object", properties: { n: { type: "string" } } }] } },
    ],
    ["with several types", { schema: { properties: { n: { type: ["string", "null"] } } } }],
    ["as a number", { schema: { properties: { n: { type: "number" } } } }],
    ["as nothing in particular", { schema: { properties: { n: {} } } }],
  ])("tells events of a user's own apart, described %s", async (_case, contract) => {
    const acme = defineProvider({
      name: "acme",
      identify: { by: "trigger" },
      events: { ringing: event<object>(contract) },
    });
    const ids = new Set<string>();
    const receiver = createReceiver(acme, { auth: "none", trigger: "ringing" });
    const app = express().use(receiver.onAny(({ id }) => ids.add(id)));
    for (const n of ["1", "2", "2"]) await request(app).post("/").send({ n });
    expect(ids.size).toBe(2);
  });

  it("tells events apart that the schemas don't know, by all there is of them", async () => {
    const ids: string[] = [];
    const app = express().use(callsavvy({ auth: "none" }).onUnhandled(({ id }) => ids.push(id)));
    const fax = { event: "faxReceived", fax_id: "1", ratio: 0.5, seen: true, from: { id: 1 } };
    for (const fields of [
      fax,
      { ...fax, fax_id: "2" },
      { ...fax, ratio: 1.5 },
      { ...fax, from: { id: 2 } },
      { ...fax },
    ]) {
      await request(app).post("/").send(fields);
    }
    expect(ids[0]).toMatch(/^callsavvy\.faxReceived\.[0-9a-f]{32}$/);
    expect(new Set(ids).size).toBe(4);
    expect(ids[4]).toBe(ids[0]);
  });

  it.each<[string, Partial<Provider>, readonly string[], number]>([
    ["by what is nested in them", {}, [], 2],
    ["not by what a template may lose", { template: { phoneFields: [] } }, [], 1],
    ["by that too where it says so", { template: { phoneFields: [] } }, ["data"], 2],
  ])("tells events of a user's own apart %s", async (_case, more, identity, expected) => {
    const schema = {
      type: "object",
      properties: { kind: { type: "string" }, data: { type: "object" } },
    };
    const acme = defineProvider({
      name: "acme",
      identify: { by: "field", field: "kind" },
      events: { ringing: event<object>({ schema, identity }) },
      ...more,
    });
    const ids = new Set<string>();
    const app = express().use(
      createReceiver(acme, { auth: "none" }).onAny(({ id }) => ids.add(id)),
    );
    for (const id of [1, 2]) await request(app).post("/").send({ kind: "ringing", data: { id } });
    expect(ids.size).toBe(expected);
  });
});
