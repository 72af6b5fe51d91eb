import type { KeptEvent } from "./history";
import { plain } from "./plain-text";

/** One event of those that a row is made of. */
export interface EventRef {
  readonly number: number;
  readonly provider: string;
  readonly type: string;
}

/** What every row of the page has. */
export interface Row {
  readonly key: string;
  /** The oldest first. */
  readonly events: readonly EventRef[];
  /** When it was last heard of, ISO 8601. */
  readonly at: string;
}

/** Who it is about. What nobody knows is `""`. */
export interface Person {
  readonly name: string;
  readonly contact: string;
  readonly plan: string;
}

export const refer = ({ number, provider, type }: KeptEvent): EventRef => ({
  number,
  provider,
  type,
});

/** Of the one that was handled last. */
export const latestNumber = (events: readonly { readonly number: number }[]): number =>
  Math.max(...events.map(({ number }) => number));

/** People may write as much as they like; a row shows the beginning, the drawer all of it. */
export function short(text: string): string {
  return plain(text.length > 300 ? `${text.slice(0, 300)}…` : text);
}

/** The parts that there are. */
export function joined(...parts: readonly (string | undefined)[]): string {
  return short(parts.filter(Boolean).join(" · "));
}
