import { isDeepStrictEqual } from "node:util";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "@jest/globals";
import type { Express } from "express";
import { callsavvy, servetel, sharedSecret, type TextReply } from "telephony-webhooks";
import { call, chat, question } from "../fixtures/minimal";
import { asForm, asGoForm, asQuery } from "../helpers/encode";
import { expresses } from "../helpers/expresses";
import { type OtherParser, otherParsers } from "../helpers/other-parsers";
import { serving } from "../helpers/raw-http";

/** Far more than an answer takes, far less than a receiver's own deadlines: none of them may be what ends the wait. */
const PATIENCE_MS = 3000;

const JSON_TYPE = "application/json";
const FORM_TYPE = "application/x-www-form-urlencoded";

interface Sent {
  readonly method?: string;
  readonly path?: string;
  readonly contentType?: string | undefined;
  readonly contentEncoding?: string;
  readonly body?: string | Buffer | undefined;
  readonly isChunked?: boolean;
}

/** The status of the answer to a delivery and what it says: a problem's code, a text, or that Express gave it itself. */
function answerOf(app: Express, sent: Sent): Promise<string> {
  const { method = "POST", path = "/hook", contentType, contentEncoding, body, isChunked } = sent;
  const bytes = body === undefined ? null : Buffer.from(body);
  return serving(app, async (port) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      headers: {
        ...(contentType && { "Content-Type": contentType }),
        ...(contentEncoding && { "Content-Encoding": contentEncoding }),
      },
      body: bytes && isChunked ? new Blob([bytes]).stream() : bytes,
      duplex: "half",
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    const text = await response.text();
    const type = response.headers.get("Content-Type") ?? "";
    if (type.startsWith("text/html")) return `${response.status} of Express`;
    const says = type === "application/problem+json" ? JSON.parse(text).code : text;
    return `${response.status} ${says}`.trim();
  });
}

/** What comes of each entry of a table, all at once. */
async function ofEach<Name extends string, Entry, Outcome>(
  table: Readonly<Record<Name, Entry>>,
  work: (entry: Entry, name: Name) => Outcome | Promise<Outcome>,
): Promise<Record<Name, Outcome>> {
  const entries = Object.entries(table) as [Name, Entry][];
  const outcomes = entries.map(async ([name, entry]) => [name, await work(entry, name)]);
  return Object.fromEntries(await Promise.all(outcomes));
}

describe.each(expresses)("behind %s", (_, express) => {
  describe("a delivery, however it is written, reaches its handler once or is refused once", () => {
    const scalars = { ...call, end_stamp: "2026-07-11 20:42:39", billsec: "184" };
    const fields = {
      ...scalars,
      billing_circle: { operator: "Example Telecom", circle: "Delhi" },
      call_flow: [{ type: "init", time: "1783783768" }, { type: "Agent" }],
    };
    const json = JSON.stringify(fields);
    const inBrackets = new URLSearchParams({
      ...scalars,
      "billing_circle[operator]": "Example Telecom",
      "billing_circle[circle]": "Delhi",
      "call_flow[0][type]": "init",
      "call_flow[0][time]": "1783783768",
      "call_flow[1][type]": "Agent",
    }).toString();

    const writings = {
      JSON: { contentType: JSON_TYPE, body: json },
      "chunked JSON": { contentType: JSON_TYPE, body: json, isChunked: true },
      "gzip JSON": { contentType: JSON_TYPE, body: gzipSync(json), contentEncoding: "gzip" },
      "JSON under a form type": { contentType: FORM_TYPE, body: json },
      "JSON under text/plain": { contentType: "text/plain", body: json },
      "JSON under no type": { body: json },
      "a form in brackets": { contentType: FORM_TYPE, body: inBrackets },
      "a form with JSON text": { contentType: FORM_TYPE, body: asForm(fields).body },
      "a form with Go text": { contentType: FORM_TYPE, body: asGoForm(fields).body },
      "a GET": { method: "GET", path: `/hook?${asQuery(fields).query}` },
    } satisfies Record<string, Sent>;
    type Writing = keyof typeof writings;

    const everyBody = Object.keys(writings).filter((writing) => writing !== "a GET") as Writing[];
    const escapedJson: Writing[] = ["JSON under a form type"];

    /** The rule: the whole event is received, but for what the parser in front has lost for good. */
    const lost: Record<OtherParser, readonly Writing[]> = {
      "no parser": [],
      "express.json()": [],
      "express.urlencoded(), extended": escapedJson,
      "express.urlencoded(), plain": escapedJson,
      "express.text() of everything": [],
      "express.raw() of everything": [],
      "express.json() and urlencoded()": escapedJson,
      "express.json() that keeps req.rawBody": [],
      "one that leaves an object": [],
      "one that leaves an object and body-parser 1's mark": [],
      "one that leaves a text": [],
      "one that leaves bytes": [],
      "one that leaves a plain array of bytes": [],
      "one that leaves a text in req.rawBody": [],
      "one that leaves undefined": everyBody,
      "one that leaves an empty object": everyBody,
      "one that leaves an object of a class": everyBody,
      "one that takes all and leaves nothing": everyBody,
      "one that takes the first ten bytes": everyBody,
      "one that sets req.body and reads nothing": [],
      "one that sets req.body to {} and reads nothing": [],
      "one that sets an empty req.rawBody and reads nothing": [],
      "one that marks the body as read and reads nothing": everyBody,
      "one that decodes the stream": everyBody,
      "one that pauses the stream": [],
      "one that only listens": [],
      "one that waits for the stream to be readable": everyBody,
    };
    /** Go's text of a list or an object can't be read. */
    const payloadOf = (writing: Writing) => (writing === "a form with Go text" ? scalars : fields);

    it.each(Object.keys(lost) as OtherParser[])("behind %s", async (parser) => {
      const outcomes = await ofEach(writings, async (sent: Sent, writing) => {
        const heard: string[] = [];
        const lines = servetel({ auth: "none", trigger: "callHangup" })
          .onAny(({ type, payload }) => {
            const isRight = isDeepStrictEqual({ ...payload }, payloadOf(writing));
            heard.push(isRight ? `the right ${type}` : `a wrong one: ${JSON.stringify(payload)}`);
          })
          .onRejected(({ code }) => heard.push(code));
        const app = express().use(otherParsers[parser](express)).use("/hook", lines);
        return [await answerOf(app, sent), ...heard].join(", ");
      });
      expect(outcomes).toEqual(
        await ofEach(writings, (_sent, writing) =>
          lost[parser].includes(writing)
            ? "500 ERR_BODY_CONSUMED, ERR_BODY_CONSUMED"
            : "200, the right callHangup",
        ),
      );
    });
  });

  describe("a delivery comes to the end that the table of answers names", () => {
    const body = (text: string, contentType = JSON_TYPE): Sent => ({ contentType, body: text });
    const json = (fields: object) => body(JSON.stringify(fields));
    const nested = (levels: number) => `${'{"a":'.repeat(levels)}1${"}".repeat(levels)}`;

    type Phone = ReturnType<typeof callsavvy>;
    type Register = (phone: Phone, hear: (what: string) => void) => Phone;
    const nobody: Register = (phone) => phone;
    const told =
      (act: () => unknown): Register =>
      (phone, hear) =>
        phone.on("newChat", () => {
          hear("handled");
          return act();
        });
    const asked =
      (
        reply: () => TextReply | Promise<TextReply>,
        ...options: [{ fallback: string }?]
      ): Register =>
      (phone, hear) =>
        phone.on(
          "chatbotCallback",
          () => {
            hear("handled");
            return reply();
          },
          ...options,
        );
    const instead = { fallback: "We call back." };
    const fine = () => "We are.";
    const fail = () => Promise.reject(new Error("no database"));
    const never = () => new Promise<never>(() => {});
    const invalid = () => 4 as never;

    interface Row {
      readonly options?: Partial<Parameters<typeof callsavvy>[0]>;
      /** Without it, a handler of `newChat` that is fine. */
      readonly register?: Register;
      readonly sent: Sent;
      readonly end: string;
      /** Where a parser in front changes the end. */
      readonly but?: Partial<Record<OtherParser, string>>;
      /** Whether path, method and secret decide it alone, so that a lost body is none. */
      readonly needsNoBody?: boolean;
    }

    const refused = (answer: string) => `${answer}, refused ${answer.slice(4)}`;
    const handled = "200, handled";
    /** The parsers of Express refuse some bodies themselves, so that the receiver never hears of them. */
    const refusedByExpress = (status: number) => `${status} of Express`;
    const late = { deadlineMs: 300 };

    const rows = {
      handled: { sent: json(chat), end: handled },
      "answered with a reply": {
        register: asked(fine),
        sent: json(question),
        end: "200 We are., handled",
      },
      "late, where nothing is asked": {
        options: late,
        register: told(never),
        sent: json(chat),
        end: "202, handled",
      },
      "late with the reply": {
        options: late,
        register: asked(never),
        sent: json(question),
        end: "503 ERR_DEADLINE, handled, reported ERR_DEADLINE",
      },
      "late with the reply, but for a fallback": {
        options: late,
        register: asked(never, instead),
        sent: json(question),
        end: "200 We call back., handled, reported ERR_DEADLINE",
      },
      unhandled: { register: nobody, sent: json(chat), end: "202, unhandled" },
      "unknown to the schemas": { sent: json({ event: "faxReceived" }), end: "202, unhandled" },
      "unhandled, and so passed on": {
        options: { unhandled: "next" },
        register: nobody,
        sent: json(chat),
        end: `200 passed on newChat: ${JSON.stringify(chat)}`,
      },
      "without the secret": {
        options: { auth: sharedSecret("a-secret-of-many-letters") },
        sent: json(chat),
        end: refused("401 ERR_UNAUTHENTICATED"),
        needsNoBody: true,
      },
      "to another path": {
        sent: { ...json(chat), path: "/hook/elsewhere" },
        end: refused("404 ERR_NOT_FOUND"),
        needsNoBody: true,
      },
      "by another method": {
        sent: { ...json(chat), method: "PUT" },
        end: refused("405 ERR_METHOD_NOT_ALLOWED"),
        needsNoBody: true,
      },
      "a HEAD": { sent: { method: "HEAD" }, end: "200", needsNoBody: true },
      "an OPTIONS": { sent: { method: "OPTIONS" }, end: "204", needsNoBody: true },
      "without a body": {
        sent: {},
        end: refused("400 ERR_BODY_EMPTY"),
        // Of a request without a body, req.body is what there is.
        but: { "one that sets req.body and reads nothing": refused("422 ERR_UNIDENTIFIED") },
        needsNoBody: true,
      },
      "without a field": { sent: body("{}"), end: refused("400 ERR_BODY_EMPTY") },
      "in broken JSON": {
        sent: body('{"event":,}'),
        end: refused("400 ERR_BODY_MALFORMED"),
        but: {
          "express.json() and urlencoded()": refusedByExpress(400),
          "one that leaves an object": refusedByExpress(500),
        },
      },
      "a list": { sent: body("[1]"), end: refused("400 ERR_BODY_MALFORMED") },
      "with a key __proto__": {
        sent: body('{"event":"newChat","__proto__":{"a":1}}'),
        end: refused("400 ERR_PROTOTYPE_KEY"),
      },
      "with a key __proto__ in a form": {
        sent: body(`${new URLSearchParams(chat)}&__proto__[a]=1`, FORM_TYPE),
        end: refused("400 ERR_PROTOTYPE_KEY"),
        // Its parser leaves that key out.
        but: { "express.json() and urlencoded()": handled },
      },
      "nested too deeply": { sent: body(nested(33)), end: refused("400 ERR_BODY_TOO_DEEP") },
      "over the limit": {
        options: { limit: 1000 },
        sent: json({ ...chat, more: "a".repeat(1000) }),
        end: refused("413 ERR_BODY_TOO_LARGE"),
      },
      "of another content type": {
        sent: body("<event>newChat</event>", "application/xml"),
        end: refused("415 ERR_CONTENT_TYPE"),
      },
      "in another charset": {
        sent: body(JSON.stringify(chat), "application/json; charset=utf-7"),
        end: refused("415 ERR_CHARSET"),
      },
      "in another encoding": {
        sent: { ...json(chat), contentEncoding: "compress" },
        end: refused("415 ERR_CONTENT_ENCODING"),
        but: {
          "express.json() and urlencoded()": refusedByExpress(415),
          "express.text() of everything": refusedByExpress(415),
          "express.raw() of everything": refusedByExpress(415),
          // What it leaves has been decoded, as far as anybody can tell.
          "one that leaves an object": handled,
        },
      },
      "that names no event": {
        sent: json({ ...chat, event: "" }),
        end: refused("422 ERR_UNIDENTIFIED"),
      },
      "that does not fit its schema": {
        sent: json({ event: "newChat" }),
        end: refused("422 ERR_PAYLOAD_INVALID"),
      },
      "whose handler fails": {
        register: told(fail),
        sent: json(chat),
        end: "500 ERR_HANDLER_FAILED, handled, reported ERR_HANDLER_FAILED",
      },
      "whose reply fails, but for a fallback": {
        register: asked(fail, instead),
        sent: json(question),
        end: "200 We call back., handled, reported ERR_HANDLER_FAILED",
      },
      "whose reply is invalid": {
        register: asked(invalid),
        sent: json(question),
        end: "500 ERR_REPLY_INVALID, handled, reported ERR_REPLY_INVALID",
      },
      "whose reply is invalid, but for a fallback": {
        register: asked(invalid, instead),
        sent: json(question),
        end: "200 We call back., handled, reported ERR_REPLY_INVALID",
      },
    } satisfies Record<string, Row>;

    const losing = "one that takes all and leaves nothing";

    it.each<OtherParser>([
      "no parser",
      "express.json() and urlencoded()",
      "express.text() of everything",
      "express.raw() of everything",
      "one that leaves an object",
      "one that sets req.body and reads nothing",
      losing,
    ])("behind %s", async (parser) => {
      const ends = await ofEach(rows, async ({ options, register, sent }: Row) => {
        const heard: string[] = [];
        const hear = (what: string) => void heard.push(what);
        const phone = callsavvy({ auth: "none", ...options })
          .onUnhandled(() => hear("unhandled"))
          .onRejected(({ code }) => hear(`refused ${code}`))
          .onError(({ code }) => hear(`reported ${code}`));
        const receiver = (register ?? told(fine))(phone, hear);
        const app = express().use(otherParsers[parser](express));
        app.use("/hook", receiver, (req, res) => {
          res.type("text").send(`passed on ${req.webhook?.type}: ${JSON.stringify(req.body)}`);
        });
        return [await answerOf(app, sent), ...heard].join(", ");
      });
      expect(ends).toEqual(
        await ofEach(rows, ({ end, but, needsNoBody }: Row) =>
          parser === losing && !needsNoBody
            ? refused("500 ERR_BODY_CONSUMED")
            : (but?.[parser] ?? end),
        ),
      );
    });
  });
});
