import type { RequestListener } from "node:http";
import { describe, expect, it } from "@jest/globals";
import type { RequestHandler } from "express";
import { callsavvy, servetel } from "telephony-webhooks";
import { callsavvyDeliveries } from "../fixtures/callsavvy";
import type { DeliveryFixture } from "../fixtures/delivery";
import { servetelDeliveries } from "../fixtures/servetel";
import { asForm, asJson, asQuery, send } from "../helpers/encode";
import { expresses } from "../helpers/expresses";
import { servers } from "../helpers/servers";

type Express = (typeof expresses)[number][1];

/** The body parsers that an app may have in front. Each takes the whole body, or leaves it. */
const parsers: readonly (readonly [name: string, use: (express: Express) => RequestHandler[]])[] = [
  ["no parser", () => []],
  ["express.json()", (express) => [express.json()]],
  ["express.urlencoded(), plain", (express) => [express.urlencoded({ extended: false })]],
  ["express.urlencoded(), extended", (express) => [express.urlencoded({ extended: true })]],
  ["both parsers", (express) => [express.json(), express.urlencoded({ extended: true })]],
  ["express.text()", (express) => [express.text({ type: () => true })]],
  ["express.raw()", (express) => [express.raw({ type: () => true })]],
];

/** JSON and form by POST; what GET carries is for Servetel alone. */
const encodings = [
  ["JSON", "post", asJson],
  ["a form", "post", asForm],
  ["a query", "get", asQuery],
] as const;

const kebabCase = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

const cases = [
  ...callsavvyDeliveries.map((delivery) => ({ delivery, path: "/callsavvy", methods: ["post"] })),
  ...servetelDeliveries.map((delivery) => ({
    delivery,
    path: `/servetel/${kebabCase(delivery.type)}`,
    methods: ["post", "get"],
  })),
];

/** The receivers hand everything on, or keep it. */
function receiversOf(unhandled: "accept" | "next") {
  return {
    phone: callsavvy({ auth: "none", unhandled }),
    lines: servetel({ auth: "none", unhandled }),
  };
}

function appOf(express: Express, inFront: readonly RequestHandler[], received: unknown[]) {
  const app = express();
  for (const parser of inFront) app.use(parser);
  const { phone, lines } = receiversOf("next");
  app.use("/callsavvy", phone);
  app.use("/servetel", lines);
  app.use((req, res) => {
    received.push(req.webhook);
    res.sendStatus(204);
  });
  return app;
}

/** Sends all that can be written so, and expects it to be received as documented. */
async function sendEvery(
  app: RequestListener,
  [, method, encode]: (typeof encodings)[number],
  status: number,
  received: readonly unknown[],
): Promise<void> {
  const sent: DeliveryFixture[] = [];
  for (const { delivery, path, methods } of cases) {
    if (!methods.includes(method)) continue;
    sent.push(delivery);
    const answer = await send(app, encode(delivery.fields), path);
    expect({ delivery, status: answer.status, text: answer.text }).toMatchObject({ status });
  }
  expect(received).toMatchObject(sent.map(({ type }) => ({ type })));
  expect(received.map((event) => (event as { payload: unknown }).payload)).toEqual(
    sent.map(({ payload }) => payload),
  );
}

describe.each(servers)("behind %s", (_, express) => {
  it.each(encodings)("receives every delivery as %s", async (...encoding) => {
    const received: unknown[] = [];
    const keep = (event: unknown) => received.push(event);
    const { phone, lines } = receiversOf("accept");
    const app = express()
      .use("/callsavvy", phone.onUnhandled(keep))
      .use("/servetel", lines.onUnhandled(keep));
    await sendEvery(app, encoding, 202, received);
  });
});

describe.each(expresses)("in an app of %s", (_, express) => {
  describe.each(parsers)("with %s in front", (_name, inFront) => {
    it.each(encodings)("receives every delivery as %s", async (...encoding) => {
      const received: unknown[] = [];
      await sendEvery(appOf(express, inFront(express), received), encoding, 204, received);
    });
  });
});
