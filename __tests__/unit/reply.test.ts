import { describe, expect, it } from "@jest/globals";
import { html } from "telephony-webhooks";
import { declaredBy } from "../../lib/declared";
import { composeReply } from "../../lib/reply";

const json = (schema: object, returned: unknown) =>
  JSON.parse(
    composeReply(
      { kind: "json", constants: { ok: 1 }, declared: declaredBy(schema), validate: () => true },
      returned,
    ).body ?? "",
  );

describe("a JSON reply", () => {
  const schema = {
    properties: { name: { type: "string" }, count: { type: "integer" }, note: { type: "string" } },
    required: ["name", "count", "undeclared"],
  };

  it("gets an empty text for each text that is required and missing, and nothing else", () => {
    expect(json(schema, {})).toEqual({ name: "", ok: 1 });
    expect(json(schema, { name: null, count: null, note: null })).toEqual({ name: "", ok: 1 });
    expect(json(schema, { name: "x", count: 0, note: "" })).toEqual({
      name: "x",
      count: 0,
      note: "",
      ok: 1,
    });
  });

  it("holds what its schema declares, and all where it declares nothing", () => {
    expect(json(schema, { password: "x" })).toEqual({ name: "", ok: 1 });
    expect(json({}, { a: "x", b: null, c: undefined })).toEqual({ a: "x", ok: 1 });
  });
});

describe("a text reply", () => {
  it("says of what type it is", () => {
    const type = (returned: unknown) => composeReply({ kind: "text" }, returned).headers;
    expect(type("x")).toEqual({ "Content-Type": "text/plain; charset=utf-8" });
    expect(type(html`x`)).toEqual({ "Content-Type": "text/html; charset=utf-8" });
  });

  it.each([[undefined], [4], [{}], [null]])("is not made of %j", (returned) => {
    expect(() => composeReply({ kind: "text" }, returned)).toThrow(
      "The handler's reply is not what the provider expects: a string or html`…` is expected",
    );
  });
});
