import { describe, expect, it } from "@jest/globals";
import type { RequestHandler } from "express";
import { callsavvy, servetel } from "telephony-webhooks";
import { callsavvyDeliveries } from "../fixtures/callsavvy";
import type { DeliveryFixture } from "../fixtures/delivery";
import { servetelDeliveries } from "../fixtures/servetel";
import { asForm, asJson, asQuery, send } from "../helpers/encode";
import { expresses } from "../helpers/expresses";

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

function appOf(express: Express, inFront: readonly RequestHandler[], received: unknown[]) {
  const app = express();
  for (const parser of inFront) app.use(parser);
  const phone = callsavvy({ auth: "none", unhandled: "next" });
  const lines = servetel({ auth: "none", unhandled: "next" });
  app.use("/callsavvy", phone);
  app.use("/servetel", lines);
  app.use((req, res) => {
    received.push(req.webhook);
    res.sendStatus(204);
  });
  return app;
}

describe.each(expresses)("behind %s", (_, express) => {
  describe.each(parsers)("with %s in front", (_name, inFront) => {
    it.each(encodings)("receives every delivery as %s", async (_encoding, method, encode) => {
      const received: unknown[] = [];
      const app = appOf(express, inFront(express), received);
      const sent: DeliveryFixture[] = [];
      for (const { delivery, path, methods } of cases) {
        if (!methods.includes(method)) continue;
        sent.push(delivery);
        const { status, text } = await send(app, encode(delivery.fields), path);
        expect({ delivery, status, text }).toMatchObject({ status: 204 });
      }
      expect(received).toMatchObject(sent.map(({ type }) => ({ type })));
      expect(received.map((event) => (event as { payload: unknown }).payload)).toEqual(
        sent.map(({ payload }) => payload),
      );
    });
  });
});
