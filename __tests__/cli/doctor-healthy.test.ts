import type { RequestListener } from "node:http";
import { describe, expect, it, jest } from "@jest/globals";
import type { Request, RequestHandler } from "express";
import {
  type Authenticator,
  basicAuth,
  callsavvy,
  html,
  servetel,
  sharedSecret,
} from "telephony-webhooks";
import type { ExamineOptions } from "../../lib/cli/doctor/examination";
import { examine } from "../../lib/cli/doctor/examine";
import type { Report } from "../../lib/cli/doctor/report";
import { makeApp, secrets } from "../example-app/running-app";
import { express, expresses } from "../helpers/expresses";
import { silenceConsole } from "../helpers/silence";
import {
  callsavvyApp,
  callsavvyParts,
  SECRET,
  servetelApp,
  servetelParts,
} from "./faulty-apps/hand-written";
import { served } from "./faulty-apps/served";
import { packageApp, receivers } from "./faulty-apps/with-the-package";

silenceConsole();
jest.setTimeout(60_000);

/** The checks that did not end well. */
const troubles = ({ findings }: Report) => findings.filter(({ verdict }) => verdict !== "ok");

describe.each(expresses)("the doctor finds nothing wrong on %s", (_name, express) => {
  const parsers = [express.json(), express.urlencoded({ extended: true })];

  it.each<[string, () => RequestListener]>([
    ["with an app of this package", () => packageApp([], express)],
    ["with one behind body parsers", () => packageApp(parsers, express).set("env", "production")],
    [
      "with one that is written by hand",
      () => callsavvyApp({}, express).use(servetelApp({}, express)),
    ],
  ])("%s", async (_name, app) => {
    const origin = await served(app());
    for (const provider of ["callsavvy", "servetel"] as const) {
      const report = await examine(`${origin}/${provider}`, { provider, token: SECRET });
      expect(troubles(report)).toEqual([]);
    }
  });
});

describe("the doctor finds nothing wrong", () => {
  it("with the example app", async () => {
    const { app, close } = makeApp();
    const origin = await served(app);
    for (const provider of ["callsavvy", "servetel"] as const) {
      const url = `${origin}/webhooks/${provider}`;
      const report = await examine(url, { provider, token: secrets[provider] });
      expect(troubles(report)).toEqual([]);
    }
    close();
  });

  it("with receivers on a server without Express", async () => {
    const { phone, lines } = receivers();
    const callsavvyAt = await served((req, res) => phone(req, res, () => res.end()));
    const servetelAt = await served((req, res) =>
      lines(req, res, () => {
        res.statusCode = 404;
        res.end();
      }),
    );
    const all = [
      await examine(callsavvyAt, { provider: "callsavvy", token: SECRET }),
      await examine(servetelAt, { provider: "servetel", token: SECRET }),
    ];
    expect(all.flatMap(troubles)).toEqual([]);
  });

  it.each<[string, Authenticator, string, Partial<ExamineOptions>]>([
    ["in the URL", sharedSecret(SECRET), `/hook?token=${SECRET}`, {}],
    [
      "in another parameter",
      sharedSecret(SECRET, { query: "key" }),
      `/hook?key=${SECRET}&empty=`,
      {},
    ],
    ["in the path", sharedSecret(SECRET, { param: "token" }), `/hook/${SECRET}`, { token: SECRET }],
    [
      "in a header",
      sharedSecret(SECRET, { header: "x-api-key" }),
      "/hook",
      { headers: { "X-API-Key": SECRET } },
    ],
    [
      "in a bearer's header",
      sharedSecret(SECRET, { bearer: true }),
      "/hook",
      { headers: { Authorization: `Bearer ${SECRET}` } },
    ],
    ["before the host", basicAuth({ username: "pbx", password: SECRET }), "pbx", {}],
    [
      "in a login's header",
      basicAuth({ username: "pbx", password: SECRET }),
      "/hook",
      { headers: { Authorization: `Basic ${Buffer.from(`pbx:${SECRET}`).toString("base64")}` } },
    ],
  ])("with a secret %s", async (_place, auth, place, options) => {
    const phone = callsavvy({ auth })
      .on("callerInformation", () => ({}))
      .on("chatbotCallback", () => html`<p>Hello</p>`)
      .onUnhandled(() => {})
      .onRejected(() => {});
    const origin = await served(express().use(["/hook/:token", "/hook"], phone));
    const url =
      place === "pbx" ? `${origin.replace("//", `//pbx:${SECRET}@`)}/hook` : `${origin}${place}`;
    const report = await examine(url, { provider: "callsavvy", ...options });
    expect(troubles(report)).toEqual([]);
    expect(JSON.stringify(report)).not.toContain(SECRET);
    expect(report.url).toBe(place === `/hook/${SECRET}` ? `${origin}/hook/…` : `${origin}/hook`);
  });

  it("with apps that refuse what no provider sends", async () => {
    const refuse =
      (isImpossible: (req: Request) => boolean): RequestHandler =>
      (req, res, next) => {
        if (isImpossible(req)) res.sendStatus(422);
        else next();
      };
    // Go's text and numbers that have lost their plus come from forms and URLs alone.
    const isOfForms = (value: unknown) => /^(?:map\[|\[map\[| \d)/.test(String(value));
    const isJson = (req: Request) => req.is("json") === "json";
    const impossible = {
      servetel: servetelApp({
        parsers: [
          ...servetelParts.parsers,
          refuse((req) => isJson(req) && Object.values(req.body).some(isOfForms)),
        ],
      }),
      callsavvy: callsavvyApp({
        parsers: [
          ...callsavvyParts.parsers,
          refuse(({ body }) => body?.last_ticket_reply && !/^[\d-]+ /.test(body.last_ticket_reply)),
        ],
      }),
    };
    for (const provider of ["servetel", "callsavvy"] as const) {
      const url = `${await served(impossible[provider])}/${provider}`;
      expect(troubles(await examine(url, { provider, token: SECRET }))).toEqual([]);
    }
  });

  it("with an app that slows down who guesses", async () => {
    let guesses = 0;
    const app = callsavvyApp({
      auth: ({ query }, res, next) => {
        if (query["token"] === SECRET) next();
        else res.sendStatus(++guesses > 3 ? 429 : 401);
      },
    });
    const url = `${await served(app)}/callsavvy`;
    expect(troubles(await examine(url, { provider: "callsavvy", token: SECRET }))).toEqual([]);
  });

  it("with triggers that the query names", async () => {
    const { lines } = receivers();
    const origin = await served(express().all("/servetel", lines));
    const options = { provider: "servetel", token: SECRET, trigger: "query" } as const;
    expect(troubles(await examine(`${origin}/servetel`, options))).toEqual([]);
  });

  it.each(["/servetel/call-missed", "/servetel/callMissed/", "/servetel?trigger=call-missed"])(
    "with %s, a URL of one trigger's own",
    async (path) => {
      const report = await examine(`${await served(packageApp())}${path}`, {
        provider: "servetel",
        token: SECRET,
      });
      expect(report.events).toEqual(["callMissed"]);
      expect(troubles(report)).toEqual([
        expect.objectContaining({ check: "unknown-event", verdict: "skipped" }),
      ]);
    },
  );
});

it("only warns of shapes that prove no event, where no trigger is named", async () => {
  const lines = servetel({ auth: sharedSecret(SECRET) })
    .onAny(() => {})
    .onRejected(() => {});
  const origin = await served(express().use("/servetel", lines));
  const options = { provider: "servetel", token: SECRET, trigger: "none" } as const;
  expect(troubles(await examine(`${origin}/servetel`, options))).toEqual([
    expect.objectContaining({
      check: "shapes",
      verdict: "warning",
      fix: expect.stringContaining("Name the trigger"),
    }),
  ]);
});
