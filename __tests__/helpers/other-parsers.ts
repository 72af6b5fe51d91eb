import { gunzipSync } from "node:zlib";
import type { Request, RequestHandler } from "express";
import type { express } from "./expresses";

type Express = typeof express;

/** A parser of somebody else's, which takes the whole body and leaves on the request what it makes of it. */
const reading =
  (leave: (bytes: Buffer) => object): RequestHandler =>
  (req, _res, next) => {
    const chunks: Buffer[] = [];
    req.on("data", (chunk) => chunks.push(chunk));
    req.on("end", () => {
      const bytes = Buffer.concat(chunks);
      const isZipped = req.headers["content-encoding"] === "gzip";
      try {
        Object.assign(req, leave(isZipped ? gunzipSync(bytes) : bytes));
        next();
      } catch (error) {
        next(error);
      }
    });
  };

/** One that takes nothing of the body. */
const touching =
  (touch: (req: Request) => void): RequestHandler =>
  (req, _res, next) => {
    touch(req);
    next();
  };

function fieldsIn(bytes: Buffer): object {
  const text = bytes.toString();
  return /^[{[]/.test(text) ? JSON.parse(text) : Object.fromEntries(new URLSearchParams(text));
}

const everything = { type: () => true };

/** What may stand before a receiver, by what it does. */
export const otherParsers = {
  "no parser": () => touching(() => {}),

  "express.json()": (express) => express.json(),
  "express.urlencoded(), extended": (express) => express.urlencoded({ extended: true }),
  "express.urlencoded(), plain": (express) => express.urlencoded({ extended: false }),
  "express.text() of everything": (express) => express.text(everything),
  "express.raw() of everything": (express) => express.raw(everything),
  "express.json() and urlencoded()": (express) =>
    express.Router().use(express.json(), express.urlencoded({ extended: true })),
  "express.json() that keeps req.rawBody": (express) =>
    express.json({ verify: (req, _res, bytes) => void Object.assign(req, { rawBody: bytes }) }),

  "one that leaves an object": () => reading((bytes) => ({ body: fieldsIn(bytes) })),
  "one that leaves an object and body-parser 1's mark": () =>
    reading((bytes) => ({ body: fieldsIn(bytes), _body: true })),
  "one that leaves a text": () => reading((bytes) => ({ body: bytes.toString() })),
  "one that leaves bytes": () => reading((bytes) => ({ body: bytes })),
  "one that leaves a plain array of bytes": () =>
    reading((bytes) => ({ body: new Uint8Array(bytes) })),
  "one that leaves a text in req.rawBody": () =>
    reading((bytes) => ({ rawBody: bytes.toString() })),
  "one that leaves undefined": () => reading(() => ({ body: undefined })),
  "one that leaves an empty object": () => reading(() => ({ body: {} })),
  "one that leaves an object of a class": () => reading(() => ({ body: new Map() })),
  "one that takes all and leaves nothing": () => reading(() => ({})),
  "one that takes the first ten bytes": () => (req, _res, next) => {
    req.once("readable", () => {
      req.read(10);
      next();
    });
  },

  "one that sets req.body and reads nothing": () =>
    touching((req) => Object.assign(req, { body: { set: "by somebody" } })),
  "one that sets req.body to {} and reads nothing": () =>
    touching((req) => Object.assign(req, { body: {} })),
  "one that sets an empty req.rawBody and reads nothing": () =>
    touching((req) => Object.assign(req, { rawBody: Buffer.alloc(0) })),
  "one that marks the body as read and reads nothing": () =>
    touching((req) => Object.assign(req, { _body: true })),
  "one that decodes the stream": () => touching((req) => req.setEncoding("utf8")),
  "one that pauses the stream": () => touching((req) => req.pause()),
  "one that only listens": () => touching((req) => req.on("data", () => {})),
  "one that waits for the stream to be readable": () =>
    touching((req) => req.on("readable", () => {})),
} satisfies Record<string, (express: Express) => RequestHandler>;

export type OtherParser = keyof typeof otherParsers;
