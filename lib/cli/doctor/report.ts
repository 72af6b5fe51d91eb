import type { BuiltInName } from "../../testing/look-up";
import type { CheckId } from "./checks";

export type Verdict = "ok" | "warning" | "fault" | "skipped";

/** What one check has found. Holds no value of a payload and no secret. */
export interface Finding {
  readonly check: CheckId;
  readonly group: string;
  readonly verdict: Verdict;
  /** What was seen, in a line; of a skipped check, why it was skipped. */
  readonly seen: string;
  /** Each thing that was seen, where that takes more than a line. */
  readonly details?: readonly string[];
  /** What it does to calls, tickets and chats. Of warnings and faults alone. */
  readonly why?: string;
  /** What mends it. Of warnings and faults alone. */
  readonly fix?: string;
}

/** What the examination of a webhook has found. */
export interface Report {
  /** Without its query and without the secret. */
  readonly url: string;
  readonly provider: BuiltInName;
  /** The events that the webhook was examined for. */
  readonly events: readonly string[];
  /** How many deliveries were sent. */
  readonly deliveries: number;
  readonly durationMs: number;
  /** One for each check, in order. */
  readonly findings: readonly Finding[];
}

/** How many of a report's checks came to a verdict. */
export const count = ({ findings }: Report, verdict: Verdict): number =>
  findings.filter((finding) => finding.verdict === verdict).length;
