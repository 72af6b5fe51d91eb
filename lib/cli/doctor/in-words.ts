import type { Result } from "./examination";
import { describe } from "./outcome";

/** As many names as one reads. */
const FEW = 4;

/** `callMissed, callHangup and 3 more`. */
export function listed(names: Iterable<string>): string {
  const all = [...new Set(names)];
  if (all.length <= FEW) return all.join(", ");
  return `${all.slice(0, FEW - 1).join(", ")} and ${all.length - FEW + 1} more`;
}

/** `1 fault`, `2 faults`. */
export const counted = (number: number, one: string, many = `${one}s`): string =>
  `${number} ${number === 1 ? one : many}`;

/** What came of deliveries, once each: `415, no answer`. */
export const outcomesOf = (results: readonly Result[]): string =>
  listed(results.map(({ outcome }) => describe(outcome)));

/** The same without codes, for lines in which nothing is wrong: `401, 404`. */
export const statusesOf = (results: readonly Result[]): string =>
  listed(results.map(({ outcome }) => describe(outcome).slice(0, 3)));

/** A line for each kind of delivery and outcome: `callMissed, callHangup as form: 500`. */
export function linesOf(results: readonly Result[]): readonly string[] {
  const groups = new Map<string, string[]>();
  for (const { probe, outcome } of results) {
    const oddity = probe.oddity === undefined ? "" : ` (${probe.oddity})`;
    const kind = `as ${probe.as}${oddity}: ${describe(outcome)}`;
    groups.set(kind, [...(groups.get(kind) ?? []), probe.type]);
  }
  return [...groups].map(([kind, types]) => `${listed(types)} ${kind}`);
}

/** What a round has left out, to be put behind a sentence. */
export const omitted = (untried: readonly unknown[]): string =>
  untried.length > 0 ? `; ${untried.length} more not tried` : "";
