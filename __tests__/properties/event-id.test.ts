import { describe, expect, it, jest } from "@jest/globals";
import fc from "fast-check";
import { asForm, asJson, asQuery } from "../helpers/encode";
import {
  declaredIn,
  type MeantEvent,
  type ProviderName,
  pathOf,
  plainEvents,
  providerNames,
  undeclaredKey,
} from "./arbitrary-deliveries";
import { oddText, plainText } from "./arbitrary-texts";
import { received } from "./received-event";
import { seeded } from "./seeded";

jest.setTimeout(60_000);

const anyEncoding = fc.constantFrom(asJson, asForm, asQuery);

async function idOf(
  provider: ProviderName,
  { type, fields }: MeantEvent,
  encode: typeof asJson = asJson,
): Promise<string | undefined> {
  const sent = { ...encode(fields), path: pathOf(provider, type) };
  return (await received(provider, sent)).event?.id;
}

describe.each(providerNames)("the id of an event of %s", (provider) => {
  const encodings = provider === "callsavvy" ? fc.constantFrom(asJson, asForm) : anyEncoding;

  it("is the provider, the type and 32 hex digits, whatever the order, the encoding and the undeclared fields", async () => {
    const undeclared = fc.dictionary(undeclaredKey(provider), oddText, { maxKeys: 4 });
    await fc.assert(
      fc.asyncProperty(
        plainEvents(provider),
        undeclared,
        encodings,
        async (event, extra, encode) => {
          const id = await idOf(provider, event);
          expect(id?.replace(/[0-9a-f]{32}$/, "#")).toBe(`${provider}.${event.type}.#`);
          const fields = Object.fromEntries([
            ...Object.entries(extra),
            ...Object.entries(event.fields).reverse(),
          ]);
          expect(await idOf(provider, { ...event, fields }, encode)).toBe(id);
        },
      ),
      seeded(200),
    );
  });

  it("is another one where any declared text is another one", async () => {
    await fc.assert(
      fc.asyncProperty(plainEvents(provider), fc.nat(), plainText, async (event, nth, text) => {
        const { properties } = declaredIn(provider, event.type);
        const texts = [...properties].filter(
          ([name, { type }]) => type === "string" && name !== "event",
        );
        const [name = ""] = texts[nth % texts.length] ?? [];
        fc.pre(event.fields[name] !== text);
        const fields = { ...event.fields, [name]: text };
        expect(await idOf(provider, { ...event, fields })).not.toBe(await idOf(provider, event));
      }),
      seeded(200),
    );
  });
});

describe("the id of an event of Servetel", () => {
  it("is the same however a template disfigures keys and texts", async () => {
    const blanks = fc.stringMatching(/^[ \t\r\n]{0,2}$/);
    const disfigured = fc.tuple(blanks, fc.constantFrom("", "$"), blanks);
    const ways = fc.array(disfigured, { minLength: 16, maxLength: 16 });
    await fc.assert(
      fc.asyncProperty(plainEvents("servetel"), ways, anyEncoding, async (event, ways, encode) => {
        const entries = Object.entries(event.fields).map(([name, value], index) => {
          const [before, dollar, after] = ways[index % ways.length] ?? ["", "", ""];
          // Before digits alone, a blank is what a form makes of a plus.
          const isWords = typeof value === "string" && !/^[0-9]*$/.test(value);
          const written = isWords ? `${after}${value}${before}` : value;
          return [`${before}${dollar}${name}${after}`, written];
        });
        const untidy = { ...event, fields: Object.fromEntries(entries) };
        expect(await idOf("servetel", untidy, encode)).toBe(await idOf("servetel", event));
      }),
      seeded(200),
    );
  });
});
