import {
  type CallsavvyProvider,
  callsavvyProvider,
  type EventType,
  type ServetelProvider,
  servetelProvider,
} from "telephony-webhooks";
import { type Delivery, type ShapeName, sample, shapesOf } from "telephony-webhooks/testing";
import { usualDirection } from "./call-news";
import type { Call } from "./calls";
import { comparablePhone } from "./phone-number";
import type { Ticket } from "./tickets";

/** Who makes believe to call or write. */
export interface Caller {
  readonly name: string;
  /** `""` where the number is hidden. */
  readonly phone: string;
  readonly email: string;
}

/** What an event to make believe is about. */
export interface Simulation {
  readonly caller: Caller;
  /** What the delivery looks like. Default: as the provider really sends it. */
  readonly shape: ShapeName | undefined;
  /** What the chatbot is asked. */
  readonly question: string;
  /** What there is by now: a caller's call goes on, a ticket is escalated, where there is one. */
  readonly calls: readonly Call[];
  readonly tickets: readonly Ticket[];
}

const providers = { callsavvy: callsavvyProvider, servetel: servetelProvider };

export const isProvider = (name: string): name is keyof typeof providers =>
  Object.hasOwn(providers, name);

/** The shapes that each event can have, by `provider.type`. */
export function findShapes(): Readonly<Record<string, readonly ShapeName[]>> {
  const shapes = Object.values(providers).flatMap((provider) =>
    Object.keys(provider.events).map((type) => [
      `${provider.name}.${type}`,
      shapesOf(provider, type as never),
    ]),
  );
  return Object.fromEntries(shapes);
}

/**
 * Makes a delivery of the event, as of now. Throws a `TypeError` for an event that the provider does not have, and for
 * one that can't have the shape.
 */
export function simulate(
  provider: keyof typeof providers,
  type: string,
  simulation: Simulation,
): Delivery {
  if (provider === "callsavvy" && isCallsavvyType(type)) return ofCallsavvy(type, simulation);
  if (provider === "servetel" && isServetelType(type)) return ofServetel(type, simulation);
  throw new TypeError("There is no such event.");
}

type CallsavvyType = EventType<CallsavvyProvider>;
type ServetelType = EventType<ServetelProvider>;

const isCallsavvyType = (type: string): type is CallsavvyType =>
  Object.hasOwn(callsavvyProvider.events, type);

const isServetelType = (type: string): type is ServetelType =>
  Object.hasOwn(servetelProvider.events, type);

function ofCallsavvy(
  type: CallsavvyType,
  { caller, shape, question, tickets }: Simulation,
): Delivery {
  const { name, phone, email } = caller;
  const ticket = newestOf(
    tickets,
    ({ senderEmail, isEscalated }) => senderEmail === email && !isEscalated,
  );
  const overrides = {
    callerInformation: { caller_number: phone },
    // Nothing in it is unique, and who presses twice means two calls.
    callSummary: { caller_number: phone, call_duration: String(randomFrom(20, 600)) },
    newTicketOpened: { sender_email: email },
    ticketEscalated: { sender_email: email, ...(ticket && { ticket_id: ticket.id }) },
    // Its fresh email address is what makes it another chat.
    newChat: { visitor_name: name, visitor_phone: phone },
    chatbotCallback: { sender_name: name, original_message: question },
  }[type];
  return sample("callsavvy", type, overrides, { fresh: true, ...(shape && { shape }) });
}

const COMPANY = "+915550009000";

function ofServetel(type: ServetelType, { caller, shape, calls }: Simulation): Delivery {
  const call = findOngoing(calls, type, caller.phone);
  const direction = call?.direction ?? usualDirection[type] ?? "inbound";
  const isClickToCall = call?.isClickToCall ?? type === "callAnsweredByCustomer";
  const [from, to] = direction === "inbound" ? [caller.phone, COMPANY] : [COMPANY, caller.phone];
  const overrides = {
    // An agent who is dialled is the number called, and the customer is not among the two.
    ...(type !== "dialedOnAgent" && { caller_id_number: from, call_to_number: to }),
    direction: isClickToCall ? "clicktocall" : direction,
    customer_no_with_prefix: caller.phone,
    // Legs of a call have their own uuid, and share its call_id where there is one.
    ...(call && (call.callId ? { call_id: call.callId } : { uuid: call.uuid })),
    ...(type === "callMissedOrAnswered" && notOfABroadcast),
  };
  return sample("servetel", type, overrides, { fresh: true, ...(shape && { shape }) });
}

/** The sample of `callMissedOrAnswered` is of a call that a dialler has made to somebody else. */
const notOfABroadcast = {
  ...Object.fromEntries(
    ["campaign_id", "campaign_name", "broadcast_lead_fields", "field_0", "field_1", "field_5"].map(
      (field) => [field, undefined],
    ),
  ),
  answered_agent_name: "Ravi Example",
};

/** The caller's call that an event of that type may be of. */
function findOngoing(calls: readonly Call[], type: ServetelType, phone: string): Call | undefined {
  if (type === "callReceivedOnServer") return undefined;
  return newestOf(
    calls,
    (call) =>
      call.provider === "servetel" &&
      (call.state === "ringing" || call.state === "talking") &&
      comparablePhone(call.phone) === comparablePhone(phone) &&
      call.direction === (usualDirection[type] ?? call.direction),
  );
}

function newestOf<Item>(items: readonly Item[], isMeant: (item: Item) => boolean) {
  return [...items].reverse().find(isMeant);
}

const randomFrom = (least: number, most: number) =>
  least + Math.floor(Math.random() * (most - least + 1));
