import { admitted } from "./authenticate";
import { bytesOf } from "./body";
import { ABANDONED, Deadline } from "./deadline";
import type { Answered, Delivery, Outcome, Reception } from "./delivery";
import { abandoned, asWebhookError } from "./errors";
import { type Eventually, isLater } from "./eventually";
import { withoutParameters } from "./form";
import { TRIGGER } from "./identify";
import { store } from "./inbox/store";
import { tooManyKeys } from "./json";
import type { RejectedDelivery } from "./listeners";
import { problem } from "./problem";
import { recognise } from "./recognise";
import { type Route, route } from "./route";
import { settle } from "./settle";
import { type DeliveryTrace, traced } from "./trace";
import type { Body, Transport } from "./transport";

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
    reception,
    transport,
    deadline: new Deadline(config.deadlineMs),
    receivedAtMs: transport.receivedAt?.getTime() ?? Date.now(),
    isAdmitted: false,
    body: undefined,
    raw: undefined,
    event: undefined,
    work: undefined,
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
  let outcome: Outcome;
  try {
    outcome = await follow(delivery, way);
  } catch (thrown) {
    outcome = refuse(thrown, delivery);
  }
  delivery.deadline.clear();
  try {
    finish(delivery, outcome, trace);
  } catch (thrown) {
    // An authenticator of the user's may have asked for a header that HTTP has no form for.
    finish(delivery, refuse(thrown, delivery), trace);
  }
}

function finish(delivery: Delivery, outcome: Outcome, trace?: DeliveryTrace): void {
  const { transport } = delivery;
  if (trace) describe(delivery, outcome, trace);
  transport.settled?.(outcome);
  if (outcome.passes) transport.pass(outcome.passes);
  else transport.answer(outcome.answer);
}

function refuse(thrown: unknown, delivery: Delivery): Answered {
  const error = asWebhookError(thrown, "ERR_INTERNAL");
  delivery.reception.listeners.reportRejected(error, seenOf(delivery), delivery.isAdmitted);
  return { how: "refused", error, answer: problem(error) };
}

/** All that there is of it, for those who hear of a refusal. */
function seenOf({ body, raw }: Delivery): RejectedDelivery {
  if (body === undefined || body.kind === "none") return {};
  if (body.kind === "parsed") return { body: raw ?? body.value };
  const bytes = body.kind === "query" ? Buffer.from(body.text) : bytesOf(body);
  return raw ? { bytes, body: raw } : { bytes };
}

/** For those who trace deliveries: no value of the payload. */
function describe(delivery: Delivery, outcome: Outcome, trace: DeliveryTrace): void {
  const { event, deadline } = delivery;
  trace.outcome = outcome.how;
  trace.durationMs = deadline.elapsedMs;
  if (outcome.error) trace.code = outcome.error.code;
  if (!outcome.passes) trace.status = outcome.answer.status;
  if (!event) return;
  trace.identifiedBy = event.identifiedBy;
  trace.repairs = event.repairs.length;
  if (delivery.reception.catalog.events.has(event.type)) trace.type = event.type;
}

/** The way of a delivery: one stage after the other, each with what the one before gave. */
async function follow(delivery: Delivery, way: WayIn): Promise<Outcome> {
  if (way.leads === "nowhere") throw way.error;
  const { deadline, transport, reception } = delivery;

  // What needs no waiting is not awaited: a body that somebody else listens to would pass by meanwhile.
  const verdict = reception.config.auth.authenticate(transport.head);
  const checkBytes = admitted(isLater(verdict) ? await deadline.within(verdict) : verdict);
  delivery.isAdmitted = checkBytes === undefined;

  const body = await read(delivery);
  if (body === ABANDONED) throw abandoned();
  delivery.body = body;
  const refusal = checkBytes && (await deadline.within(checkBytes(bytesOf(body))));
  if (refusal !== undefined) throw refusal;
  delivery.isAdmitted = true;

  const { event, known } = recognise(delivery, body, way.trigger);
  const { inbox } = reception.config;
  if (inbox && !known?.reply) return store(inbox, event, known, body, delivery);
  return settle(event, known, delivery);
}

/** The body, or the query of a delivery that has its fields there. */
function read({ transport, deadline, reception }: Delivery): Eventually<Body | typeof ABANDONED> {
  const { config, catalog } = reception;
  const { method, query } = transport.head;
  if (method === "GET") {
    const ours = [
      ...(config.auth.secretQuery ?? []),
      ...(catalog.identify.by === "trigger" ? [TRIGGER] : []),
    ];
    const text = withoutParameters(query, ours);
    if (text === undefined) throw tooManyKeys();
    return { kind: "query", text };
  }
  const timeoutMs = Math.min(config.bodyDeadlineMs, deadline.leftMs);
  const body = transport.read({ limit: config.limit, timeoutMs });
  return isLater(body) ? deadline.outlast(body) : body;
}
