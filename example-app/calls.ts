import {
  type AgentNamed,
  agentsIn,
  type CallNews,
  type CallsavvyCallEvent,
  type Direction,
  newsOfCallsavvy,
  newsOfServetel,
  type Outcome,
  type ServetelEvent,
  type Stage,
} from "./call-news";
import type { KeptEvent } from "./history";
import { comparablePhone } from "./phone-number";

/**
 * `answered`, `missed` and `ended` calls are over, of the last nobody says how. `lost`: nobody has said that it is over,
 * and it must be.
 */
export type CallState = "ringing" | "talking" | "answered" | "missed" | "ended" | "lost";

/** One call, from all that has been told of it. */
export interface Call {
  readonly id: string;
  readonly provider: "callsavvy" | "servetel";
  /** Servetel's names of the call, where it has given them. */
  readonly uuid: string | undefined;
  readonly callId: string | undefined;
  readonly direction: Direction;
  readonly isClickToCall: boolean;
  /** The customer's number; `""` where it is hidden. */
  readonly phone: string;
  readonly state: CallState;
  readonly stage: Stage | undefined;
  /** Name or number of who has answered or is being rung; `""` where nobody says. */
  readonly agent: string;
  readonly department: string;
  readonly missedBy: readonly string[];
  readonly durationS: number | undefined;
  readonly recordingUrl: string;
  /** When the first and the last event came, ISO 8601. */
  readonly startedAt: string;
  readonly heardOfAt: string;
  /** Events of this call, in order of arrival. */
  readonly events: readonly KeptEvent[];
}

const MINUTE_MS = 60_000;

/** No phone rings for longer. */
const RINGS_FOR_MS = 10 * MINUTE_MS;

/** Nobody talks for longer. */
const LASTS_FOR_MS = 4 * 60 * MINUTE_MS;

/** Callsavvy's second word of a caller who is still ringing, and not of somebody who calls again. */
const IS_ROUTED_FOR_MS = 2 * MINUTE_MS;

/** Joins events, in order of arrival, into calls, in order of the first event of each. */
export function joinCalls(events: readonly KeptEvent[], nowMs: number): readonly Call[] {
  const book = new CallBook();
  for (const event of events) {
    if (event.provider === "servetel") book.addServetel(event);
    else if (event.type === "callerInformation" || event.type === "callSummary") {
      book.addCallsavvy(event);
    }
  }
  return book.calls(nowMs);
}

class CallBook {
  readonly #drafts: Draft[] = [];
  readonly #byCallId = new Map<string, Draft>();
  readonly #byUuid = new Map<string, Draft>();
  readonly #byCaller = new Map<string, Draft>();
  readonly #agentNames = new Map<string, string>();

  /** Legs of one call share its `call_id`, where there is one, but not always its `uuid`. */
  addServetel(event: ServetelEvent): void {
    const { call_id: callId, uuid } = event.payload;
    const draft = this.#findServetel(callId, uuid) ?? this.#begin(event);
    draft.uuid ??= uuid;
    draft.callId ??= callId;
    this.#byUuid.set(uuid, draft);
    if (callId) this.#byCallId.set(callId, draft);
    for (const { name, number } of agentsIn(event)) {
      if (name && number) this.#agentNames.set(comparablePhone(number), name);
    }
    draft.add(event, newsOfServetel(event, draft.direction));
  }

  #findServetel(callId: string | undefined, uuid: string): Draft | undefined {
    const draft = (callId && this.#byCallId.get(callId)) || this.#byUuid.get(uuid);
    const isAnother = callId && draft?.callId && draft.callId !== callId;
    return isAnother ? undefined : draft;
  }

  /** Nothing in Callsavvy's events names the call, so a summary is of whoever was ringing from there. */
  addCallsavvy(event: CallsavvyCallEvent): void {
    const { caller_number, call_department } = event.payload;
    const caller = `${comparablePhone(caller_number)} ${call_department}`;
    const news = newsOfCallsavvy(event);
    const ringing = this.#byCaller.get(caller);
    const isSame =
      ringing !== undefined &&
      news.direction === "inbound" &&
      ringing.isQuietFor(event) < (news.progress === "over" ? LASTS_FOR_MS : IS_ROUTED_FOR_MS);
    // Who calls anew is no longer on the other line.
    if (ringing && !isSame && news.direction === "inbound") ringing.isLost = true;
    const draft = isSame ? ringing : this.#begin(event);
    draft.add(event, news);
    if (news.direction === "outbound") return;
    if (news.progress === "over") this.#byCaller.delete(caller);
    else this.#byCaller.set(caller, draft);
  }

  calls(nowMs: number): readonly Call[] {
    return this.#drafts.map((draft) => draft.finish(nowMs, this.#agentNames));
  }

  #begin(first: KeptEvent): Draft {
    const draft = new Draft(first.provider);
    this.#drafts.push(draft);
    return draft;
  }
}

/** How far a call has come; events are late at times, and none takes a call back. */
const rank = { ringing: 0, talking: 1, over: 2 };

class Draft {
  uuid: string | undefined;
  callId: string | undefined;
  direction: Direction | undefined;
  isLost = false;
  readonly #provider: Call["provider"];
  readonly #events: KeptEvent[] = [];
  readonly #missedBy: AgentNamed[] = [];
  #isClickToCall = false;
  #phone = "";
  #progress: CallNews["progress"] = "ringing";
  #stage: Stage | undefined;
  #agent: AgentNamed | undefined;
  #department = "";
  #outcome: Outcome | undefined;
  #durationS: number | undefined;
  #recordingUrl = "";

  constructor(provider: Call["provider"]) {
    this.#provider = provider;
  }

  add(event: KeptEvent, news: CallNews): void {
    this.#events.push(event);
    // Until the direction is known, who is the customer is a guess.
    const isBetter = this.#phone === "" || (this.direction === undefined && news.direction);
    if (news.phone && isBetter) this.#phone = news.phone;
    this.direction ??= news.direction;
    this.#isClickToCall ||= news.isClickToCall ?? false;
    this.#department = news.department || this.#department;
    this.#durationS = news.durationS ?? this.#durationS;
    this.#recordingUrl = news.recordingUrl || this.#recordingUrl;
    this.#missedBy.push(...(news.missedBy ?? []));
    if (news.outcome?.isSaid || !this.#outcome) this.#outcome = news.outcome ?? this.#outcome;
    if (rank[news.progress] < rank[this.#progress]) {
      this.#agent ??= named(news.agent);
      return;
    }
    this.#progress = news.progress;
    this.#stage = news.stage;
    this.#agent = named(news.agent) ?? this.#agent;
  }

  /** How long nothing had been heard of this call when the event came, in milliseconds. */
  isQuietFor(event: KeptEvent): number {
    return Date.parse(event.receivedAt) - Date.parse(this.#last.receivedAt);
  }

  finish(nowMs: number, agentNames: ReadonlyMap<string, string>): Call {
    const nameOf = ({ name, number = "" }: AgentNamed) =>
      name ?? agentNames.get(comparablePhone(number)) ?? number;
    const first = this.#events[0] as KeptEvent;
    return {
      id: `${this.#provider}.${this.callId ?? this.uuid ?? first.number}`,
      provider: this.#provider,
      uuid: this.uuid,
      callId: this.callId,
      direction: this.direction ?? "inbound",
      isClickToCall: this.#isClickToCall,
      phone: this.#phone,
      state: this.#stateAt(nowMs),
      stage: this.#stage,
      agent: this.#agent ? nameOf(this.#agent) : "",
      department: this.#department,
      missedBy: [...new Set(this.#missedBy.map(nameOf))],
      durationS: this.#durationS,
      recordingUrl: this.#recordingUrl,
      startedAt: first.receivedAt,
      heardOfAt: this.#last.receivedAt,
      events: this.#events,
    };
  }

  get #last(): KeptEvent {
    return this.#events.at(-1) as KeptEvent;
  }

  #stateAt(nowMs: number): CallState {
    if (this.#progress === "over") {
      if (!this.#outcome) return "ended";
      return this.#outcome.isAnswered ? "answered" : "missed";
    }
    const quietMs = nowMs - Date.parse(this.#last.receivedAt);
    const patienceMs = this.#progress === "ringing" ? RINGS_FOR_MS : LASTS_FOR_MS;
    return this.isLost || quietMs > patienceMs ? "lost" : this.#progress;
  }
}

function named(agent: AgentNamed | undefined): AgentNamed | undefined {
  return agent?.name || agent?.number ? agent : undefined;
}
