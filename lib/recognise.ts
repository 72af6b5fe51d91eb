import type { CatalogEvent } from "./catalog";
import { clean } from "./clean";
import { ABANDONED, LATE } from "./deadline";
import { decode } from "./decode";
import type { Delivery } from "./delivery";
import { ReceivedEvent, type WebhookEvent } from "./event";
import { identify } from "./identify";
import { normalize } from "./normalize";
import { Repairs } from "./repairs";
import type { Body } from "./transport";
import { validate } from "./validate";

export interface Recognised {
  readonly event: WebhookEvent;
  /** Nothing where the schemas don't know the event. */
  readonly known: CatalogEvent | undefined;
}

/** The event that a body tells of: decode, clean, identify, normalize and validate, none of which has to wait. */
export function recognise(delivery: Delivery, body: Body, trigger: string | undefined): Recognised {
  const { transport, deadline } = delivery;
  const { catalog, config, namings } = delivery.reception;
  const { raw, encoding } = decode(body, transport.head.headers["content-type"], catalog.bodyTypes);
  delivery.raw = raw;
  const repairs = new Repairs();
  const { template } = catalog;
  const fields = template ? clean(raw, { encoding, template, namings }, repairs) : raw;
  const { type, identifiedBy } =
    transport.identified ??
    identify(fields, catalog, {
      option: config.trigger,
      path: trigger,
      query: transport.head.query,
    });
  const known = catalog.events.get(type);
  const payload = known ? normalize(fields, known.declared, repairs) : fields;
  if (known) validate(payload, known.validate);

  const event = new ReceivedEvent({
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
      deadline.createSignal(known?.reply || config.failsWhenLate ? LATE : ABANDONED),
  });
  delivery.event = event;
  transport.attach(event);
  return { event, known };
}

function publicParams({ transport, reception }: Delivery): Readonly<Record<string, string>> {
  const { params } = transport.head;
  const secret = reception.config.auth.secretParams;
  if (!secret?.length) return params;
  return Object.fromEntries(Object.entries(params).filter(([name]) => !secret.includes(name)));
}
