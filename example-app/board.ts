import { short } from "./board-row";
import { type Call, joinCalls } from "./calls";
import type { Customer } from "./directory";
import { byArrival, type KeptEvent } from "./history";
import type { InboxView } from "./inbox-watch";
import { comparablePhone } from "./phone-number";
import { joinTickets } from "./tickets";
import { type CallView, type MissedView, viewCall, viewCaller, viewMissed } from "./view-calls";
import {
  type ChatView,
  type QuestionView,
  type TicketView,
  viewChat,
  viewQuestion,
  viewTicket,
} from "./view-messages";

/** All that the page shows, in its own words. */
export interface Board extends Lists {
  readonly inbox: InboxView;
  /** Whether somebody has the handlers fail. */
  readonly handlersFail: boolean;
}

/** What has become of the events, in the page's own words. The newest is first in each list. */
export interface Lists {
  /** Ringing or being talked on. */
  readonly active: readonly CallView[];
  /** One for each customer who was missed and has not been reached since. */
  readonly callBack: readonly MissedView[];
  readonly finished: readonly CallView[];
  readonly tickets: readonly TicketView[];
  readonly chats: readonly ChatView[];
  readonly questions: readonly QuestionView[];
  readonly events: readonly EventView[];
}

export interface EventView {
  readonly number: number;
  readonly id: string;
  readonly provider: string;
  readonly type: string;
  /** ISO 8601. */
  readonly at: string;
  readonly who: string;
  /** How many. */
  readonly repairs: number;
}

/** Where the board looks things up. */
export interface Sources {
  readonly customerByPhone: (phone: string) => Customer | undefined;
  readonly customerByEmail: (email: string) => Customer | undefined;
  /** Up to which event somebody's missed calls have been settled by hand; 0 for none. */
  readonly settledThrough: (phone: string) => number;
}

/** The page shows no more of anything that is done with. */
const MAX_ROWS = 50;

/** Makes the board's lists out of the history, as it is at a time. */
export function makeLists(
  events: readonly KeptEvent[],
  { customerByPhone, customerByEmail, settledThrough }: Sources,
  nowMs: number,
): Lists {
  const calls = joinCalls(events, nowMs);
  const missed = findMissed(calls, settledThrough);
  const waiting = new Set(missed.flat());
  const active = calls.filter(isActive);
  const finished = calls.filter((call) => !isActive(call) && !waiting.has(call));
  const callOf = new Map(calls.flatMap((call) => call.events.map((event) => [event, call])));
  return {
    active: newestOf(active).map((call) => viewCall(call, customerByPhone)),
    // Nobody who waits for a call may fall off the list.
    callBack: [...missed]
      .sort((a, b) => byLastEvent(a[a.length - 1] as Call, b[b.length - 1] as Call))
      .reverse()
      .map((calls) => viewMissed(calls, customerByPhone)),
    finished: newestOf(finished).map((call) => viewCall(call, customerByPhone)),
    tickets: newestOf(joinTickets(events)).map((ticket) => viewTicket(ticket, customerByEmail)),
    chats: newest(events.filter((event) => event.type === "newChat")).map(viewChat),
    questions: newest(events.filter((event) => event.type === "chatbotCallback")).map(viewQuestion),
    events: newest(events).map((event) => viewEvent(event, callOf.get(event), customerByPhone)),
  };
}

/** The missed calls that nobody has made up for, those of a customer together. */
export function findMissed(
  calls: readonly Call[],
  settledThrough: Sources["settledThrough"],
): readonly MissedCalls[] {
  const missed = new Map<string, MissedCalls>();
  for (const call of [...calls].sort(byLastEvent)) {
    const caller = comparablePhone(call.phone);
    if (call.state === "talking" || call.state === "answered") missed.delete(caller);
    if (caller === "" || !isToCallBack(call)) continue;
    if (call.endedBy <= settledThrough(call.phone)) continue;
    missed.set(caller, [...(missed.get(caller) ?? []), call]);
  }
  return [...missed.values()];
}

type MissedCalls = readonly [...Call[], Call];

const isActive = ({ state }: Call) => state === "ringing" || state === "talking";

/** Whom a click-to-call has not reached, somebody wanted to talk to; whom a dialler has not, it dials again. */
function isToCallBack({ state, direction, isClickToCall }: Call): boolean {
  return state === "missed" && (direction === "inbound" || isClickToCall);
}

/** A call or a ticket: there is none without an event. */
interface Told {
  readonly events: readonly KeptEvent[];
}

const lastEventOf = ({ events }: Told) => events[events.length - 1] as KeptEvent;

const byLastEvent = (a: Told, b: Told) => byArrival(lastEventOf(a), lastEventOf(b));

function newestOf<Item extends Told>(items: readonly Item[]): readonly Item[] {
  return newest([...items].sort(byLastEvent));
}

/** Of a list whose newest is last. */
function newest<Item>(items: readonly Item[]): readonly Item[] {
  return items.slice(-MAX_ROWS).reverse();
}

function viewEvent(
  event: KeptEvent,
  call: Call | undefined,
  customerByPhone: Sources["customerByPhone"],
): EventView {
  const { number, id, provider, type, receivedAt, repairs } = event;
  const who = call ? viewCaller(call.phone, customerByPhone).name : short(writerOf(event));
  return { number, id, provider, type, at: receivedAt, who, repairs: repairs.length };
}

/** Who has written a ticket or a message. */
function writerOf(event: KeptEvent): string {
  switch (event.type) {
    case "newTicketOpened":
    case "ticketEscalated":
      return event.payload.sender_email;
    case "newChat":
      return event.payload.visitor_name;
    case "chatbotCallback":
      return event.payload.sender_name;
    default:
      return "";
  }
}
