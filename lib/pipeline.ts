import type { Catalog, CatalogEvent } from "./catalog";
import { clean } from "./clean";
import { Deadline, LATE } from "./deadline";
import { type Decoded, decodeBody, decodeQuery } from "./decode";
import { dispatch } from "./dispatch";
import { WebhookError } from "./errors";
import { createEvent, type WebhookEvent } from "./event";
import { valuesOf, withoutParameters } from "./form";
import type { Handlers } from "./handlers";
import { identify } from "./identify";
import type { JsonObject } from "./json";
import type { Listeners, RejectedDelivery } from "./listeners";
import { normalize } from "./normalize";
import type { Config } from "./options";
import { problem } from "./problem";
import { Repairs } from "./repairs";
import { route } from "./route";
import type { Answer, Transport } from "./transport";
import { validate } from "./validate";

/** What a receiver is made of. */
export interface Reception {
  readonly catalog: Catalog;
  readonly config: Config;
  readonly handlers: Handlers;
  readonly listeners: Listeners;
}

/** One delivery on its way. */
interface Delivery extends Reception {
  readonly transport: Transport;
  readonly deadline: Deadline;
  readonly receivedAtMs: number;
  /** Grows on the way, for those who hear of a refusal. */
  seen: RejectedDelivery;
}

/** How a delivery ends: with an answer, or handed on to the next middleware. */
type Outcome = Answer | { readonly pass: true; readonly decoded?: JsonObject };

/** Takes one delivery all the way. Never rejects: whatever happens becomes an answer and a report. */
export async function receive(reception: Reception, transport: Transport): Promise<void> {
  const deadline = new Deadline(reception.config.deadlineMs);
  const delivery = { ...reception, transport, deadline, receivedAtMs: Date.now(), seen: {} };
  const outcome = await follow(delivery).catch((thrown: unknown) => {
    const error =
      thrown instanceof WebhookError ? thrown : new WebhookError("ERR_INTERNAL", { cause: thrown });
    reception.listeners.reportRejected(error, delivery.seen);
    return problem(error);
  });
  deadline.clear();
  if ("pass" in outcome) transport.pass(outcome.decoded);
  else transport.answer(outcome);
}

/** The way of a delivery: one stage after the other, each with what the one before gave. */
async function follow(delivery: Delivery): Promise<Outcome> {
  const { catalog, config, transport } = delivery;

  const way = route(transport, catalog);
  if (way.leads === "elsewhere") return { pass: true };
  if (way.leads === "answer") return way.answer;

  await authenticate(delivery);
  const { raw, encoding } = await decode(delivery);
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
    identifies: known?.identifies,
    createSignal: () =>
      known?.reply ? delivery.deadline.createSignal() : new AbortController().signal,
  });
  transport.attach(event);
  return settle(event, known, delivery);
}

/** The query parameter that may name the trigger, as a path may. */
const TRIGGER = "trigger";

/** Throws the authenticator's refusal, or `ERR_DEADLINE` where it makes up its mind too late. */
async function authenticate({ config: { auth }, transport, deadline }: Delivery): Promise<void> {
  const refusal = await deadline.race(auth.authenticate(transport.head));
  if (refusal === LATE) throw new WebhookError("ERR_DEADLINE");
  if (refusal !== undefined) throw refusal;
  if (auth.secretQuery) transport.hide(auth.secretQuery);
}

/** Reads and decodes. Each step keeps what there is, so that a refusal loses nothing. */
async function decode(delivery: Delivery): Promise<Decoded> {
  const { catalog, config, transport, deadline } = delivery;
  const { head } = transport;
  let decoded: Decoded;
  if (head.method === "GET") {
    const ours = [
      ...(config.auth.secretQuery ?? []),
      ...(catalog.identify.by === "trigger" ? [TRIGGER] : []),
    ];
    const query = withoutParameters(head.query, ours);
    delivery.seen = { bytes: Buffer.from(query) };
    decoded = decodeQuery(query);
  } else {
    const timeoutMs = Math.min(config.bodyDeadlineMs, deadline.leftMs);
    const body = await transport.read({ limit: config.limit, timeoutMs });
    if (body.kind === "bytes") delivery.seen = { bytes: body.bytes };
    if (body.kind === "text") delivery.seen = { bytes: Buffer.from(body.text) };
    if (body.kind === "parsed") delivery.seen = { body: body.value };
    decoded = decodeBody(body, head.headers["content-type"], catalog.bodyTypes);
  }
  delivery.seen = { ...delivery.seen, body: decoded.raw };
  return decoded;
}

function publicParams({ transport, config }: Delivery): Readonly<Record<string, string>> {
  const secret = config.auth.secretParams ?? [];
  return Object.fromEntries(
    Object.entries(transport.head.params).filter(([name]) => !secret.includes(name)),
  );
}

/** Gives the event to its handlers and makes the answer of what comes of it, or of how long it takes. */
async function settle(
  event: WebhookEvent,
  known: CatalogEvent | undefined,
  { config, handlers, listeners, deadline }: Delivery,
): Promise<Outcome> {
  const registered = handlers.of(event.type);
  const replier = registered.find(({ compose }) => compose);
  const isHandled = registered.length > 0 && (!known?.reply || replier !== undefined);
  if (!isHandled && config.unhandled === "next") {
    return { pass: true, decoded: event.raw as JsonObject };
  }
  const lastResort = isHandled ? [] : listeners.unhandled;
  if (!isHandled && lastResort.length === 0) listeners.warnOfUnhandled(event.type);

  const work = dispatch(event, [...registered, ...lastResort.map((handle) => ({ handle }))]);
  const dispatched = await deadline.race(work);
  if (dispatched !== LATE) {
    for (const { error } of dispatched.failures) listeners.reportError(error, event);
    const [failure] = dispatched.failures;
    if (failure) return replier?.fallback ?? problem(failure.error);
    return dispatched.answer ?? { status: isHandled ? 200 : 202 };
  }
  void work.then(({ failures }) => {
    for (const { handler, error } of failures) {
      // That the reply is late has been reported.
      if (handler !== replier) listeners.reportError(error, event);
    }
  });
  if (!replier) return { status: 202 };
  const late = new WebhookError("ERR_DEADLINE");
  listeners.reportError(late, event);
  return replier.fallback ?? problem(late);
}
