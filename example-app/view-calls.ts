import { joined, latestNumber, type Person, type Row, refer, short } from "./board-row";
import type { Call } from "./calls";
import type { Customer } from "./directory";
import { comparablePhone } from "./phone-number";

export interface CallView extends Row {
  readonly state: Call["state"];
  readonly direction: Call["direction"];
  readonly person: Person;
  /** What is going on, or how it went. */
  readonly text: string;
  /** When it began, ISO 8601. */
  readonly since: string;
  readonly durationS: number | null;
  /** Of `http:` or `https:`; `""` where there is none. */
  readonly recordingUrl: string;
}

export interface MissedView extends Row {
  readonly person: Person;
  readonly text: string;
  /** The highest number of an event that calling back settles. */
  readonly through: number;
}

type FindCustomer = (phone: string) => Customer | undefined;

export function viewCall(call: Call, findCustomer: FindCustomer): CallView {
  const { id, state, direction, durationS, startedAt, heardOfAt } = call;
  const hasTalked = state === "answered" || state === "ended";
  return {
    key: id,
    state,
    direction,
    person: viewCaller(call.phone, findCustomer),
    text: short(textOf(call)),
    since: startedAt,
    at: heardOfAt,
    durationS: hasTalked ? (durationS ?? null) : null,
    recordingUrl: webAddress(call.recordingUrl),
    events: call.events.map(refer),
  };
}

/** All that one customer has missed us for; the last call says how. */
export function viewMissed(
  calls: readonly [...Call[], Call],
  findCustomer: FindCustomer,
): MissedView {
  const last = calls[calls.length - 1] as Call;
  const events = calls.flatMap((call) => call.events).map(refer);
  return {
    key: `missed.${comparablePhone(last.phone)}`,
    person: viewCaller(last.phone, findCustomer),
    text: joined(calls.length > 1 ? `${calls.length} missed calls` : "", textOf(last)),
    at: last.heardOfAt,
    through: latestNumber(events),
    events,
  };
}

/** The customer behind a number, or what there is to say of it. */
export function viewCaller(phone: string, findCustomer: FindCustomer): Person {
  if (comparablePhone(phone) === "") return { name: "Hidden number", contact: "", plan: "" };
  const { name = "Unknown caller", plan = "" } = findCustomer(phone) ?? {};
  return { name, contact: short(phone), plan };
}

function textOf(call: Call): string {
  const { state, agent, department, direction, missedBy } = call;
  switch (state) {
    case "ringing":
    case "talking":
      return stageText(call);
    case "answered":
      if (agent) return `Answered by ${agent}`;
      return department ? `Answered in ${department}` : "Answered";
    case "missed":
      if (direction === "outbound") return "The customer was not reached";
      if (missedBy.length > 0) return `Missed by ${missedBy.join(" and ")}`;
      return department ? `Missed in ${department}` : "Missed";
    case "ended":
      return "Over; nobody said how";
    case "lost":
      return "Nobody said that it is over";
  }
}

function stageText({ stage, agent, department }: Call): string {
  switch (stage?.at) {
    case "menu":
      return stage.name ? `In the menu “${stage.name}”` : "In a menu";
    case "attendant":
      return `With the auto attendant “${stage.name}”`;
    case "department":
      return stage.name ? `Ringing in ${stage.name}` : "Ringing";
    case "key":
      return `Pressed ${stage.name} in a menu`;
    case "agent":
      return `Ringing ${agent || "an agent"}${department && `, ${department}`}`;
    case "customer":
      return `${agent || "An agent"} waits for the customer to answer`;
    case "talk":
      return `Talking to ${agent || "an agent"}`;
    default:
      return "Ringing";
  }
}

/** The address, if it is one of the web; a link may lead nowhere else. */
function webAddress(text: string): string {
  if (!URL.canParse(text)) return "";
  const { protocol, href } = new URL(text);
  return protocol === "https:" || protocol === "http:" ? href : "";
}
