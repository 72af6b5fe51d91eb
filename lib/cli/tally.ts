import type { Delivered } from "../testing/delivery";
import type { ConnectionError } from "./connection-error";
import { flow } from "./flow";
import { inMs, inNumber } from "./numbers-in-words";
import { printable } from "./printable";
import type { Session } from "./session";

/** What came of many deliveries, as data. */
export interface Summary {
  readonly deliveries: number;
  readonly accepted: number;
  readonly seconds: number;
  readonly perSecond: number;
  /** By status. */
  readonly statuses: Readonly<Record<string, number>>;
  /** By `ERR_…`, or by the connection's code. */
  readonly errors: Readonly<Record<string, number>>;
  /** Absent where nothing was sent. */
  readonly latencyMs?: Latency;
}

interface Latency {
  readonly min: number;
  readonly median: number;
  readonly p90: number;
  readonly p99: number;
  readonly max: number;
}

/** Whether the provider would be content. */
export const isAccepted = (outcome: Delivered | ConnectionError): outcome is Delivered =>
  "status" in outcome && outcome.status >= 200 && outcome.status < 300;

/** Counts what comes of many deliveries. */
export class Tally {
  readonly #startedAtMs = performance.now();
  readonly #latenciesMs: number[] = [];
  readonly #statuses = new Map<string, number>();
  readonly #errors = new Map<string, number>();
  #accepted = 0;

  get deliveries(): number {
    return this.#latenciesMs.length;
  }

  get failures(): number {
    return this.deliveries - this.#accepted;
  }

  add(outcome: Delivered | ConnectionError, latencyMs: number): void {
    this.#latenciesMs.push(latencyMs);
    if (isAccepted(outcome)) this.#accepted += 1;
    const isAnswer = "status" in outcome;
    if (isAnswer) count(this.#statuses, String(outcome.status));
    const code = isAnswer ? outcome.problem?.code : outcome.code;
    if (code !== undefined) count(this.#errors, printable(String(code)));
  }

  summary(): Summary {
    const seconds = (performance.now() - this.#startedAtMs) / 1000;
    return {
      deliveries: this.deliveries,
      accepted: this.#accepted,
      seconds: rounded(seconds),
      perSecond: rounded(this.deliveries / seconds),
      statuses: Object.fromEntries(this.#statuses),
      errors: Object.fromEntries(this.#errors),
      ...(this.deliveries > 0 && { latencyMs: latencyOf(this.#latenciesMs) }),
    };
  }
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

const rounded = (value: number) => Math.round(value * 1000) / 1000;

/** The smallest value that so much of all is not above. */
function latencyOf(latenciesMs: readonly number[]): Latency {
  const sorted = [...latenciesMs].sort((a, b) => a - b);
  const at = (part: number) =>
    rounded(sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)] as number);
  return { min: at(0), median: at(0.5), p90: at(0.9), p99: at(0.99), max: at(1) };
}

/** Shows what came of many deliveries. */
export function showSummary(
  { deliveries, accepted, seconds, perSecond, statuses, errors, latencyMs }: Summary,
  session: Session,
): void {
  const { columns } = session;
  const { bold, dim, green, red } = session.colors;
  if (latencyMs === undefined) {
    session.print("Nothing was sent.");
    return;
  }
  const all = accepted === deliveries;
  const verdict = all
    ? green("✓ all accepted")
    : red(`✗ ${inNumber(deliveries - accepted)} not accepted`);
  session.print(
    `${verdict}  ${bold(inNumber(deliveries))} deliveries in ${inNumber(seconds, 1)} s, ${inNumber(perSecond, 1)}/s`,
  );
  const row = (label: string, entries: readonly (readonly [string, string])[]) => {
    if (entries.length === 0) return;
    const pieces = entries.map(([name, value]) => `${dim(name)} ${value}`);
    session.print(flow(pieces, { columns, head: `  ${label.padEnd(9)}`, gap: "   " }));
  };
  const counted = (counts: Readonly<Record<string, number>>) =>
    Object.entries(counts).map(([name, value]) => [name, inNumber(value)] as const);
  row("statuses", counted(statuses));
  row("errors", counted(errors));
  row(
    "latency",
    Object.entries(latencyMs).map(([name, ms]) => [name, inMs(ms)] as const),
  );
}
