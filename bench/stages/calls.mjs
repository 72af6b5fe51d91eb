/** One call of each stage, with what the stages before it have made of a delivery: what is measured, and nothing else. */
import { admitted } from "../../dist/authenticate.js";
import { clean } from "../../dist/clean.js";
import { decode } from "../../dist/decode.js";
import { dispatch } from "../../dist/dispatch.js";
import { ReceivedEvent } from "../../dist/event.js";
import { identify } from "../../dist/identify.js";
import { normalize } from "../../dist/normalize.js";
import { receive } from "../../dist/pipeline.js";
import { receptionOf } from "../../dist/receiver.js";
import { Repairs } from "../../dist/repairs.js";
import { validate } from "../../dist/validate.js";

/**
 * @typedef {object} StageCall
 * @property {string} stage
 * @property {() => unknown} call
 * @property {boolean} [isLater] whether it gives a promise
 * @property {boolean} [isAfterDecode]
 */

/**
 * The stages in their order, less those that this delivery has none of, and at last all of them together.
 * @param {object} receiver
 * @param {{ path: string, query: string, headers: Record<string, string>, bytes: Buffer }} delivery
 * @returns {StageCall[]}
 */
export function callsOf(receiver, { path, query, headers, bytes }) {
  const reception = receptionOf(receiver);
  const { catalog, config, handlers, namings } = reception;
  const { template } = catalog;

  const head = { method: "POST", path, query, headers, address: undefined, params: {} };
  const authenticate = () => admitted(config.auth.authenticate(head));

  const body = { kind: "bytes", bytes };
  const decoded = () => decode(body, headers["content-type"], catalog.bodyTypes);
  const { raw, encoding } = decoded();

  const rules = { encoding, template, namings };
  const cleaned = () => (template ? clean(raw, rules, new Repairs()) : raw);
  const fields = cleaned();

  const hints = {
    option: config.trigger,
    path: catalog.triggers.get(path.slice(1)),
    query,
  };
  const identified = () => identify(fields, catalog, hints);
  const { type, identifiedBy } = identified();

  const known = catalog.events.get(type);
  const normalized = () => normalize(fields, known.declared, new Repairs());
  const payload = normalized();
  const validated = () => validate(payload, known.validate);

  const made = () => {
    attached = new ReceivedEvent({
      provider: catalog.name,
      type,
      payload,
      raw,
      repairs: [],
      identifiedBy,
      params: {},
      receivedAtMs: 0,
      identity: known.identity,
      createSignal: () => undefined,
    });
    return attached;
  };
  const event = made();

  const registered = handlers.of(type);
  const silently = () => {};
  const dispatched = (recipients) => () => {
    const progress = { answer: undefined, failure: undefined, isOver: false };
    return dispatch(event, recipients, progress, silently);
  };
  // Without what makes the reply out of what the handler returns.
  const handlersAlone = registered.map(({ handle }) => ({ handle }));
  const [{ compose }] = registered;

  const transport = {
    head,
    unknownPath: "refuse",
    read: () => Promise.resolve(body),
    hide: () => {},
    attach: () => {},
    answer: ({ status }) => {
      if (status !== 200) throw new Error(`${type} is answered with ${status}`);
    },
    pass: () => {},
  };
  return [
    { stage: "authenticate", call: authenticate },
    { stage: "decode", call: decoded },
    ...(template ? [{ stage: "clean", call: cleaned, isAfterDecode: true }] : []),
    { stage: "identify", call: identified, isAfterDecode: true },
    { stage: "normalize", call: normalized, isAfterDecode: true },
    { stage: "validate", call: validated, isAfterDecode: true },
    { stage: "event made", call: made, isAfterDecode: true },
    { stage: "dispatch", call: dispatched(handlersAlone), isLater: true, isAfterDecode: true },
    ...(compose
      ? [{ stage: "reply composed", call: () => compose(REPLY), isAfterDecode: true }]
      : []),
    { stage: WHOLE, call: () => receive(reception, transport), isLater: true },
  ];
}

export const WHOLE = "whole pipeline";
export const REPLY = { caller_name: "Asha Example", customer_info: "Gold" };

/** As a request has its event attached. */
let attached;
