import type { Authenticator } from "./authenticate";
import type { Catalog, CatalogEvent } from "./catalog";
import { clean } from "./clean";
import { Deadline, LATE } from "./deadline";
import { type Decoded, decodeBody, decodeQuery } from "./decode";
import { dispatch, type Progress } from "./dispatch";
import { asWebhookError, WebhookError } from "./errors";
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
  /** What the path says. */
  readonly trigger: string | undefined;
  readonly receivedAtMs: number;
  /** Grows on the way, for those who hear of a refusal. */
  seen: RejectedDelivery;
}

/** How a delivery ends: with an answer, or handed on to the next middleware. */
type Outcome = Answer | { readonly passes: JsonObject };

/** Takes one request all the way: whatever happens becomes an answer and a report, never a rejection. */
export async function receive(reception: Reception, transport: Transport): Promise<void> {
  const way = route(transport, reception.catalog);
  if (way.leads === "elsewhere") return transport.pass();
  if (way.leads === "answer") return transport.answer(way.answer);
  if (way.leads === "nowhere") {
    return transport.answer(refuse(way.error, { ...reception, seen: {} }));
  }

  const delivery: Delivery = {
    ...reception,
    transport,
    deadline: new Deadline(reception.config.deadlineMs),
    trigger: way.trigger,
    receivedAtMs: Date.now(),
    seen: {},
  };
  const outcome = await follow(delivery).catch((thrown) => refuse(thrown, delivery));
  delivery.deadline.clear();
  if ("passes" in outcome) return transport.pass(outcome.passes);
  try {
    transport.answer(outcome);
  } catch (thrown) {
    // An authenticator of the user's may have asked for a header that HTTP has no form for.
    transport.answer(refuse(thrown, delivery));
  }
}

function refuse(
  thrown: unknown,
  { listeners, seen }: Pick<Delivery, "listeners" | "seen">,
): Answer {
  const error = asWebhookError(thrown, "ERR_INTERNAL");
  listeners.reportRejected(error, seen);
  return problem(error);
}

/** The way of a delivery: one stage after the other, each with what the one before gave. */
async function follow(delivery: Delivery): Promise<Outcome> {
  const { catalog, config, transport } = delivery;

  // What needs no waiting is not awaited: a body that somebody else listens to would pass by meanwhile.
  const verdict = authenticate(delivery);
  const refusal = verdict instanceof Promise ? await verdict : verdict;
  if (refusal !== undefined) throw refusal;
  if (config.auth.secretQuery) transport.hide(config.auth.secretQuery);

  const { raw, encoding } = await decode(delivery);
  const repairs = new Repairs();
  const { template, declaredNames } = catalog;
  const fields = template
    ? clean(raw, { encoding, template, declaredNames, fields: config.fields }, repairs)
    : raw;
  const { type, identifiedBy } = identify(fields, catalog, {
    option: config.trigger,
    path: delivery.trigger,
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
    createSignal: () =>
      known?.reply ? delivery.deadline.createSignal() : new AbortController().signal,
  });
  transport.attach(event);
  return settle(event, known, delivery);
}

/** The query parameter that may name the trigger, as a path may. */
const TRIGGER = "trigger";

/** The authenticator's refusal, or `ERR_DEADLINE` where it makes up its mind too late. */
function authenticate({ config, transport, deadline }: Delivery): ReturnType<Authenticate> {
  const verdict = config.auth.authenticate(transport.head);
  if (verdict === undefined || verdict instanceof WebhookError) return verdict;
  return deadline
    .race(verdict)
    .then((settled) => (settled === LATE ? new WebhookError("ERR_DEADLINE") : settled));
}

type Authenticate = Authenticator["authenticate"];

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
  const passes = !isHandled && config.unhandled === "next";
  const lastResort = isHandled || passes ? [] : listeners.unhandled;
  if (!isHandled && !passes && lastResort.length === 0) listeners.warnOfUnhandled(event.type);

  const progress: Progress = {};
  let isLate = false;
  const all = [...registered, ...lastResort.map((handle) => ({ handle }))];
  const work = dispatch(event, all, progress, (error, handler) => {
    // A late reply that gives up because it is late has been reported.
    const hasGivenUp = isLate && handler === replier && error.cause === event.signal.reason;
    if (!hasGivenUp) listeners.reportError(error, event);
  });
  isLate = (await deadline.race(work)) === LATE;

  if (isLate && replier && !progress.answer && !progress.failure) {
    progress.failure = new WebhookError("ERR_DEADLINE");
    listeners.reportError(progress.failure, event);
  }
  if (progress.failure) return replier?.fallback ?? problem(progress.failure);
  if (progress.answer) return progress.answer;
  if (passes) return { passes: event.raw as JsonObject };
  return { status: isHandled && !isLate ? 200 : 202 };
}
