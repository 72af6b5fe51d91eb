import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as zlib from "node:zlib";
import { describe, expect, it, jest } from "@jest/globals";
import request, { type Test } from "supertest";
import { callsavvy, servetel, sharedSecret } from "telephony-webhooks";
import { call, digitPressed, ticket } from "../fixtures/minimal";
import { open, serving, untilClosed } from "../helpers/raw-http";
import { servers } from "../helpers/servers";
import { silenceConsole } from "../helpers/silence";

silenceConsole();

const readme = readFileSync(join(__dirname, "../../README.md"), "utf8");
const SECRET = "a-secret-of-many-letters";

type Send = (test: Test) => Test;

const bytes =
  (body: string | Buffer, headers: Record<string, string>): Send =>
  (test) =>
    test
      .set(headers)
      .serialize((sent: unknown) => sent as string)
      .send(body as string);
const json = (text: string, type = "application/json") => bytes(text, { "content-type": type });
const form = (text: string, type = "application/x-www-form-urlencoded") =>
  bytes(text, { "content-type": type });
const packed = (encoding: string, pack: (text: string) => Buffer) =>
  bytes(pack(JSON.stringify(ticket)), {
    "content-type": "application/json",
    "content-encoding": encoding,
  });

const nested = (levels: number) => `${'{"a":'.repeat(levels)}1${"}".repeat(levels)}`;
const ticketWith = (more: string) => JSON.stringify(ticket).replace(/}$/, `,${more}}`);
const ticketForm = new URLSearchParams(ticket).toString();
const numbered = (count: number, text: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => text(index));
const ofBytes = (size: number) => {
  const around = ticketWith('"more":""').length;
  return ticketWith(`"more":"${"m".repeat(size - around)}"`);
};
const callWith = (fields: object) => json(JSON.stringify({ ...digitPressed, ...fields }));
const queryOf =
  (...more: string[]) =>
  (test: Test) =>
    test.query([new URLSearchParams(call).toString(), "digit_pressed=4", ...more].join("&"));

describe.each(servers)("behind %s", (_, express) => {
  const app = express()
    .use(
      "/phone",
      callsavvy({ auth: "none", limit: "2kb" })
        .onAny(() => {})
        .onRejected(() => {}),
    )
    .use(
      "/lines",
      servetel({ auth: "none" })
        .onAny(() => {})
        .onRejected(() => {}),
    )
    .use(
      "/locked",
      callsavvy({ auth: sharedSecret(SECRET) })
        .onAny(() => {})
        .onRejected(() => {}),
    );

  describe.each<
    [of: string, path: string, within: Send[], beyond: Send[], status: number, code: string]
  >([
    [
      "bytes",
      "/phone",
      [json(ofBytes(2048)), packed("gzip", zlib.gzipSync)],
      [
        json(ofBytes(2049)),
        bytes(zlib.gzipSync(ofBytes(2049)), {
          "content-type": "application/json",
          "content-encoding": "gzip",
        }),
      ],
      413,
      "ERR_BODY_TOO_LARGE",
    ],
    [
      "nesting",
      "/phone",
      [json(ticketWith(`"more":${nested(31)}`)), form(`${ticketForm}&more${"[a]".repeat(31)}=1`)],
      [json(ticketWith(`"more":${nested(32)}`)), form(`${ticketForm}&more${"[a]".repeat(32)}=1`)],
      400,
      "ERR_BODY_TOO_DEEP",
    ],
    [
      "keys",
      "/lines/dtmf-option",
      [
        callWith(Object.fromEntries(numbered(996, (index) => `k${index}`).map((key) => [key, 1]))),
        form(
          [
            "uuid=1",
            "call_to_number=",
            "caller_id_number=",
            "digit_pressed=4",
            ...numbered(996, (index) => `k${index}=1`),
          ].join("&"),
        ),
      ],
      [
        callWith(Object.fromEntries(numbered(997, (index) => `k${index}`).map((key) => [key, 1]))),
        callWith({
          more: [Object.fromEntries(numbered(1001, (index) => `k${index}`).map((key) => [key, 1]))],
        }),
        form(numbered(1001, (index) => `k${index}=1`).join("&")),
        form(numbered(1001, () => "k=1").join("&")),
      ],
      400,
      "ERR_TOO_MANY_KEYS",
    ],
    [
      "values",
      "/lines/dtmf-option",
      [
        callWith({ more: numbered(4_994, () => "") }),
        form(
          `${new URLSearchParams(digitPressed)}&${numbered(900, () => "a[b][c][d][e][]=").join("&")}`,
        ),
      ],
      [
        callWith({ more: numbered(4_996, () => "") }),
        callWith({ more: Array(1_000).fill([[[[[]]]]]) }),
        form(numbered(900, () => "a[b][c][d][e][f][g]=").join("&")),
      ],
      400,
      "ERR_TOO_MANY_KEYS",
    ],
    [
      "key names",
      "/phone",
      [json(ticketWith('"constructor":"Example Builders","prototype":{}'))],
      [
        json(ticketWith('"__proto__":1')),
        json(ticketWith('"more":[{"\\u005f_proto__":{"a":1}}]')),
        json(ticketWith('"constructor":{"prototype":{}}')),
        form(`${ticketForm}&__proto__[a]=1`),
        form(`${ticketForm}&more[constructor][prototype][a]=1`),
      ],
      400,
      "ERR_PROTOTYPE_KEY",
    ],
    [
      "encodings",
      "/phone",
      [
        json(JSON.stringify(ticket), "application/json; charset=utf-8"),
        json(JSON.stringify(ticket), "application/json; charset=us-ascii"),
        form(ticketForm, "application/x-www-form-urlencoded; charset=iso-8859-1"),
      ],
      [
        json(JSON.stringify(ticket), "application/json; charset=utf-7"),
        json(JSON.stringify(ticket), "application/json; charset=utf-16le"),
        json(JSON.stringify(ticket), "application/json; charset=iso-8859-1"),
        form(ticketForm, "application/x-www-form-urlencoded; charset=windows-1252"),
      ],
      415,
      "ERR_CHARSET",
    ],
    [
      "encodings",
      "/phone",
      [json(ticketWith('"more":"Zoë"'))],
      [
        bytes(Buffer.from(ticketWith('"more":"Zoë"'), "latin1"), {
          "content-type": "application/json",
        }),
        form(`${ticketForm}&more=%E9`),
      ],
      400,
      "ERR_BODY_MALFORMED",
    ],
    [
      "compression",
      "/phone",
      [
        packed("gzip", zlib.gzipSync),
        packed("deflate", zlib.deflateSync),
        packed("br", zlib.brotliCompressSync),
      ],
      [packed("compress", Buffer.from), packed("gzip, gzip", Buffer.from)],
      415,
      "ERR_CONTENT_ENCODING",
    ],
    [
      "repeated parameters",
      "/lines/dtmf-option",
      [
        form(`${new URLSearchParams(digitPressed)}&billsec=1&billsec=2`),
        form(`${new URLSearchParams(digitPressed)}&digits_dialed=1&digits_dialed=2`),
      ],
      [
        form(`${new URLSearchParams(digitPressed)}&digit_pressed=5`),
        form(`${new URLSearchParams(digitPressed)}&uuid[]=5`),
      ],
      422,
      "ERR_PAYLOAD_INVALID",
    ],
    [
      "repeated parameters",
      "/phone",
      [form(ticketForm)],
      [form(`${ticketForm}&event=newChat`)],
      422,
      "ERR_UNIDENTIFIED",
    ],
    [
      "repeated parameters",
      "/locked",
      [(test) => test.query({ token: SECRET }).send(ticket)],
      [(test) => test.query(`token=${SECRET}&token=${SECRET}`).send(ticket)],
      401,
      "ERR_UNAUTHENTICATED",
    ],
    [
      "numbers",
      "/lines/dtmf-option",
      [
        callWith({ uuid: 2 ** 53 - 1 }),
        callWith({ billsec: 1e21 }),
        json(JSON.stringify(digitPressed).replace(/}$/, ',"billsec":12345678901234567890}')),
      ],
      [
        callWith({ uuid: 2 ** 53 }),
        json(JSON.stringify(digitPressed).replace(/"uuid":"[^"]*"/, '"uuid":12345678901234567890')),
        json(JSON.stringify(digitPressed).replace(/"uuid":"[^"]*"/, '"uuid":1e400')),
      ],
      422,
      "ERR_PAYLOAD_INVALID",
    ],
  ])("the limit of %s (to %s)", (of, path, within, beyond, status, code) => {
    it.each(within.map((send, index) => [index + 1, send] as const))(
      "takes what is within: %i",
      async (_, send) => {
        const answer = await send(request(app).post(path));
        expect([answer.status, answer.body]).toEqual([200, {}]);
      },
    );

    it.each(beyond.map((send, index) => [index + 1, send] as const))(
      `answers ${status} ${code} to what is beyond: %i`,
      async (_, send) => {
        const answer = await send(request(app).post(path));
        expect([answer.status, answer.body.code]).toEqual([status, code]);
      },
    );

    it("is in the README", () => {
      const row = new RegExp(`^\\| ${of} \\|.*\\| .*${status} \`${code}\``, "m");
      expect(readme).toMatch(row);
    });
  });

  it("the limit of keys counts the parameters of a query", async () => {
    const within = numbered(996, (index) => `k${index}=1`);
    const get = (...more: string[]) =>
      queryOf(...within, ...more)(request(app).get("/lines/dtmf-option"));
    expect((await get()).status).toBe(200);
    const answer = await get("k=1");
    expect([answer.status, answer.body.code]).toEqual([400, "ERR_TOO_MANY_KEYS"]);
  });

  it("zstd is taken where Node has it", async () => {
    const { zstdCompressSync: pack } = zlib as { zstdCompressSync?: (text: string) => Buffer };
    const app = express().use(
      "/phone",
      callsavvy({ auth: "none" })
        .on("newTicketOpened", () => {})
        .onRejected(() => {}),
    );
    const answer = await packed("zstd", pack ?? Buffer.from)(request(app).post("/phone"));
    expect(answer.status).toBe(pack ? 200 : 415);
  });

  it("the limit of time is that of the body", async () => {
    const slow = express().use(
      callsavvy({ auth: "none", bodyDeadlineMs: 30 }).onRejected(() => {}),
    );
    const head = ["POST / HTTP/1.1", "Content-Length: 9"];
    const answer = await serving(slow, (port) => untilClosed(open(port, head)));
    expect(answer).toMatch(/^HTTP\/1\.1 408 .*ERR_BODY_TIMEOUT/s);
    expect(readme).toMatch(/^\| time \|.*408 `ERR_BODY_TIMEOUT`/m);
  });

  it.each([
    ["too deep", nested(33)],
    [
      "too wide",
      JSON.stringify(
        Object.fromEntries(numbered(1001, (index) => `k${index}`).map((key) => [key, 1])),
      ),
    ],
    ["an attack on prototypes", '{"__proto__":{}}'],
  ])("JSON inside a text is left out where it is %s", async (_case, text) => {
    const handler = jest.fn();
    const lines = servetel({ auth: "none" }).onAny(handler);
    const fields = { ...call, missed_agent: `[${text}]` };
    const answer = await request(express().use(lines)).post("/call-missed").send(fields);
    expect(answer.status).toBe(200);
    expect(handler).toHaveBeenCalledWith(
      expect.objectContaining({
        payload: call,
        repairs: [{ path: "/missed_agent", rule: "left-out" }],
      }),
    );
  });
});
