import type { ErrorRequestHandler, Express, Request, RequestHandler } from "express";
import { kebabCase } from "../../../lib/catalog";
import { servetelProvider } from "../../../lib/providers/servetel";
import { express as express5 } from "../../helpers/expresses";

export const SECRET = "a-secret-of-many-letters";

/** What an app without this package is made of. A fault puts something else in the place of a part. */
export interface Parts {
  readonly inFront: readonly RequestHandler[];
  readonly auth: RequestHandler;
  readonly parsers: readonly RequestHandler[];
  /** What known events are answered with. */
  readonly answers: Readonly<Record<string, RequestHandler>>;
  readonly unknown: RequestHandler;
  readonly empty: RequestHandler;
  readonly onError: ErrorRequestHandler;
}

const ok: RequestHandler = (_req, res) => {
  res.sendStatus(200);
};

/** Says again what it was sent, as it may to those who are let in. */
const echo: RequestHandler = (req, res) => {
  res.json(req.body);
};

const refuse: RequestHandler = (_req, res) => {
  res.sendStatus(400);
};

const commonParts = {
  inFront: [],
  auth: (req, res, next) => {
    if (req.query["token"] === SECRET) next();
    else res.sendStatus(401);
  },
  parsers: [express5.json(), express5.urlencoded({ extended: true })],
  unknown: refuse,
  empty: refuse,
  onError: (error, _req, res, _next) => {
    res.sendStatus(error.status ?? 500);
  },
} satisfies Partial<Parts>;

export const callsavvyParts: Parts = {
  ...commonParts,
  answers: {
    callerInformation: (_req, res) => {
      res.json({ status: "success", caller_name: "", caller_email: "", customer_info: "" });
    },
    callSummary: ok,
    newTicketOpened: ok,
    newChat: echo,
    ticketEscalated: ok,
    chatbotCallback: (req, res) => {
      // Plain text may hold what would be markup in HTML.
      res.type("text/plain").send(`Hello ${req.body.sender_name}, we are open until six.`);
    },
  },
};

/** An app of Callsavvy's at `/callsavvy`, right but for these parts. */
export function callsavvyApp(faulty: Partial<Parts> = {}, express = express5): Express {
  const parts = { ...callsavvyParts, ...faulty };
  const { inFront, auth, parsers, onError } = parts;
  return express()
    .post("/callsavvy", ...inFront, auth, ...parsers, (req, res, next) => {
      pick(parts, String(req.body?.event ?? ""), fieldsOf(req))(req, res, next);
    })
    .use(onError);
}

export const servetelParts: Parts = {
  ...commonParts,
  answers: Object.fromEntries(
    Object.keys(servetelProvider.events).map((type) => [kebabCase(type), ok]),
  ),
};

/** The fields of a delivery, from the body or the URL. */
export function fieldsOf({ method, body, query }: Request): Record<string, unknown> {
  const { token, ...fields } = query;
  return method === "GET" ? fields : { ...body };
}

/** An app of Servetel's at `/servetel`, right but for these parts. */
export function servetelApp(faulty: Partial<Parts> = {}, express = express5): Express {
  const parts = { ...servetelParts, ...faulty };
  const { inFront, auth, parsers, onError } = parts;
  return express()
    .all("/servetel/:trigger", ...inFront, auth, ...parsers, (req, res, next) => {
      pick(parts, String(req.params["trigger"]), fieldsOf(req))(req, res, next);
    })
    .use(onError);
}

function pick({ answers, unknown, empty }: Parts, name: string, fields: object): RequestHandler {
  if (Object.keys(fields).length === 0) return empty;
  return (Object.hasOwn(answers, name) && answers[name]) || unknown;
}
