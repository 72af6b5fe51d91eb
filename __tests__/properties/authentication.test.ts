import { inspect } from "node:util";
import { describe, expect, it, jest } from "@jest/globals";
import fc from "fast-check";
import { callsavvy, type Head, type SecretPlace, servetel, sharedSecret } from "telephony-webhooks";
import { digitPressed, ticket } from "../fixtures/minimal";
import { asForm, asJson } from "../helpers/encode";
import { expresses } from "../helpers/expresses";
import { statusOf } from "../helpers/keep-alive";
import { serving } from "../helpers/raw-http";
import { silenceConsole } from "../helpers/silence";
import { textsIn } from "../helpers/texts-in";
import { escapedAscii } from "./arbitrary-texts";
import { seeded } from "./seeded";

jest.setTimeout(60_000);

const console = silenceConsole();

/** Any printable secret, and a way of writing it in a query. */
const secrets = escapedAscii({ minLength: 16, maxLength: 40 }).filter(
  ({ text }) => text.trim() === text,
);
const anySecret = secrets.map(({ text }) => text);
const token = fc.stringMatching(/^[!-~]{16,40}$/);

const head = (part: Partial<Head>): Head => ({
  method: "POST",
  path: "",
  query: "",
  headers: {},
  params: {},
  address: undefined,
  ...part,
});

/** Where a secret may be, and the head of a delivery that has a text there. */
interface Place {
  readonly name: string;
  readonly place: SecretPlace;
  readonly secret: fc.Arbitrary<string>;
  readonly headWith: (text: string) => Head;
}

const places: readonly Place[] = [
  {
    name: "the query",
    place: { query: "key" },
    secret: anySecret,
    headWith: (text) => head({ query: `a=1&key=${encodeURIComponent(text)}` }),
  },
  {
    name: "a header",
    place: { header: "X-Key" },
    secret: anySecret,
    headWith: (text) => head({ headers: { "x-key": text } }),
  },
  {
    name: "Authorization",
    place: { bearer: true },
    secret: token,
    headWith: (text) => head({ headers: { authorization: `Bearer ${text}` } }),
  },
  {
    name: "the path",
    place: { param: "key" },
    secret: anySecret,
    headWith: (text) => head({ params: { key: text } }),
  },
];

/** Texts that are nearly the secret, and some that have nothing to do with it. Bearer lets blanks stand before it. */
const nearly = (secret: string) =>
  fc
    .oneof(
      fc.nat(secret.length).map((length) => secret.slice(0, length)),
      fc.nat(secret.length).map((start) => secret.slice(start)),
      fc.string({ minLength: 1 }).map((text) => secret + text),
      fc.string({ minLength: 1 }).map((text) => text + secret),
      fc.mixedCase(fc.constant(secret)),
      fc.constantFrom(`${secret},${secret}`, `${secret} `, [...secret].reverse().join("")),
      fc.string(),
    )
    .filter((text) => !text.startsWith(" "));

describe.each(places)("a secret in $name", ({ place, secret, headWith }) => {
  it("lets in each of the secrets and no other text", () => {
    const cases = fc
      .uniqueArray(secret, { minLength: 1, maxLength: 3 })
      .chain((secrets) => fc.tuple(fc.constant(secrets), fc.oneof(...secrets.map(nearly))));
    fc.assert(
      fc.property(cases, ([secrets, text]) => {
        const auth = sharedSecret(secrets, place);
        for (const known of secrets) expect(auth.authenticate(headWith(known))).toBeUndefined();
        const verdict = auth.authenticate(headWith(text));
        expect(verdict === undefined).toBe(secrets.includes(text));
      }),
      seeded(200),
    );
  });

  it("is in no part of the refusal, nor is what was given in its place", () => {
    fc.assert(
      fc.property(secret, secret, (expected, given) => {
        fc.pre(expected !== given);
        const refusal = sharedSecret(expected, place).authenticate(headWith(given));
        const all = [...textsIn(refusal), inspect(refusal, { depth: Infinity })].join("\n");
        expect(all).toMatch(/ERR_UNAUTHENTICATED|ERR_NOT_FOUND/);
        expect(all.includes(expected) || all.includes(given)).toBe(false);
      }),
      seeded(100),
    );
  });
});

describe("a secret in the query", () => {
  it("is recognised in any escapes, but only once", () => {
    const name = fc.constantFrom("key", "%6bey", "k%65y", "%6B%65%79");
    fc.assert(
      fc.property(secrets, name, name, ({ text, written }, name, again) => {
        const auth = sharedSecret(text, { query: "key" });
        const query = `a=%E9&${name}=${written}`;
        expect(auth.authenticate(head({ query }))).toBeUndefined();
        expect(auth.authenticate(head({ query: `${query}&${again}=${written}` }))).toBeDefined();
      }),
      seeded(200),
    );
  });
});

describe.each(expresses)("behind %s", (_, express) => {
  it("a secret in the query is hidden from everything that user code sees, in any escapes", async () => {
    let auth = sharedSecret("a-secret-of-many-letters");
    const seen: unknown[] = [];
    const app = express();
    app.use((req, res, next) => {
      void req.query;
      return servetel({ auth, unhandled: "next" })(req, res, next);
    });
    app.use(({ url, originalUrl, query, body, webhook }, res) => {
      seen.push({ url, originalUrl, decoded: decodeURIComponent(url), query, body, webhook });
      res.sendStatus(204);
    });
    await serving(app, (port) =>
      fc.assert(
        fc.asyncProperty(secrets, fc.boolean(), async ({ text, written }, isGet) => {
          auth = sharedSecret(text);
          const { body = "", headers } = asForm(digitPressed);
          const query = `note=1&%74oken=${written}`;
          const status = await statusOf(
            port,
            isGet ? { query: `${query}&${body}` } : { query, body, headers },
          );
          expect(status).toBe(204);
          const all = textsIn(seen.splice(0)).join("\n");
          expect(all).toContain("digit_pressed");
          expect(all.includes(text) || all.includes(written)).toBe(false);
        }),
        seeded(50),
      ),
    );
  });

  it("a secret in the path is recognised in any escapes, and hidden from the event and the log", async () => {
    let auth = sharedSecret("a-secret-of-many-letters", { param: "key" });
    const seen: unknown[] = [];
    const app = express();
    app.use("/hooks/:key", (req, res, next) =>
      callsavvy({ auth, unhandled: "next" })(req, res, next),
    );
    app.use(({ webhook }, res) => {
      seen.push(webhook);
      res.sendStatus(204);
    });
    await serving(app, (port) =>
      fc.assert(
        fc.asyncProperty(anySecret, async (secret) => {
          auth = sharedSecret(secret, { param: "key" });
          const path = `/hooks/${encodeURIComponent(secret)}`;
          const statuses = [];
          for (const one of [path, `${path}x`]) {
            statuses.push(await statusOf(port, { ...asJson(ticket), path: one }));
          }
          expect(statuses).toEqual([204, 404]);
          const all = textsIn(seen.splice(0)).join("\n");
          expect(all).toContain("ticket_id");
          expect((all + console.lines()).includes(secret)).toBe(false);
        }),
        seeded(40),
      ),
    );
  });
});
