import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { html } from "../../lib/html";
import { anyText } from "./arbitrary-texts";
import { seeded } from "./seeded";

const hostileText = fc
  .array(
    fc.oneof(
      fc.constantFrom("<", ">", "&", '"', "'", "&#60;", "&lt", "</p>", "<script>", "\0"),
      anyText,
    ),
    { maxLength: 8 },
  )
  .map((parts) => parts.join(""));

const printable = fc.oneof(
  hostileText,
  fc.integer(),
  fc.double(),
  fc.bigInt(),
  fc.boolean(),
  fc.constantFrom(null, undefined),
  fc.record({ toString: fc.func(hostileText) }),
);

const unescaped = (markup: string) =>
  markup.replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));

const ENTITIES = /&#\d+;/g;

describe("html", () => {
  it("lets nothing that is interpolated, alone or in lists of lists, open a tag, an entity or a quote", () => {
    const { value } = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof({ depthSize: "small" }, printable, fc.array(tie("value"), { maxLength: 4 })),
    }));
    fc.assert(
      fc.property(value, (value) => {
        expect(`${html`${value}`}`.replace(ENTITIES, "")).not.toMatch(/[<>&"']/);
      }),
      seeded(600),
    );
  });

  it("says to the letter what text says", () => {
    fc.assert(
      fc.property(hostileText, hostileText, (one, other) => {
        const markup = String(html`<a title="${one}">${other}</a>`);
        expect(unescaped(markup)).toBe(`<a title="${one}">${other}</a>`);
        expect(markup.match(/[<>"]/g)).toEqual([...'<""><>']);
      }),
      seeded(300),
    );
  });

  it("escapes once, however deep the markup is nested", () => {
    fc.assert(
      fc.property(hostileText, fc.nat(6), fc.boolean(), (text, depth, isList) => {
        let markup = html`${text}`;
        const once = String(markup);
        for (let level = 0; level < depth; level++) markup = html`${isList ? [markup] : markup}`;
        expect(String(markup)).toBe(once);
      }),
      seeded(300),
    );
  });
});
