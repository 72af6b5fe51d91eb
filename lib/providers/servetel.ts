import { defineProvider } from "../define-provider";
import type { EventOf } from "../event";
import type {
  CallAnsweredByAgent,
  CallAnsweredByCustomer,
  CallAnsweredOnIvr,
  CallHangup,
  CallMissed,
  CallMissedOrAnswered,
  CallReceivedOnServer,
  DialedOnAgent,
  DtmfOption,
  ReceivedOnAutoAttendant,
  ReceivedOnDepartment,
} from "../generated/servetel.types";
import * as validators from "../generated/servetel.validators";
import { event } from "../provider";

type Fields = Readonly<Record<string, unknown>>;

/** Whether a template has filled in the field. Nothing and empty structures have texts too, in forms. */
function has(fields: Fields, name: string): boolean {
  const value = fields[name];
  if (value === undefined || value === null) return false;
  if (typeof value === "string") return !EMPTY.test(value);
  return typeof value !== "object" || Object.keys(value).length > 0;
}

const EMPTY = /^(?:|null|<nil>|(?:map)?\[[ \t\r\n]*\]|\{[ \t\r\n]*\})$/;

function says(fields: Fields, name: string, text: string): boolean {
  const value = fields[name];
  return typeof value === "string" && value.toLowerCase() === text;
}

function hasStatus(fields: Fields, text: string): boolean {
  return says(fields, "call_status", text) || says(fields, "status", text);
}

/** Names come as a list from a dialled agent, as plain text from a department. */
function isList(value: unknown): boolean {
  return typeof value === "string" ? /^[[{]|^map\[/.test(value) : typeof value === "object";
}

/**
 * Servetel puts no name of the trigger on the wire, so what the fields prove stands in for it, in this order.
 * A call that is over may be a missed, a hung-up or either one: the three share one shape.
 */
const proofs = [
  {
    type: "callMissedOrAnswered",
    isProvedBy: (fields: Fields) =>
      ["end_stamp", "billsec"].some((name) => has(fields, name)) ||
      Object.keys(fields).some((name) => name.startsWith("hangup_cause") && has(fields, name)),
  },
  { type: "dtmfOption", isProvedBy: (fields: Fields) => has(fields, "digit_pressed") },
  {
    type: "receivedOnAutoAttendant",
    isProvedBy: (fields: Fields) => has(fields, "auto_attendant_id"),
  },
  { type: "receivedOnDepartment", isProvedBy: (fields: Fields) => has(fields, "dept_id") },
  {
    type: "callAnsweredByCustomer",
    isProvedBy: (fields: Fields) => hasStatus(fields, "answered by customer"),
  },
  {
    type: "callAnsweredByAgent",
    isProvedBy: (fields: Fields) =>
      hasStatus(fields, "answered by agent") ||
      has(fields, "departments") ||
      has(fields, "ivrs") ||
      (has(fields, "answer_agent_number") &&
        (!has(fields, "direction") || says(fields, "direction", "inbound"))),
  },
  {
    type: "dialedOnAgent",
    isProvedBy: (fields: Fields) =>
      has(fields, "date") &&
      has(fields, "call_flow") &&
      has(fields, "dept_name") &&
      isList(fields["dept_name"]),
  },
  {
    type: "callAnsweredOnIvr",
    isProvedBy: (fields: Fields) => has(fields, "ivr_id") && !has(fields, "date"),
  },
  { type: "callReceivedOnServer", isProvedBy: (fields: Fields) => has(fields, "channel_id") },
] as const;

const provider = defineProvider({
  name: "servetel",
  methods: ["GET", "POST"],
  identify: {
    by: "trigger",
    shape: (fields) => proofs.find(({ isProvedBy }) => isProvedBy(fields))?.type,
  },
  template: {
    phoneFields: [
      "call_to_number",
      "caller_id_number",
      "answer_agent_number",
      "answered_agent_number",
      "agent_number",
      "customer_no_with_prefix",
      "customer_number_with_prefix",
      "did_number",
      "field_0",
    ],
  },
  events: {
    callReceivedOnServer: event<CallReceivedOnServer>({
      validate: validators.callReceivedOnServer,
    }),
    callAnsweredOnIvr: event<CallAnsweredOnIvr>({ validate: validators.callAnsweredOnIvr }),
    callAnsweredByAgent: event<CallAnsweredByAgent>({ validate: validators.callAnsweredByAgent }),
    callMissed: event<CallMissed>({ validate: validators.callMissed }),
    callHangup: event<CallHangup>({ validate: validators.callHangup }),
    callMissedOrAnswered: event<CallMissedOrAnswered>({
      validate: validators.callMissedOrAnswered,
    }),
    dtmfOption: event<DtmfOption>({ validate: validators.dtmfOption }),
    dialedOnAgent: event<DialedOnAgent>({
      validate: validators.dialedOnAgent,
      // One call is dialled to several agents at the same second; only the way to each differs.
      identity: ["call_flow"],
    }),
    receivedOnDepartment: event<ReceivedOnDepartment>({
      validate: validators.receivedOnDepartment,
    }),
    receivedOnAutoAttendant: event<ReceivedOnAutoAttendant>({
      validate: validators.receivedOnAutoAttendant,
    }),
    callAnsweredByCustomer: event<CallAnsweredByCustomer>({
      validate: validators.callAnsweredByCustomer,
    }),
  },
});

/** Servetel: GET or POST, JSON or form, one URL per trigger or one for all, bodies made from an editable template. */
export interface ServetelProvider extends Definition {}
type Definition = typeof provider;

export const servetelProvider: ServetelProvider = provider;

declare module "../event" {
  interface WebhookEvents {
    servetel: EventOf<ServetelProvider>;
  }
}
