/** The app that hostile inputs are sent to: receivers in every place where they behave differently. */
import express from "express";
import {
  callsavvy,
  createReceiver,
  defineProvider,
  event,
  servetel,
  sharedSecret,
} from "../dist/index.js";
import { SECRET } from "./request-bytes.mjs";

/** A provider of the user's, whose schema leads a normalization deeper than the built-in ones do. */
const own = defineProvider({
  name: "own",
  identify: { by: "field", field: "kind" },
  events: {
    tree: event({
      schema: {
        type: "object",
        required: ["kind"],
        properties: {
          kind: { type: "string" },
          number: { type: "number" },
          numbers: { type: "array", items: { type: "number" } },
          flags: { type: "array", items: { type: "boolean" } },
          "~/~/~/~/": { type: "array", items: { type: "integer" } },
          lists: { $ref: "#/definitions/lists" },
          child: { $ref: "#" },
          children: { type: "array", items: { $ref: "#" } },
        },
        definitions: { lists: { type: "array", items: { $ref: "#/definitions/lists" } } },
      },
    }),
  },
});

const quietly = (receiver) =>
  receiver
    // The id costs something, and whoever stores events reads it.
    .onAny((event) => event.id)
    .onUnhandled((event) => event.id)
    .onRejected(() => {});

export function createHostileApp() {
  const auth = sharedSecret(SECRET);
  const lines = (options = {}) => quietly(servetel({ auth, ...options }));
  return express()
    .use("/servetel", lines())
    .use("/renamed", lines({ fields: { call_to: "call_to_number" } }))
    .use("/bearer", lines({ auth: sharedSecret(SECRET, { bearer: true }) }))
    .use("/param/:token", lines({ auth: sharedSecret(SECRET, { param: "token" }) }))
    .use("/callsavvy", quietly(callsavvy({ auth })))
    .use("/own", quietly(createReceiver(own, { auth })))
    .use("/behind-json", express.json(), lines())
    .use("/behind-form", express.urlencoded({ extended: false }), lines());
}

/** The same bodies, read by Express and looked at by nobody. */
export function createBareApp() {
  return express()
    .use(express.raw({ type: () => true, limit: "256kb" }), (_req, res) => res.end())
    .use((error, _req, res, _next) => res.status(error.status).end());
}
