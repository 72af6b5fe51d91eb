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
  /** The number of the event by which its end was first known; 0 where there is none. */
  readonly endedBy: number;
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
  const book = new CallBook(findCallIds(events));
  for (const event of events) {
    if (event.provider === "servetel") book.addServetel(event);
    else if (event.type === "callerInformation" || event.type === "callSummary") {
      book.addCallsavvy(event);
    }
  }
  return book.calls(nowMs);
}

/** Of which call a leg is, by `uuid`. Not every template tells, so another event of the leg may have to, also a later one. */
function findCallIds(events: readonly KeptEvent[]): ReadonlyMap<string, string> {
  const callIds = new Map<string, string>();
  for (const event of events) {
    if (event.provider !== "servetel") continue;
    const { uuid, call_id } = event.payload;
    if (call_id && !callIds.has(uuid)) callIds.set(uuid, call_id);
  }
  return callIds;
}

class CallBook {
  readonly #callIds: ReadonlyMap<string, string>;
  readonly #drafts: Draft[] = [];
  readonly #byCallId = new Map<string, Draft>();
  readonly #byUuid = new Map<string, Draft>();
  readonly #byCaller = new Map<string, Draft>();
  readonly #agentNames = new Map<string, string>();

  constructor(callIds: ReadonlyMap<string, string>) {
    this.#callIds = callIds;
  }

  /** Legs of one call share its `call_id`, where there is one, but not always its `uuid`. */
  addServetel(event: ServetelEvent): void {
    const { uuid } = event.payload;
    const toldElsewhere = this.#byUuid.has(uuid) ? undefined : this.#callIds.get(uuid);
    const callId = event.payload.call_id ?? toldElsewhere;
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
  /** The leg, by `uuid`, that somebody talks on or has talked on. */
  #answeredLeg: string | undefined;
  /** How each leg has ended that has; of some nobody says. */
  readonly #outcomes = new Map<string, Outcome | undefined>();
  #endedBy = 0;
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
    // A leg that nobody has taken may end after the one that was talked on.
    if (news.outcome?.isAnswered !== false) this.#durationS = news.durationS ?? this.#durationS;
    this.#recordingUrl = news.recordingUrl || this.#recordingUrl;
    this.#missedBy.push(...(news.missedBy ?? []));
    const leg = event.provider === "servetel" ? event.payload.uuid : "";
    if (news.progress === "talking") this.#answeredLeg = leg;
    if (news.progress === "over") this.#end(leg, event.number, news.outcome);
    if (rank[news.progress] < rank[this.#progress]) {
      this.#agent ??= named(news.agent);
      return;
    }
    this.#progress = news.progress;
    this.#stage = news.stage;
    this.#agent = named(news.agent) ?? this.#agent;
  }

  #end(leg: string, number: number, told: Outcome | undefined): void {
    const known = this.#outcomes.get(leg);
    this.#outcomes.set(leg, told?.isSaid ? told : (known ?? told));
    this.#endedBy = this.#endedBy === 0 ? number : Math.min(this.#endedBy, number);
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
      id: `${this.#provider}.${first.number}`,
      provider: this.#provider,
      uuid: this.uuid,
      callId: this.callId,
      direction: this.direction ?? "inbound",
      isClickToCall: this.#isClickToCall,
      phone: this.#phone,
      state: this.#stateAt(nowMs),
      stage: this.#isStillTalkedOn ? { at: "talk" } : this.#stage,
      agent: this.#agent ? nameOf(this.#agent) : "",
      department: this.#department,
      missedBy: [...new Set(this.#missedBy.map(nameOf))],
      durationS: this.#durationS,
      recordingUrl: this.#recordingUrl,
      endedBy: this.#endedBy,
      startedAt: first.receivedAt,
      heardOfAt: this.#last.receivedAt,
      events: this.#events,
    };
  }

  get #last(): KeptEvent {
    return this.#events.at(-1) as KeptEvent;
  }

  /** Of the phones that an incoming call rings, one is picked up, and the others have missed it by that. */
  get #outcome(): Outcome | undefined {
    const outcomes = [...this.#outcomes.values()].filter((outcome) => outcome !== undefined);
    const said = outcomes.filter(({ isSaid }) => isSaid);
    const answered = said.find(({ isAnswered }) => isAnswered && this.direction === "inbound");
    return answered ?? said.at(-1) ?? outcomes[0];
  }

  /** Only legs that nobody has taken are over. */
  get #isStillTalkedOn(): boolean {
    return (
      this.direction === "inbound" &&
      this.#outcome?.isAnswered === false &&
      this.#answeredLeg !== undefined &&
      !this.#outcomes.has(this.#answeredLeg)
    );
  }

  #stateAt(nowMs: number): CallState {
    const progress = this.#isStillTalkedOn ? "talking" : this.#progress;
    if (progress === "over") {
      if (!this.#outcome) return "ended";
      return this.#outcome.isAnswered ? "answered" : "missed";
    }
    const quietMs = nowMs - Date.parse(this.#last.receivedAt);
    const patienceMs = progress === "ringing" ? RINGS_FOR_MS : LASTS_FOR_MS;
    return this.isLost || quietMs > patienceMs ? "lost" : progress;
  }
}

function named(agent: AgentNamed | undefined): AgentNamed | undefined {
  return agent?.name || agent?.number ? agent : undefined;
}
