/** What grows, and what is measured of it. */
import {
  callsavvy,
  createReceiver,
  defineProvider,
  event,
  servetel,
  sharedSecret,
} from "../../dist/index.js";
import { nodeListener } from "../../dist/node.js";
import { sample } from "../../dist/testing/index.js";
import { repeatInTurn } from "../batches.mjs";
import { deliver } from "../in-memory.mjs";
import { PATH, payload, SECRET } from "../peers/delivery.mjs";

/**
 * @typedef {object} Size
 * @property {string} label
 * @property {number} amount
 * @property {(times: number) => Promise<void>} run
 * @property {number} [calls] of each run
 * @property {boolean} [isControl] whether it is the first one, made a second time
 */

/**
 * @typedef {object} Series
 * @property {string} title
 * @property {string} [unit] what costs are divided by
 * @property {boolean} [staysFlat] whether nothing may change measurably
 * @property {readonly Size[]} sizes
 */

const auth = sharedSecret(SECRET);
const LIMIT = 256 * 1024;

const JSON_TYPE = { "content-type": "application/json" };

const summary = { url: `${PATH}?token=${SECRET}`, headers: JSON_TYPE, body: jsonOf(payload) };

function jsonOf(fields) {
  return Buffer.from(JSON.stringify(fields));
}

const phoneWith = (register) => {
  const phone = callsavvy({ auth }).on("callSummary", () => {});
  register(phone);
  return phone;
};

/** Delivers in turn. The first time, makes sure that the delivery is handled. */
function deliveries(listener, request) {
  let isKnown = false;
  return repeatInTurn(async () => {
    const status = await deliver(listener, request);
    if (!isKnown && status !== 200) throw new Error(`a delivery is answered with ${status}`);
    isKnown = true;
  });
}

/** @returns {Series} */
function handlersFor(type, title, staysFlat) {
  const sizeOf = (amount) => {
    const phone = phoneWith((receiver) => {
      for (let handler = 1; handler < amount; handler++) receiver.on(type, () => {});
    });
    return {
      label: String(amount),
      amount,
      run: deliveries(nodeListener({ [PATH]: phone }), summary),
    };
  };
  const sizes = [1, 10, 100, 1000].map(sizeOf);
  const control = { ...sizeOf(1), label: "1, once more", isControl: true };
  return { title, staysFlat, sizes: staysFlat ? [...sizes, control] : sizes };
}

/** Each of a provider of its own; the delivery is for the first one. */
function receiversMounted() {
  const other = (number) => {
    const provider = defineProvider({
      name: `acme-${number}`,
      identify: { by: "field", field: "kind" },
      events: { ringing: event({ validate: () => true }) },
    });
    return createReceiver(provider, { auth }).on("ringing", () => {});
  };
  const sizeOf = (amount) => {
    const others = Array.from({ length: amount - 1 }, (_, at) => [
      `/webhooks/acme-${at}`,
      other(at),
    ]);
    const receivers = { [PATH]: phoneWith(() => {}), ...Object.fromEntries(others) };
    return { label: String(amount), amount, run: deliveries(nodeListener(receivers), summary) };
  };
  const control = { ...sizeOf(1), label: "1, once more", isControl: true };
  return {
    title: "providers, each with a receiver",
    staysFlat: true,
    sizes: [...[1, 10, 100].map(sizeOf), control],
  };
}

/** Every handler waits for a turn of the event loop, so that all are under way together. */
function underWay() {
  const phone = callsavvy({ auth }).on("callSummary", () => new Promise(setImmediate));
  const listener = nodeListener({ [PATH]: phone });
  const sizeOf = (amount) => ({
    label: String(amount),
    amount,
    calls: amount,
    run: repeatInTurn(() =>
      Promise.all(Array.from({ length: amount }, () => deliver(listener, summary))),
    ),
  });
  return { title: "deliveries under way", sizes: [1, 10, 100, 1000].map(sizeOf) };
}

const kilobytes = [1, 4, 16, 64, 255];

/** @param {(bytes: number) => { headers: Record<string, string>, body: Buffer }} write */
function bodiesOf(title, path, receiver, write) {
  const listener = nodeListener({ [PATH]: receiver });
  const sizeOf = (kB) => {
    const { headers, body } = write(kB * 1024);
    if (body.length > LIMIT) throw new Error(`${title}: ${body.length} bytes are over the limit`);
    const run = deliveries(listener, { url: `${PATH}${path}?token=${SECRET}`, headers, body });
    return { label: `${kB} kB`, amount: body.length / 1024, run };
  };
  return { title, unit: "kB", sizes: kilobytes.map(sizeOf) };
}

const FORM_TYPE = { "content-type": "application/x-www-form-urlencoded" };

/** Fields that grow by one more text, which takes what is left of the bytes. */
const filled = (fields, bytes, write) => {
  const left = bytes - write({ ...fields, notes: "" }).length;
  return write({ ...fields, notes: "x".repeat(Math.max(0, left)) });
};

const formOf = (fields) => Buffer.from(new URLSearchParams(fields).toString());

const call = sample("servetel", "callHangup");
const [, step] = call.fields.call_flow;

/** As many steps as fit into the bytes, and into the number of values that a delivery may have; their texts fill the rest. */
function callFlow(bytes) {
  const MOST_STEPS = 900;
  const bare = jsonOf({ ...call.fields, call_flow: [] }).length;
  const room = Math.max(0, bytes - bare);
  const stepBytes = jsonOf(step).length + 1;
  const steps = Math.min(MOST_STEPS, Math.floor(room / stepBytes));
  const spare = steps > 0 ? Math.floor(room / steps) - stepBytes : 0;
  const filledStep = { ...step, name: step.name + "x".repeat(spare) };
  return jsonOf({ ...call.fields, call_flow: Array(steps).fill(filledStep) });
}

const lines = servetel({ auth }).onAny(() => {});
const phone = phoneWith(() => {});

/** Fields whose first ones bear a `$`, as a template may write them: each is one repair more. */
async function repairs() {
  const leadFields = Array.from({ length: 16 }, (_, at) => [`field_${at}`, "Example"]);
  const documented = sample("servetel", "callHangup", Object.fromEntries(leadFields), {
    shape: "documented",
  });
  const sizes = [];
  for (const dollars of [0, 12, 24, 48]) {
    const fields = Object.fromEntries(
      Object.entries(documented.fields).map(([key, value], at) => [
        at < dollars ? `$${key}` : key,
        value,
      ]),
    );
    const url = `${PATH}/call-hangup?token=${SECRET}`;
    const request = { url, headers: JSON_TYPE, body: jsonOf(fields) };
    const amount = await repairsOf(request);
    if (amount !== dollars) throw new Error(`${dollars} odd keys are ${amount} repairs`);
    const run = deliveries(nodeListener({ [PATH]: lines }), request);
    sizes.push({ label: String(amount), amount, run });
  }
  return { title: "repairs of a hang-up with 48 fields", sizes };
}

async function repairsOf(request) {
  let count = 0;
  const counting = servetel({ auth }).onAny((event) => {
    count = event.repairs.length;
  });
  await deliver(nodeListener({ [PATH]: counting }), request);
  return count;
}

/** @returns {Promise<readonly Series[]>} */
export const createSeries = async () => [
  bodiesOf("a call summary with one long text, JSON", "", phone, (bytes) => ({
    headers: JSON_TYPE,
    body: filled(payload, bytes, jsonOf),
  })),
  bodiesOf("the same as a form", "", phone, (bytes) => ({
    headers: FORM_TYPE,
    body: filled(payload, bytes, formOf),
  })),
  bodiesOf("a hang-up with many steps, JSON", "/call-hangup", lines, (bytes) => ({
    headers: JSON_TYPE,
    body: callFlow(bytes),
  })),
  handlersFor("newChat", "handlers, all but one for other events", true),
  handlersFor("callSummary", "handlers, all for this event", false),
  receiversMounted(),
  underWay(),
  await repairs(),
];
