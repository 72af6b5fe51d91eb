import type { CallFlowEntry } from "telephony-webhooks";
import type { KeptEvent } from "./history";

export type Direction = "inbound" | "outbound";

/** Where a call is while it isn't over. */
export type Stage =
  | { readonly at: "arrival" | "agent" | "talk" | "customer" }
  | { readonly at: "menu" | "attendant" | "department" | "key"; readonly name: string };

/** Somebody of the business, as far as an event tells. */
export interface AgentNamed {
  readonly name?: string | undefined;
  readonly number?: string | undefined;
}

/** What one event says of its call. What it doesn't say is absent. */
export interface CallNews {
  readonly direction?: Direction | undefined;
  readonly isClickToCall?: boolean;
  /** The customer's number; `""` where it is hidden. */
  readonly phone?: string | undefined;
  readonly progress: "ringing" | "talking" | "over";
  readonly stage?: Stage;
  readonly agent?: AgentNamed | undefined;
  readonly department?: string | undefined;
  readonly outcome?: Outcome | undefined;
  readonly missedBy?: readonly AgentNamed[] | undefined;
  readonly durationS?: number | undefined;
  readonly recordingUrl?: string | undefined;
}

/** Whether a call that is over has reached anybody, and whether the sender says so in as many words. */
export interface Outcome {
  readonly isAnswered: boolean;
  readonly isSaid: boolean;
}

export type CallsavvyCallEvent = Extract<KeptEvent, { type: "callerInformation" | "callSummary" }>;
export type ServetelEvent = Extract<KeptEvent, { provider: "servetel" }>;
type HangUp = Extract<
  ServetelEvent,
  { type: "callMissed" | "callHangup" | "callMissedOrAnswered" }
>;

/** Callsavvy tells of a call when it is routed and when it is over, and of nothing in between. */
export function newsOfCallsavvy(event: CallsavvyCallEvent): CallNews {
  const { caller_number: phone, call_department } = event.payload;
  const department = call_department && `department ${call_department}`;
  if (event.type === "callerInformation") {
    const stage: Stage = { at: "department", name: department };
    return { direction: "inbound", phone, department, progress: "ringing", stage };
  }
  const { call_direction, call_duration, recording_url: recordingUrl } = event.payload;
  const direction = /out/i.test(call_direction) ? "outbound" : "inbound";
  const durationS = secondsIn(call_duration);
  // The only sign that Callsavvy gives of a call that nobody took. Assumed.
  const outcome =
    durationS === undefined ? undefined : { isAnswered: durationS > 0, isSaid: false };
  return { direction, phone, department, progress: "over", outcome, durationS, recordingUrl };
}

/** Events of one call need not all tell its direction: `known` is what others have told. */
export function newsOfServetel(event: ServetelEvent, known: Direction | undefined): CallNews {
  const { direction: said = "", call_to_number, caller_id_number } = event.payload;
  const certain = directionSaid(said) ?? usualDirection[event.type] ?? known;
  const direction = certain ?? "inbound";
  const isClickToCall = /click/i.test(said) || event.type === "callAnsweredByCustomer";
  const call = {
    direction: certain,
    isClickToCall,
    phone: (direction === "inbound" ? caller_id_number : call_to_number) || prefixed(event),
  };
  switch (event.type) {
    case "callReceivedOnServer":
      return { ...call, progress: "ringing", stage: { at: "arrival" } };
    case "callAnsweredOnIvr": {
      const stage: Stage = { at: "menu", name: event.payload.ivr_name ?? "" };
      return { ...call, progress: "ringing", stage };
    }
    case "receivedOnAutoAttendant": {
      const { auto_attendant_id, auto_attendant_name = auto_attendant_id } = event.payload;
      return {
        ...call,
        progress: "ringing",
        stage: { at: "attendant", name: auto_attendant_name },
      };
    }
    case "receivedOnDepartment": {
      const { dept_id, dept_name: department = `department ${dept_id}` } = event.payload;
      const stage: Stage = { at: "department", name: department };
      return { ...call, progress: "ringing", department, stage };
    }
    case "dialedOnAgent": {
      const { agent_number, dept_name, call_flow } = event.payload;
      return {
        ...call,
        // Its two numbers are the agent's and the company's.
        phone: prefixed(event),
        progress: "ringing",
        stage: { at: "agent" },
        agent: lastAgentOf(call_flow) ?? { number: agent_number ?? call_to_number },
        department: dept_name?.join(", "),
      };
    }
    case "callAnsweredByAgent": {
      const { answered_agent_name: name, answered_agent_number, departments } = event.payload;
      const number = event.payload.answer_agent_number ?? answered_agent_number;
      const { name: department } = departments?.[0] ?? {};
      const news = {
        ...call,
        agent: { name, number },
        department: typeof department === "string" ? department : undefined,
      };
      // Of an outgoing call the agent picks up first, and then waits until the customer does.
      if (direction === "outbound")
        return { ...news, progress: "ringing", stage: { at: "customer" } };
      return { ...news, progress: "talking", stage: { at: "talk" } };
    }
    case "callAnsweredByCustomer": {
      const { answered_agent_number: agent, answer_agent_number } = event.payload;
      return {
        ...call,
        progress: "talking",
        stage: { at: "talk" },
        agent: {
          name: agent?.name ?? event.payload.answered_agent_name,
          number: agent?.follow_me_number ?? answer_agent_number,
        },
      };
    }
    case "dtmfOption": {
      const stage: Stage = { at: "key", name: event.payload.digit_pressed };
      return { ...call, progress: "talking", stage };
    }
    default:
      return { ...call, ...newsOfHangUp(event, direction) };
  }
}

function newsOfHangUp(event: HangUp, direction: Direction) {
  const { payload } = event;
  const { answered_agent_name: name, answered_agent_number: number } = payload;
  return {
    progress: "over" as const,
    outcome: outcomeOf(event, direction),
    agent: payload.answered_agent?.[0] ?? { name, number },
    missedBy: payload.missed_agent,
    durationS: [payload.bridged_duration, payload.billsec, payload.duration]
      .map(secondsIn)
      .find((seconds) => seconds !== undefined),
    recordingUrl: payload.recording_url,
  };
}

/**
 * `call_status` decides where it is present. `call_connected`, `billsec` and `answered_agent` don't: of an outgoing call
 * they count the agent's leg, whether the customer was reached or not.
 */
function outcomeOf({ type, payload }: HangUp, direction: Direction): Outcome | undefined {
  const said = isAnsweredSaid(payload.call_status, direction);
  if (said !== undefined) return { isAnswered: said, isSaid: true };
  const evidence = [
    isBridged(secondsIn(payload.bridged_duration), direction),
    { callMissed: false, callHangup: true, callMissedOrAnswered: undefined }[type],
    isAnsweredSaid(payload.status, direction),
    isConnected(payload.call_connected, direction),
  ];
  const isAnswered = evidence.find((proof) => proof !== undefined);
  return isAnswered === undefined ? undefined : { isAnswered, isSaid: false };
}

/** Agent and customer have been connected. An incoming call may be answered by a menu alone. */
function isBridged(bridgedS: number | undefined, direction: Direction): boolean | undefined {
  if (bridgedS === undefined) return undefined;
  if (bridgedS > 0) return true;
  return direction === "outbound" ? false : undefined;
}

function isConnected(connected: number | undefined, direction: Direction): boolean | undefined {
  if (connected === 0) return false;
  return connected === 1 && direction === "inbound" ? true : undefined;
}

function isAnsweredSaid(status: string | undefined, direction: Direction): boolean | undefined {
  const said = status?.trim().toLowerCase() ?? "";
  if (said === "missed") return false;
  if (said === "answered" || said === "answered by customer") return true;
  return said === "answered by agent" && direction === "inbound" ? true : undefined;
}

/** Also of what a dialler does, `Dialer (inbound)`, and of a click-to-call, which is made on the customer's behalf. */
export function directionSaid(text: string): Direction | undefined {
  if (/inbound/i.test(text)) return "inbound";
  return /outbound|click_?to_?call/i.test(text) ? "outbound" : undefined;
}

/** Of triggers that come with one direction only. */
export const usualDirection: { readonly [Type in ServetelEvent["type"]]?: Direction } = {
  callReceivedOnServer: "inbound",
  dialedOnAgent: "inbound",
  receivedOnDepartment: "inbound",
  receivedOnAutoAttendant: "inbound",
  dtmfOption: "outbound",
  callAnsweredByCustomer: "outbound",
};

function prefixed({ payload }: ServetelEvent): string | undefined {
  return payload.customer_no_with_prefix ?? payload.customer_number_with_prefix;
}

/** Everybody whose name and number an event tells, since others tell the number alone. */
export function agentsIn(event: ServetelEvent): readonly AgentNamed[] {
  switch (event.type) {
    case "callMissed":
    case "callHangup":
    case "callMissedOrAnswered": {
      const { answered_agent = [], missed_agent = [], call_flow } = event.payload;
      return [...answered_agent, ...missed_agent, ...agentsOf(call_flow)];
    }
    case "callAnsweredByCustomer": {
      const { name, follow_me_number: number } = event.payload.answered_agent_number ?? {};
      return [{ name, number }];
    }
    case "dialedOnAgent":
    case "receivedOnDepartment":
      return agentsOf(event.payload.call_flow);
    default:
      return [];
  }
}

function agentsOf(flow: readonly CallFlowEntry[] = []): readonly AgentNamed[] {
  return flow
    .filter(({ type }) => type?.toLowerCase() === "agent")
    .map(({ name, num }) => ({ name: name && decoded(name), number: num }));
}

const lastAgentOf = (flow: readonly CallFlowEntry[] | undefined) => agentsOf(flow).at(-1);

/** Names in a call's flow are percent-encoded at times. */
function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

function secondsIn(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}
