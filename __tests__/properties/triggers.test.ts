import { describe, expect, it, jest } from "@jest/globals";
import fc from "fast-check";
import { servetelProvider } from "../../lib/providers/servetel";
import { createReception } from "../../lib/receiver";
import { asForm, asJson, asQuery } from "../helpers/encode";
import { deliver } from "../helpers/memory-transport";
import { plainEvents } from "./arbitrary-deliveries";
import { oddText } from "./arbitrary-texts";
import { received } from "./received-event";
import { seeded } from "./seeded";

jest.setTimeout(60_000);

const types = Object.keys(servetelProvider.events) as (keyof typeof servetelProvider.events)[];
const kebabCase = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** A trigger, and its name in camel or kebab case with any of its letters large or small. */
const spelledTrigger = fc.oneof(
  ...types.map((type) =>
    fc.record({
      type: fc.constant(type),
      name: fc.mixedCase(fc.constantFrom(type, kebabCase(type))),
    }),
  ),
);

/** Fields that fit any trigger; what they prove by themselves differs. */
const fields = plainEvents("servetel").map(({ fields }) => ({
  ...{ digit_pressed: "4", dept_id: "7", auto_attendant_id: "9" },
  ...fields,
}));

describe("the name of a trigger", () => {
  it("is known in the path in any spelling, whatever the query and the fields say", async () => {
    const slash = fc.constantFrom("", "/");
    const queries = fc.constantFrom("", "trigger=call-missed", "trigger=unheard-of");
    await fc.assert(
      fc.asyncProperty(
        spelledTrigger,
        slash,
        queries,
        fields,
        async ({ type, name }, slash, query, fields) => {
          const { event } = await received("servetel", {
            ...asJson(fields),
            query,
            path: `/${name}${slash}`,
          });
          expect([event?.type, event?.identifiedBy]).toEqual([type, "path"]);
        },
      ),
      seeded(200),
    );
  });

  it("is known in the query in any spelling, whatever the fields say, and is no field of a GET delivery", async () => {
    const encodings = fc.constantFrom(asJson, asForm, asQuery);
    await fc.assert(
      fc.asyncProperty(
        spelledTrigger,
        encodings,
        fields,
        async ({ type, name }, encode, fields) => {
          const { query = "", ...sent } = encode(fields);
          const { event } = await received("servetel", {
            ...sent,
            query: `${query}&trigger=${name}`,
          });
          expect([event?.type, event?.identifiedBy]).toEqual([type, "query"]);
          expect(event?.raw).not.toHaveProperty("trigger");
        },
      ),
      seeded(200),
    );
  });

  it("goes by the option, whatever anything else says", async () => {
    const receptions = types.map((trigger) =>
      createReception(servetelProvider, { auth: "none", unhandled: "next", trigger }),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...receptions),
        spelledTrigger,
        fields,
        async (reception, { name }, fields) => {
          const sent = { ...asJson(fields), path: `/${name}`, query: `trigger=${name}` };
          const { event } = await deliver(reception, sent);
          expect([event?.type, event?.identifiedBy]).toEqual([reception.config.trigger, "option"]);
        },
      ),
      seeded(150),
    );
  });

  it("is no other text, in the path or in the query", async () => {
    const isNoTrigger = (text: string) =>
      !types.some((type) =>
        [type, kebabCase(type)].some((name) => name.toLowerCase() === text.toLowerCase()),
      );
    const other = fc
      .oneof(
        oddText,
        spelledTrigger.map(({ name }) => `${name}s`),
        spelledTrigger.map(({ name }) => name.slice(1)),
        spelledTrigger.map(({ name }) => `${name},call-missed`),
      )
      .filter((text) => isNoTrigger(text) && text !== "" && !text.includes("/"));
    await fc.assert(
      fc.asyncProperty(other, fields, async (text, fields) => {
        const sent = asJson(fields);
        const inQuery = `trigger=${encodeURIComponent(text)}`;
        const answers = [
          await received("servetel", { ...sent, path: `/${text}` }),
          await received("servetel", { ...sent, query: inQuery }),
          await received("servetel", { ...sent, query: `trigger=call-missed&${inQuery}` }),
        ];
        expect(answers.map(({ answer }) => answer?.status)).toEqual([404, 422, 422]);
      }),
      seeded(150),
    );
  });
});
