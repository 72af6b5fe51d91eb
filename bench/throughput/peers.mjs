/** Whom we are compared with, and what of the work each one does; `bench/peers/<program>.mjs` is its server. */

/**
 * @typedef {object} Peer
 * @property {string} name
 * @property {string} [program] where it is not called the same
 * @property {string} title
 * @property {boolean} authenticates
 * @property {boolean} parses
 * @property {boolean} validates and gives what is valid to a handler
 * @property {number} answer the status of a delivery that all is well with
 * @property {boolean} isOurs
 * @property {boolean} [isControl] whether it is another one, once more: how far the two are apart is noise
 */

const THEIRS = { authenticates: true, parses: true, validates: true, answer: 204, isOurs: false };
const EMPTY_ROUTE = { ...THEIRS, authenticates: false, validates: false };
/** 200 is what senders are promised. */
const OURS = { ...THEIRS, answer: 200, isOurs: true };

/** @type {readonly Peer[]} */
export const peers = [
  { name: "bare-node", title: "node:http + JSON.parse", ...EMPTY_ROUTE },
  { name: "node-body-parser", title: "node:http + body-parser", ...EMPTY_ROUTE },
  { name: "fastify", title: "Fastify with the schema", ...THEIRS },
  { name: "telephony-webhooks-node", title: "telephony-webhooks/node", ...OURS },
  { name: "telephony-webhooks-fetch", title: "telephony-webhooks/fetch on Hono", ...OURS },
  { name: "express", title: "Express, the body unread", ...EMPTY_ROUTE, parses: false },
  { name: "express-json", title: "Express + express.json()", ...EMPTY_ROUTE },
  {
    ...{ name: "express-json-again", program: "express-json", title: "the same, once more" },
    ...{ ...EMPTY_ROUTE, isControl: true },
  },
  { name: "telephony-webhooks", title: "telephony-webhooks on Express", ...OURS },
  { name: "express-ajv", title: "Express + Ajv by hand", ...THEIRS },
  {
    name: "express-json-validator-middleware",
    title: "express-json-validator-middleware",
    ...THEIRS,
  },
  { name: "express-openapi-validator", title: "express-openapi-validator", ...THEIRS },
];
