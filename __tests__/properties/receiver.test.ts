import { describe, expect, it, jest } from "@jest/globals";
import fc from "fast-check";
import { callsavvy, servetel, type WebhookEvent } from "telephony-webhooks";
import { refuseUnsafe } from "../../lib/json";
import { asForm, asJson, asQuery } from "../helpers/encode";
import { express } from "../helpers/expresses";
import { type Sent, statusOf } from "../helpers/keep-alive";
import { serving } from "../helpers/raw-http";
import { catalogs, oddFields, oddValue, plainEvents, providerNames } from "./arbitrary-deliveries";
import { anyText, oddText } from "./arbitrary-texts";
import { publishedSchema } from "./published-schemas";
import { seeded } from "./seeded";

jest.setTimeout(60_000);

const handled: WebhookEvent[] = [];
const unhandled: WebhookEvent[] = [];
const refused: Error[] = [];

const keep =
  <Heard>(list: Heard[]) =>
  (heard: Heard) =>
    void list.push(heard);
const phone = callsavvy({ auth: "none" })
  .on("callerInformation", () => ({}))
  .on("chatbotCallback", () => "")
  .onAny(keep(handled))
  .onUnhandled(keep(unhandled))
  .onRejected(keep(refused));
const lines = servetel({ auth: "none" })
  .onAny(keep(handled))
  .onUnhandled(keep(unhandled))
  .onRejected(keep(refused));
const app = express().use("/callsavvy", phone).use("/servetel", lines);

/**
 * Sends each of the deliveries. Of each, exactly one must hear: a handler, and 200 is answered; `onUnhandled`, and 202
 * is; `onRejected`, and it is the sender's fault. What a handler hears of fits the schema that is published, and can
 * be walked, merged and printed.
 */
async function survives(deliveries: fc.Arbitrary<Sent>, numRuns: number): Promise<Set<number>> {
  const statuses = new Set<number>();
  await serving(app, (port) =>
    fc.assert(
      fc.asyncProperty(deliveries, async (sent) => {
        for (const heard of [handled, unhandled, refused]) heard.length = 0;
        const status = (await statusOf(port, sent)) ?? 0;
        statuses.add(status);
        const isRefusal = status >= 400 && status < 500;
        expect({ status, heard: [handled.length, unhandled.length, refused.length] }).toEqual({
          status: isRefusal || status === 202 ? status : 200,
          heard: isRefusal ? [0, 0, 1] : status === 202 ? [0, 1, 0] : [1, 0, 0],
        });
        for (const event of handled) {
          const { accepts } = publishedSchema(event.provider, event.type);
          expect([accepts(event.payload), accepts.errors]).toEqual([true, null]);
          expect(() => refuseUnsafe(event.raw)).not.toThrow();
          expect(() => JSON.stringify(event)).not.toThrow();
        }
      }),
      seeded(numRuns),
    ),
  );
  return statuses;
}

const anyPath = fc.oneof(
  fc.constant("/callsavvy"),
  fc.constantFrom("/servetel", "/servetel?trigger=call-missed"),
  fc.constantFrom(...catalogs.servetel.events.keys()).map((type) => `/servetel/${type}`),
);

const contentType = fc.oneof(
  fc.constantFrom(
    ...["application/json", "application/x-www-form-urlencoded", "text/plain", "text/json"],
    ...["application/json; charset=utf-8", "application/vnd.acme+json", "APPLICATION/JSON ;x"],
    ...["application/x-www-form-urlencoded; charset=iso-8859-1", 'text/plain; charset="UTF8"'],
    ...["application/json; charset=utf-16le", "multipart/form-data; boundary=x", ";", "json"],
  ),
  fc.stringMatching(/^[!-~]([ -~]{0,20}[!-~])?$/),
);

const contentEncoding = fc.oneof(
  { weight: 3, arbitrary: fc.constant({}) },
  fc
    .constantFrom("identity", "gzip", "deflate", "br", "x")
    .map((coding) => ({ "Content-Encoding": coding })),
);

const headers = fc
  .tuple(contentType, contentEncoding)
  .map(([type, coding]) => ({ "Content-Type": type, ...coding }));

/** Bytes as they come, and the bytes of good deliveries with a few of them exchanged for others. */
const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 64 }),
  fc
    .tuple(
      fc.oneof(...providerNames.map(plainEvents)),
      fc.constantFrom(asJson, asForm),
      fc.array(fc.tuple(fc.nat(), fc.uint8Array({ maxLength: 2 })), { maxLength: 3 }),
    )
    .map(([{ fields }, encode, changes]) =>
      changes.reduce<Uint8Array>(
        (whole, [at, change]) =>
          Buffer.concat([
            whole.subarray(0, at % whole.length),
            change,
            whole.subarray((at % whole.length) + 1),
          ]),
        Buffer.from(encode(fields).body ?? ""),
      ),
    ),
);

const formText = fc
  .array(
    fc.oneof(
      fc.constantFrom("&", "&", "=", "=", "[", "]", "[]", "[0]", "%", "%e9", "%00", "+", ";", "{"),
      fc.constantFrom(...catalogs.servetel.declaredNames),
      fc.constantFrom("event", "callSummary", "&a[__proto__]=1&"),
      oddText,
    ),
    { maxLength: 30 },
  )
  .map((parts) => parts.join(""));

const inUrl = (text: string) => text.replace(/[^!-~]|#/gu, (one) => encodeURIComponent(one));

describe("a receiver", () => {
  it("survives any bytes under any content type", async () => {
    const deliveries = fc.record({ path: anyPath, headers, body: bytes });
    expect([...(await survives(deliveries, 250))]).toEqual(
      expect.arrayContaining([200, 400, 415, 422]),
    );
  });

  it("survives any JSON, also under names that it knows", async () => {
    const json = fc.oneof(
      ...providerNames.map((provider) => oddFields(provider, oddValue)),
      fc.record({
        event: fc.constantFrom(...catalogs.callsavvy.events.keys(), "faxReceived", "__proto__"),
        call_department: oddValue,
        caller_number: oddValue,
      }),
      fc.record({ uuid: oddValue, call_to_number: oddValue, caller_id_number: oddValue }),
      fc.jsonValue(),
    );
    const deliveries = fc.record({
      path: anyPath,
      headers: fc.constant({ "Content-Type": "application/json" }),
      body: json.map((value) => JSON.stringify(value)),
    });
    expect([...(await survives(deliveries, 250))]).toEqual(
      expect.arrayContaining([200, 202, 400, 422]),
    );
  });

  it("survives any form, and any behind a good one", async () => {
    const known = fc.oneof(
      ...providerNames.map(plainEvents),
      oddFields("servetel", oddText).map((fields) => ({ fields })),
    );
    const body = fc.oneof(
      formText,
      fc.tuple(known, formText).map(([{ fields }, text]) => `${asForm(fields).body}&${text}`),
    );
    const { headers } = asForm({});
    const deliveries = fc.record({ path: anyPath, headers: fc.constant(headers), body });
    expect([...(await survives(deliveries, 250))]).toEqual(expect.arrayContaining([200, 400, 422]));
  });

  it("survives any query", async () => {
    const known = plainEvents("servetel").map(({ fields }) => asQuery(fields).query);
    const query = fc
      .tuple(fc.oneof(known, formText), fc.constantFrom("", "&"), formText)
      .map((parts) => inUrl(parts.join("")));
    const method = fc.constantFrom("GET", "GET", "GET", "POST", "PUT", "DELETE");
    const path = anyPath.filter((path) => !path.includes("?"));
    const deliveries = fc.record({ method, path, query });
    expect([...(await survives(deliveries, 250))]).toEqual(
      expect.arrayContaining([200, 400, 405, 422]),
    );
  });

  it("survives any path below its mount, and knows its triggers alone", async () => {
    const text = fc.oneof(
      fc.constantFrom("/", "//", ".", "..", "%", "%2f", "%E9", "*", ":x"),
      fc.constantFrom("call-missed", "callMissed"),
      anyText,
    );
    const below = fc
      .array(text, { maxLength: 5 })
      .map((parts) => inUrl(parts.join("")).replaceAll("?", "%3f"));
    const deliveries = fc
      .tuple(fc.constantFrom("/callsavvy", "/servetel"), below, plainEvents("servetel"))
      .map(([mount, below, { fields }]) => ({ ...asJson(fields), path: `${mount}/${below}` }));
    const statuses = await survives(deliveries, 250);
    expect([...statuses].sort()).toEqual([200, 404, 422]);
  });
});
