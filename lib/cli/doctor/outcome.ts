import type { ErrorCode } from "../../errors";
import { deliver } from "../../testing/deliver";
import type { EncodedDelivery } from "../../testing/delivery";
import type { Access } from "./access";
import { errorCode } from "./fixes";

/** An answer, whatever it says. */
export interface Answer {
  readonly kind: "answer";
  readonly status: number;
  /** In lower case and without parameters; `""` where there is none. */
  readonly mediaType: string;
  /** Where a redirect leads to. */
  readonly location: string | undefined;
  readonly text: string;
  /** The code of a refusal of this package's. */
  readonly code: ErrorCode | undefined;
  readonly durationMs: number;
}

/** No answer: for as long as the doctor waits, or because the connection was closed, or because none was made. */
export interface NoAnswer {
  readonly kind: "silence" | "hang-up" | "failure";
  /** The connection's error, as in `ECONNRESET`. */
  readonly reason: string;
  readonly durationMs: number;
}

export type Outcome = Answer | NoAnswer;

/** Makes one delivery, and waits for its answer as long as that. */
export async function attempt(
  { url, headers }: Access,
  request: EncodedDelivery,
  patienceMs: number,
): Promise<Outcome> {
  const startedAtMs = performance.now();
  try {
    const delivered = await deliver(url, request, { headers, timeoutMs: patienceMs });
    const { status, text, problem, durationMs } = delivered;
    const { "content-type": contentType, location } = delivered.headers;
    const mediaType = String(contentType ?? "").replace(/;.*/s, "");
    return {
      kind: "answer",
      status,
      mediaType: mediaType.trim().toLowerCase(),
      location: location === undefined ? undefined : String(location),
      text,
      code: errorCode(problem?.code),
      durationMs,
    };
  } catch (error) {
    const durationMs = performance.now() - startedAtMs;
    const reason = String((error as NodeJS.ErrnoException).code);
    return { kind: kindOf(reason, durationMs >= patienceMs), reason, durationMs };
  }
}

/** An answer that has begun and never ends is told of as too long, or as a connection that was cut, by ourselves. */
function kindOf(reason: string, isOver: boolean): NoAnswer["kind"] {
  if (isOver || reason === "ETIMEDOUT" || reason === "EMSGSIZE") return "silence";
  return reason === "ECONNRESET" || reason === "EPIPE" ? "hang-up" : "failure";
}

/** An outcome in a few words, none of which are the other side's. */
export function describe(outcome: Outcome): string {
  if (outcome.kind !== "answer") return outcome.kind === "silence" ? "no answer" : "hung up";
  return [outcome.status, outcome.code].filter((part) => part !== undefined).join(" ");
}

/** Whether the provider takes it for delivered. */
export const isTaken = (outcome: Outcome): outcome is Answer =>
  outcome.kind === "answer" && outcome.status >= 200 && outcome.status < 300;

/** Whether the app has lost its way: it has failed, or never says what it makes of it. */
export const isBreakdown = (outcome: Outcome): boolean =>
  outcome.kind !== "answer" || outcome.status >= 500;
