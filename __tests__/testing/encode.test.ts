import { describe, expect, it } from "@jest/globals";
import { encode, sample } from "telephony-webhooks/testing";

const form = "application/x-www-form-urlencoded";

const dialed = {
  provider: "servetel",
  type: "dialedOnAgent",
  trigger: "dialed-on-agent",
  as: "json",
  fields: {
    uuid: "64b7d1c02e9af",
    caller_id_number: "+915550002222",
    dept_name: ["Sales", "Support"],
    call_flow: [{ type: "Agent", id: null, time: 1.5 }],
  },
} as const;

const flowText = '[{"type":"Agent","id":null,"time":1.5}]';

describe("a delivery", () => {
  it("is JSON in the body", () => {
    expect(encode(dialed, "json")).toEqual({
      method: "POST",
      path: "/dialed-on-agent",
      query: "",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(dialed.fields),
    });
  });

  it("is a form whose nested values are JSON", () => {
    const { method, headers, body } = encode(dialed, "form");
    expect([method, headers]).toEqual(["POST", { "Content-Type": form }]);
    expect(body).toContain(
      "uuid=64b7d1c02e9af&caller_id_number=%2B915550002222&dept_name=%5B%22Sa",
    );
    expect(new URLSearchParams(String(body)).get("call_flow")).toBe(flowText);
  });

  it("is a form whose nested values are Go's", () => {
    const { headers, body } = encode(dialed, "form-go");
    expect(headers).toEqual({ "Content-Type": form });
    expect(Object.fromEntries(new URLSearchParams(String(body)))).toMatchObject({
      dept_name: "[Sales Support]",
      call_flow: "[map[id:<nil> time:1.5 type:Agent]]",
    });
  });

  it("is a query", () => {
    const { method, headers, query, ...others } = encode(dialed, "get");
    expect([method, headers]).toEqual(["GET", {}]);
    expect(others).toEqual({ path: "/dialed-on-agent" });
    expect(new URLSearchParams(query).get("call_flow")).toBe(flowText);
  });

  it.each(["json", "get"] as const)("names its trigger where it is told to, as %s", (as) => {
    expect(encode(dialed, as, { trigger: "query" })).toMatchObject({
      path: "",
      query: expect.stringMatching(/^trigger=dialed-on-agent(?:&uuid|$)/),
    });
    expect(encode(dialed, as, { trigger: "none" })).toMatchObject({
      path: "",
      query: expect.not.stringContaining("trigger"),
    });
  });

  it("is written as its provider does, unless it is told otherwise", () => {
    expect(encode(dialed).headers).toEqual({ "Content-Type": "application/json" });
    const message = sample("callsavvy", "chatbotCallback");
    expect(encode(message)).toMatchObject({ path: "", headers: { "Content-Type": form } });
  });

  it("has no encoding but these", () => {
    expect(() => encode(dialed, "xml" as never)).toThrow(
      new TypeError('Unknown encoding "xml". Known: form, form-go, get, json.'),
    );
  });
});
