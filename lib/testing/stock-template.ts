import type { EventType } from "../provider";
import type { ServetelProvider } from "../providers/servetel";

type Fields = Readonly<Record<string, unknown>>;

/** What a template writes for what it knows nothing of: the placeholder itself. */
const unfilled = (...names: readonly string[]): Fields =>
  Object.fromEntries(names.map((name) => [name, `$${name}`]));

const empty = (...names: readonly string[]): Fields =>
  Object.fromEntries(names.map((name) => [name, ""]));

const hangUp: Fields = {
  ...empty("answered_agent", "missed_agent", "broadcast_lead_fields", "digits_dialed"),
  ...empty("recording_url", "reason_key", "ref_id"),
  ...unfilled("campaign_name", "campaign_id", "recording_name", "agent_transfer_ring_time"),
  answered_agent_name: "_name",
  answered_agent_number: "_number",
};

/** What the stock templates send where an event has nothing to say. */
const absent: ReadonlyMap<string, Fields> = new Map(
  Object.entries({
    callReceivedOnServer: unfilled("ivr_id", "ivr_name", "answer_agent_number"),
    callAnsweredOnIvr: { ...unfilled("answer_agent_number"), ...empty("departments", "ivrs") },
    callAnsweredByAgent: unfilled("ivr_id", "ivr_name", "channel_id"),
    callMissed: hangUp,
    callHangup: hangUp,
    callMissedOrAnswered: hangUp,
    dtmfOption: unfilled("ref_id"),
    dialedOnAgent: unfilled("ref_id"),
    receivedOnDepartment: unfilled("ref_id"),
    receivedOnAutoAttendant: unfilled("ref_id"),
    callAnsweredByCustomer: unfilled("ref_id"),
  } satisfies Readonly<Record<EventType<ServetelProvider>, Fields>>),
);

/** A payload as Servetel's stock template for the event writes it; another provider's as it is. Observed on the wire. */
export function asStockTemplate(type: string, payload: Fields): Fields {
  const added = absent.get(type);
  if (added === undefined) return payload;
  return Object.fromEntries(
    Object.entries({ ...added, ...payload }).map(([key, value]) => {
      if (key === "customer_no_with_prefix") return [`${key} `, value];
      if (typeof value === "number") return [key, String(value)];
      if (key === "answered_agent" && Array.isArray(value)) return [key, value[0]];
      return [key, value];
    }),
  );
}
