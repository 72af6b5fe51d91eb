import { admitted } from "./authenticate";
import { bytesOf } from "./body";
import { clean } from "./clean";
import { ABANDONED, Deadline, LATE } from "./deadline";
import { decode } from "./decode";
import type { Answered, Delivery, Outcome, Reception } from "./delivery";
import { abandoned, asWebhookError } from "./errors";
import { createEvent } from "./event";
import { isLater } from "./eventually";
import { valuesOf, withoutParameters } from "./form";
import { identify } from "./identify";
import { tooManyKeys } from "./json";
import { normalize } from "./normalize";
import { problem } from "./problem";
import { Repairs } from "./repairs";
import { type Route, route } from "./route";
import { settle } from "./settle";
import { type DeliveryTrace, traced } from "./trace";
import type { Body, Transport } from "./transport";
import { validate } from "./validate";

/**
 * Takes one request all the way: whatever happens to a delivery becomes an answer and a report. Resolves when its last
 * handler has ended.
 */
export async function receive(reception: Reception, transport: Transport): Promise<void> {
  const { catalog, config, inFlight } = reception;
  const way = route(transport, catalog, inFlight.isDraining);
  if (way.leads === "elsewhere") return transport.pass();
  if (config.auth.secretQuery?.length) transport.hide(config.auth.secretQuery);
  if (way.leads === "answer") return transport.answer(way.answer);

  const delivery: Delivery = {
    ...reception,
    transport,
    deadline: new Deadline(config.deadlineMs),
    receivedAtMs: Date.now(),
    isAdmitted: false,
    seen: {},
  };
  inFlight.add(delivery.deadline);
  try {
    await traced(catalog.name, (trace) => take(delivery, way, trace));
    if (delivery.work) {
      inFlight.outlive(delivery.deadline);
      await delivery.work;
    }
  } finally {
    inFlight.delete(delivery.deadline);
  }
}

type WayIn = Extract<Route, { readonly leads: "in" | "nowhere" }>;

async function take(delivery: Delivery, way: WayIn, trace?: DeliveryTrace): Promise<void> {
  const outcome = await follow(delivery, way).catch((thrown) => refuse(thrown, delivery));
  delivery.deadline.clear();
  try {
    finish(delivery, outcome, trace);
  } catch (thrown) {
    // An authenticator of the user's may have asked for a header that HTTP has no form for.
    finish(delivery, refuse(thrown, delivery), trace);
  }
}

function finish(delivery: Delivery, outcome: Outcome, trace?: DeliveryTrace): void {
  if (trace) describe(delivery, outcome, trace);
  if (outcome.passes) delivery.transport.pass(outcome.passes);
  else delivery.transport.answer(outcome.answer);
}

function refuse(thrown: unknown, { listeners, seen, isAdmitted }: Delivery): Answered {
  const error = asWebhookError(thrown, "ERR_INTERNAL");
  listeners.reportRejected(error, seen, isAdmitted);
  return { how: "refused", code: error.code, answer: problem(error) };
}

/** For those who trace deliveries: no value of the payload. */
function describe(
  { event, catalog, deadline }: Delivery,
  outcome: Outcome,
  trace: DeliveryTrace,
): void {
  trace.outcome = outcome.how;
  trace.durationMs = deadline.elapsedMs;
  if (outcome.code) trace.code = outcome.code;
  if (!outcome.passes) trace.status = outcome.answer.status;
  if (!event) return;
  trace.identifiedBy = event.identifiedBy;
  trace.repairs = event.repairs.length;
  if (catalog.events.has(event.type)) trace.type = event.type;
}

/** The way of a delivery: one stage after the other, each with what the one before gave. */
async function follow(delivery: Delivery, way: WayIn): Promise<Outcome> {
  const { catalog, config, transport, deadline } = delivery;
  if (way.leads === "nowhere") throw way.error;

  // What needs no waiting is not awaited: a body that somebody else listens to would pass by meanwhile.
  const verdict = config.auth.authenticate(transport.head);
  const checkBytes = admitted(isLater(verdict) ? await deadline.within(verdict) : verdict);
  delivery.isAdmitted = checkBytes === undefined;

  const body = await read(delivery);
  const refusal = checkBytes && (await deadline.within(checkBytes(bytesOf(body))));
  if (refusal !== undefined) throw refusal;
  delivery.isAdmitted = true;

  const { raw, encoding } = decode(body, transport.head.headers["content-type"], catalog.bodyTypes);
  delivery.seen = { ...delivery.seen, body: raw };
  const repairs = new Repairs();
  const { template, declaredNames } = catalog;
  const fields = template
    ? clean(raw, { encoding, template, declaredNames, fields: config.fields }, repairs)
    : raw;
  const { type, identifiedBy } = identify(fields, catalog, {
    option: config.trigger,
    path: way.trigger,
    query: valuesOf(transport.head.query, TRIGGER),
  });
  const known = catalog.events.get(type);
  const payload = known ? normalize(fields, known.declared, repairs) : fields;
  if (known) validate(payload, known.validate);

  const event = createEvent({
    provider: catalog.name,
    type,
    payload,
    raw,
    repairs: repairs.list,
    identifiedBy,
    params: publicParams(delivery),
    receivedAtMs: delivery.receivedAtMs,
    identity: known?.identity,
    createSignal: () => deadline.createSignal(known?.reply ? LATE : ABANDONED),
  });
  delivery.event = event;
  transport.attach(event);
  return settle(event, known, delivery);
}

/** The query parameter that may name the trigger, as a path may. */
const TRIGGER = "trigger";

/** The body, or the query of a delivery that has its fields there. What there is of it is kept for `onRejected`. */
async function read(delivery: Delivery): Promise<Body> {
  const { transport, config, catalog, deadline } = delivery;
  const { method, query } = transport.head;
  let body: Body | typeof ABANDONED;
  if (method === "GET") {
    const ours = [
      ...(config.auth.secretQuery ?? []),
      ...(catalog.identify.by === "trigger" ? [TRIGGER] : []),
    ];
    const text = withoutParameters(query, ours);
    if (text === undefined) throw tooManyKeys();
    body = { kind: "query", text };
  } else {
    const timeoutMs = Math.min(config.bodyDeadlineMs, deadline.leftMs);
    body = await deadline.outlast(transport.read({ limit: config.limit, timeoutMs }));
    if (body === ABANDONED) throw abandoned();
  }
  if (body.kind === "parsed") delivery.seen = { body: body.value };
  else if (body.kind === "query") delivery.seen = { bytes: Buffer.from(body.text) };
  else if (body.kind !== "none") delivery.seen = { bytes: bytesOf(body) };
  return body;
}

function publicParams({ transport, config }: Delivery): Readonly<Record<string, string>> {
  const secret = config.auth.secretParams ?? [];
  return Object.fromEntries(
    Object.entries(transport.head.params).filter(([name]) => !secret.includes(name)),
  );
}
