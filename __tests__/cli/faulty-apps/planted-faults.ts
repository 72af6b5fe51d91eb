import type { RequestListener } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import Ajv from "ajv";
import addFormats from "ajv-formats";
import type { Request, RequestHandler } from "express";
import { callsavvy, servetel, sharedSecret } from "telephony-webhooks";
import type { CheckId } from "../../../lib/cli/doctor/checks";
import type { ExamineOptions } from "../../../lib/cli/doctor/examination";
import { servetelProvider } from "../../../lib/providers/servetel";
import { publishedSchema } from "../../../lib/testing/published-schema";
import { express } from "../../helpers/expresses";
import {
  callsavvyApp,
  callsavvyParts,
  fieldsOf,
  SECRET,
  servetelApp,
  servetelParts,
} from "./hand-written";
import { packageApp } from "./with-the-package";

/** An app with one thing wrong, and what a doctor has to say about it. */
export interface PlantedFault {
  readonly app: () => RequestListener;
  readonly at: "callsavvy" | "servetel";
  readonly options?: Omit<Partial<ExamineOptions>, "provider">;
  /** The one check that fails. */
  readonly check: CheckId;
  readonly verdict?: "warning";
  readonly seen: RegExp;
  readonly fix: RegExp;
  /** Whether the doctor has to wait for answers that don't come. */
  readonly hangs?: true;
}

const answering =
  (status: number, body = ""): RequestHandler =>
  (_req, res) => {
    res.status(status).type("text/plain").send(body);
  };

const hang: RequestHandler = () => {};

const throwing: RequestHandler = () => {
  throw new Error("a fault of the app's");
};

/** Broken JSON holds nothing. */
function fromJson(text: string): object {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

/** Reads the body as if nobody had. */
const readStream: RequestHandler = (req, _res, next) => {
  let text = "";
  req.on("data", (chunk) => {
    text += chunk;
  });
  req.on("end", () => {
    req.body = req.is("json") ? fromJson(text) : Object.fromEntries(new URLSearchParams(text));
    next();
  });
};

/** Reads the body and keeps nothing. */
const swallow: RequestHandler = (req, _res, next) => {
  req.resume();
  req.on("end", () => next());
};

/** Runs a part for deliveries of one kind, and passes on others. */
const only =
  (isMeant: (req: Request) => boolean, part: RequestHandler): RequestHandler =>
  (req, res, next) => {
    if (isMeant(req)) part(req, res, next);
    else next();
  };

const isForm = (req: Request) => req.is("urlencoded") === "urlencoded";

function callsavvyAnswering(type: string, answer: RequestHandler) {
  return callsavvyApp({ answers: { ...callsavvyParts.answers, [type]: answer } });
}

/** Refuses what is not to the letter of the schemas. */
function strict(): RequestHandler {
  const ajv = new Ajv({ strict: false });
  addFormats(ajv);
  const validators = new Map(
    Object.keys(servetelProvider.events).map((type) => [
      type,
      ajv.compile(publishedSchema("servetel", type)),
    ]),
  );
  const typeOf = (trigger: unknown) =>
    String(trigger).replace(/-(\w)/g, (_dash, letter: string) => letter.toUpperCase());
  return (req, res, next) => {
    const isValid = validators.get(typeOf(req.params["trigger"])) ?? (() => true);
    if (isValid(fieldsOf(req))) next();
    else res.sendStatus(422);
  };
}

/** Refuses what it has seen. */
function unique(): RequestHandler {
  const seen = new Set<string>();
  return (req, res, next) => {
    const key = JSON.stringify(req.body);
    if (seen.has(key)) {
      res.sendStatus(409);
      return;
    }
    seen.add(key);
    next();
  };
}

function limited(max: number): RequestHandler {
  let deliveries = 0;
  return (_req, res, next) => {
    deliveries++;
    if (deliveries > max) res.sendStatus(429);
    else next();
  };
}

export const plantedFaults: Readonly<Record<string, PlantedFault>> = {
  "a path that nothing is mounted at": {
    app: () => express().use("/elsewhere", callsavvyApp()),
    at: "callsavvy",
    check: "path",
    seen: /404/,
    fix: /^Check the URL's path.*above it\.$/,
  },
  "a path that nothing is mounted at, for triggers": {
    app: () => express().use("/elsewhere", servetelApp()),
    at: "servetel",
    check: "path",
    seen: /404/,
    fix: /^Check the URL's path.*above it\.$/,
  },
  "one URL for all triggers, where their paths were tried": {
    app: () =>
      express().post(
        "/servetel",
        servetel({ auth: sharedSecret(SECRET) }).onAny(() => {}),
      ),
    at: "servetel",
    check: "path",
    seen: /404/,
    fix: /--trigger none or --trigger query/,
  },
  "a redirect": {
    app: () =>
      callsavvyApp({
        inFront: [
          (_req, res) => {
            res.redirect(308, `/callsavvy/?token=${SECRET}`);
          },
        ],
      }),
    at: "callsavvy",
    check: "redirects",
    seen: /308/,
    fix: /leads to http:\/\/127\.0\.0\.1:\d+\/callsavvy\/\.$/,
  },
  "a redirect to nowhere": {
    app: () => callsavvyApp({ inFront: [answering(302)] }),
    at: "callsavvy",
    check: "redirects",
    seen: /302/,
    fix: /needs no redirect\.$/,
  },
  "an app that never answers": {
    app: () => callsavvyApp({ inFront: [hang] }),
    at: "callsavvy",
    hangs: true,
    check: "answers",
    seen: /within 2\.5 s/,
    fix: /End every request/,
  },
  "a reader of the stream behind express.json()": {
    app: () => callsavvyApp({ parsers: [express.json(), readStream] }),
    at: "callsavvy",
    hangs: true,
    check: "answers",
    seen: /within 2\.5 s/,
    fix: /Likely express\.json\(\) in front/,
  },
  "one event that is never answered": {
    app: () =>
      callsavvyAnswering(
        "callSummary",
        only((req) => !isForm(req), hang),
      ),
    at: "callsavvy",
    hangs: true,
    check: "answers",
    seen: /within 2\.5 s/,
    fix: /End every request/,
  },
  "a reader of the stream behind express.urlencoded()": {
    app: () =>
      servetelApp({
        parsers: [
          express.urlencoded({ extended: true }),
          only(({ method }) => method === "POST", readStream),
        ],
      }),
    at: "servetel",
    hangs: true,
    check: "answers",
    seen: /within 2\.5 s/,
    fix: /Likely express\.urlencoded\(\) in front/,
  },
  "an answer that begins and never ends": {
    app: () =>
      callsavvyApp({
        inFront: [
          (_req, res) => {
            res.write("one moment");
          },
        ],
      }),
    at: "callsavvy",
    hangs: true,
    check: "answers",
    seen: /within 2\.5 s/,
    fix: /End every request/,
  },
  "a connection that is closed without an answer": {
    app: () =>
      callsavvyApp({
        inFront: [
          (req) => {
            req.socket.destroy();
          },
        ],
      }),
    at: "callsavvy",
    check: "survives",
    seen: /closes the connection/,
    fix: /started again/,
  },
  "a rate limiter": {
    app: () => callsavvyApp({ inFront: [limited(30)] }),
    at: "callsavvy",
    check: "rate-limit",
    seen: /429 after 31 deliveries/,
    fix: /Exempt/,
  },
  "answers that come when the provider has given up": {
    app: () => servetelApp({ inFront: [(_req, _res, next) => void sleep(30).then(() => next())] }),
    at: "servetel",
    options: { limits: { slowMs: 10, giveUpMs: 20 } },
    check: "latency",
    seen: /took 0\.\d\d s/,
    fix: /Answer first/,
  },
  "answers that are slow": {
    app: () => servetelApp({ inFront: [(_req, _res, next) => void sleep(30).then(() => next())] }),
    at: "servetel",
    options: { limits: { slowMs: 20 } },
    check: "latency",
    verdict: "warning",
    seen: /took 0\.\d\d s/,
    fix: /Answer first/,
  },

  "a secret that is not the app's": {
    app: () => packageApp(),
    at: "callsavvy",
    options: { token: "another-secret-of-letters" },
    check: "secret-taken",
    seen: /401 ERR_UNAUTHENTICATED/,
    fix: /Check the secret/,
  },
  "a secret that the doctor was not given": {
    app: () => packageApp(),
    at: "servetel",
    options: { token: "" },
    check: "secret-taken",
    seen: /none was given/,
    fix: /--token/,
  },
  "no secret": {
    app: () => callsavvyApp({ auth: (_req, _res, next) => next() }),
    at: "callsavvy",
    check: "secret-asked",
    seen: /takes callerInformation, callSummary, newTicketOpened and 3 more without the secret/,
    fix: /sharedSecret/,
  },
  "no secret, nor one given": {
    app: () => callsavvyApp({ auth: (_req, _res, next) => next() }),
    at: "callsavvy",
    options: { token: "" },
    check: "secret-asked",
    seen: /without any secret/,
    fix: /part of the path/,
  },
  "no secret on one of the routes": {
    app: () =>
      servetelApp({
        auth: (req, res, next) => {
          if (req.path.endsWith("/call-hangup")) next();
          else servetelParts.auth(req, res, next);
        },
      }),
    at: "servetel",
    check: "secret-asked",
    seen: /takes callHangup without the secret/,
    fix: /in front of every route/,
  },
  "a missing secret that the app stumbles over": {
    app: () =>
      callsavvyApp({
        auth: (req, res, next) => {
          const { token } = req.query as { token: string };
          if (token.toLowerCase() === SECRET) next();
          else res.sendStatus(401);
        },
      }),
    at: "callsavvy",
    check: "secret-asked",
    verdict: "warning",
    seen: /fails without the secret: 500/,
    fix: /with 401/,
  },
  "a secret that only has to be there": {
    app: () =>
      callsavvyApp({
        auth: (req, res, next) => {
          if (req.query["token"]) next();
          else res.sendStatus(401);
        },
      }),
    at: "callsavvy",
    check: "secret-compared",
    seen: /with a wrong secret/,
    fix: /sharedSecret/,
  },

  "JSON alone": {
    app: () => callsavvyApp({ parsers: [express.json()] }),
    at: "callsavvy",
    check: "form",
    seen: /refuses forms: 400/,
    fix: /express\.urlencoded/,
  },
  "JSON alone, and 415 for all else": {
    app: () => servetelApp({ parsers: [only(isForm, answering(415)), express.json()] }),
    at: "servetel",
    check: "form",
    seen: /refuses forms: 415/,
    fix: /express\.urlencoded/,
  },
  "JSON alone, and 200 for all else": {
    app: () =>
      callsavvyApp({
        parsers: [express.json()],
        unknown: answering(200),
        empty: answering(200, "OK"),
      }),
    at: "callsavvy",
    check: "form",
    seen: /as if nothing were in it/,
    fix: /express\.urlencoded/,
  },
  "forms alone": {
    app: () => servetelApp({ parsers: [express.urlencoded({ extended: true })] }),
    at: "servetel",
    check: "json",
    seen: /refuses JSON: 400/,
    fix: /express\.json/,
  },
  "forms alone, and 200 for all else": {
    app: () =>
      callsavvyApp({
        parsers: [express.urlencoded({ extended: true })],
        unknown: answering(200),
        empty: answering(200),
      }),
    at: "callsavvy",
    check: "json",
    seen: /as if nothing were in it/,
    fix: /express\.json/,
  },
  "forms for the chatbot alone": {
    app: () =>
      callsavvyApp({
        parsers: [
          ...callsavvyParts.parsers,
          only((req) => isForm(req) && req.body.event !== "chatbotCallback", answering(400)),
        ],
      }),
    at: "callsavvy",
    check: "form",
    verdict: "warning",
    seen: /only of events that usually come so/,
    fix: /No provider promises/,
  },
  "POST alone": {
    app: () => servetelApp({ inFront: [only(({ method }) => method === "GET", answering(405))] }),
    at: "servetel",
    check: "get",
    seen: /refuses GET: 405/,
    fix: /app\.all/,
  },
  "a parser in front of the receiver that keeps nothing": {
    app: () => packageApp([swallow]),
    at: "callsavvy",
    check: "body-parser",
    seen: /has taken the body/,
    fix: /Mount the receiver before the body parser/,
  },
  "such a parser, where GET has no body to take": {
    app: () => packageApp([only(({ method }) => method === "POST", swallow)]),
    at: "servetel",
    check: "body-parser",
    seen: /has taken the body/,
    fix: /Mount the receiver before the body parser/,
  },

  "a handler that throws": {
    app: () => callsavvyAnswering("callSummary", throwing),
    at: "callsavvy",
    check: "events",
    seen: /refuses callSummary: 500/,
    fix: /the app's log/,
  },
  "a question that can't be answered": {
    app: () => callsavvyAnswering("callerInformation", throwing),
    at: "callsavvy",
    check: "events",
    seen: /refuses callerInformation: 500/,
    fix: /the app's log/,
  },
  "a chatbot that can't answer": {
    app: () => callsavvyAnswering("chatbotCallback", throwing),
    at: "callsavvy",
    check: "events",
    seen: /refuses chatbotCallback: 500/,
    fix: /the app's log/,
  },
  "a firewall that takes markup for an attack": {
    app: () =>
      callsavvyApp({
        parsers: [
          ...callsavvyParts.parsers,
          only((req) => JSON.stringify(req.body ?? {}).includes("<img"), answering(403)),
        ],
      }),
    at: "callsavvy",
    check: "shapes",
    seen: /refuses 4 deliveries in odd shapes: 403/,
    fix: /--shape markup/,
  },
  "a handler that throws behind the package": {
    app: () =>
      express().use(
        "/callsavvy",
        callsavvy({ auth: sharedSecret(SECRET) })
          .on("callerInformation", () => ({}))
          .on("chatbotCallback", () => "Hello")
          .on("newChat", () => {
            throw new Error("a fault of the handler's");
          })
          .onError(() => {})
          .onUnhandled(() => {})
          .onRejected(() => {}),
      ),
    at: "callsavvy",
    check: "events",
    seen: /refuses newChat: 500 ERR_HANDLER_FAILED/,
    fix: /onError/,
  },
  "routes that are missing": {
    app: () =>
      servetelApp({
        inFront: [only(({ path }) => !path.endsWith("/call-missed"), answering(404))],
      }),
    at: "servetel",
    check: "events",
    verdict: "warning",
    seen: /refuses callReceivedOnServer, callAnsweredOnIvr, callAnsweredByAgent and 7 more: 404/,
    fix: /a route too/,
  },
  "JSON that one handler can't read": {
    app: () =>
      callsavvyApp({
        answers: {
          ...callsavvyParts.answers,
          callSummary: (req, res) => {
            res.sendStatus(req.is("json") ? 500 : 200);
          },
        },
      }),
    at: "callsavvy",
    check: "events",
    seen: /refuses callSummary: 500/,
    fix: /the app's log/,
  },
  "validation to the letter": {
    app: () => servetelApp({ parsers: [...servetelParts.parsers, strict()] }),
    at: "servetel",
    check: "shapes",
    seen: /refuses \d+ deliveries in odd shapes: 422/,
    fix: /telephony-webhooks sample/,
  },
  "numbers that are refused, where nobody has seen any": {
    app: () =>
      callsavvyApp({
        parsers: [
          ...callsavvyParts.parsers,
          only((req) => Object.values(req.body ?? {}).some(Number.isInteger), answering(422)),
        ],
      }),
    at: "callsavvy",
    check: "shapes",
    verdict: "warning",
    seen: /refuses 5 deliveries in odd shapes: 422/,
    fix: /--shape unquoted-numbers/,
  },
  "bodies that are refused without a length": {
    app: () =>
      callsavvyApp({
        inFront: [only(({ headers }) => headers["content-length"] === undefined, answering(411))],
      }),
    at: "callsavvy",
    check: "shapes",
    seen: /refuses 2 deliveries in odd shapes: 411/,
    fix: /sample callerInformation$/,
  },
  "repeats that are refused": {
    app: () => callsavvyApp({ parsers: [...callsavvyParts.parsers, unique()] }),
    at: "callsavvy",
    check: "repeats",
    seen: /409/,
    fix: /memoryDuplicates/,
  },
  "an unknown event that fails": {
    app: () => servetelApp({ unknown: throwing }),
    at: "servetel",
    check: "unknown-event",
    seen: /500/,
    fix: /a branch for all other names/,
  },
  "an unknown event that is never answered": {
    app: () => callsavvyApp({ unknown: hang }),
    at: "callsavvy",
    hangs: true,
    check: "unknown-event",
    seen: /no answer/,
    fix: /a branch for all other names/,
  },
  "broken JSON that fails": {
    app: () =>
      callsavvyApp({
        onError: (_error, _req, res, _next) => {
          res.sendStatus(500);
        },
      }),
    at: "callsavvy",
    check: "broken-body",
    seen: /fails on a broken body: 500/,
    fix: /Answer 400/,
  },
  "broken JSON that is never answered": {
    app: () => servetelApp({ onError: (_error, _req, _res, _next) => {} }),
    at: "servetel",
    hangs: true,
    check: "broken-body",
    seen: /no answer/,
    fix: /Answer 400/,
  },
  "broken JSON that is taken for handled": {
    app: () =>
      servetelApp({
        onError: (_error, _req, res, _next) => {
          res.sendStatus(200);
        },
      }),
    at: "servetel",
    check: "broken-body",
    seen: /takes a broken body for handled: 200/,
    fix: /2xx only/,
  },
  "an empty body that fails": {
    app: () =>
      callsavvyApp({
        parsers: [...callsavvyParts.parsers, only((req) => req.body.event === "", answering(200))],
      }),
    at: "callsavvy",
    check: "broken-body",
    seen: /fails on a broken body: 500/,
    fix: /may be undefined/,
  },

  "a caller's name as text": {
    app: () =>
      callsavvyAnswering("callerInformation", (_req, res) => {
        const reply = { status: "success", caller_name: "", caller_email: "", customer_info: "" };
        res.type("text/html").send(JSON.stringify(reply));
      }),
    at: "callsavvy",
    check: "caller-reply-type",
    seen: /as text\/html, not as application\/json/,
    fix: /res\.json/,
  },
  "a caller's name that is JSON by name alone": {
    app: () =>
      callsavvyAnswering("callerInformation", (_req, res) => {
        res.type("json").send("Asha Example");
      }),
    at: "callsavvy",
    check: "caller-reply-type",
    seen: /is none/,
    fix: /res\.json/,
  },
  "no caller's name": {
    app: () => callsavvyAnswering("callerInformation", answering(200, "OK")),
    at: "callsavvy",
    check: "caller-reply-type",
    seen: /a bare 200/,
    fix: /phone\.on/,
  },
  "a caller's name that does not fit the schema": {
    app: () =>
      callsavvyAnswering("callerInformation", (_req, res) => {
        res.json({ status: "success", caller_name: null, caller_email: "", customer_info: "" });
      }),
    at: "callsavvy",
    check: "caller-reply-schema",
    seen: /\/caller_name must be string/,
    fix: /four texts/,
  },
  "a chatbot that says nothing": {
    app: () => callsavvyAnswering("chatbotCallback", answering(200)),
    at: "callsavvy",
    check: "chatbot-reply",
    seen: /a bare 200/,
    fix: /with words/,
  },
  "a chatbot that speaks JSON": {
    app: () =>
      callsavvyAnswering("chatbotCallback", (_req, res) => {
        res.json({ message: "We are open until six." });
      }),
    at: "callsavvy",
    check: "chatbot-reply",
    seen: /with JSON/,
    fix: /with words/,
  },
  "a chatbot that speaks JSON to forms, as Callsavvy sends them": {
    app: () =>
      callsavvyAnswering("chatbotCallback", (req, res) => {
        if (isForm(req)) res.json({ message: "We are open until six." });
        else res.type("text/plain").send("We are open until six.");
      }),
    at: "callsavvy",
    check: "chatbot-reply",
    seen: /with JSON/,
    fix: /with words/,
  },
  "a chatbot that speaks JSON and calls it text": {
    app: () => callsavvyAnswering("chatbotCallback", answering(200, '{"message":"Hello"}')),
    at: "callsavvy",
    check: "chatbot-reply",
    seen: /with JSON/,
    fix: /with words/,
  },
  "a chatbot whose words are of another type": {
    app: () =>
      callsavvyAnswering("chatbotCallback", (_req, res) => {
        res.type("application/pdf").send("Hello");
      }),
    at: "callsavvy",
    check: "chatbot-reply",
    seen: /as application\/pdf/,
    fix: /with words/,
  },
  "a chatbot whose words have no type": {
    app: () =>
      callsavvyAnswering("chatbotCallback", (_req, res) => {
        res.end("Hello");
      }),
    at: "callsavvy",
    check: "chatbot-reply",
    seen: /as nothing that has a name/,
    fix: /with words/,
  },
  "a chatbot that lets markup through": {
    app: () =>
      callsavvyAnswering("chatbotCallback", (req, res) => {
        res.type("html").send(`<p>Hello ${req.body.sender_name}!</p>`);
      }),
    at: "callsavvy",
    check: "chatbot-escaping",
    seen: /repeats markup/,
    fix: /Escape/,
  },
  "an answer that repeats the payload": {
    app: () =>
      servetelApp({
        unknown: (req, res) => {
          res.status(400).json({ received: fieldsOf(req) });
        },
      }),
    at: "servetel",
    check: "leaks",
    seen: /a value of the payload$/,
    fix: /words of your own/,
  },
  "an answer that repeats the secret": {
    app: () =>
      servetelApp({
        unknown: (req, res) => {
          res.status(400).type("text/plain").send(`can't handle ?token=${req.query["token"]}`);
        },
      }),
    at: "servetel",
    check: "leaks",
    seen: /the secret$/,
    fix: /words of your own/,
  },
  "a stack trace in an answer": {
    app: () =>
      callsavvyApp({
        onError: (error, _req, res, _next) => {
          res
            .status(error.status ?? 500)
            .type("text/plain")
            .send(error.stack);
        },
      }),
    at: "callsavvy",
    check: "leaks",
    seen: /a stack trace$/,
    fix: /NODE_ENV/,
  },
};
