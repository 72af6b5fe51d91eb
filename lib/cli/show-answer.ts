import type { Delivered } from "../testing/delivery";
import type { ConnectionError } from "./connection-error";
import { inMs } from "./numbers-in-words";
import { jsonText, printable, shortened } from "./printable";
import type { Session } from "./session";
import { isAccepted } from "./tally";

/** One line on what came of a delivery. */
export function answerLine(outcome: Delivered | ConnectionError, { colors }: Session): string {
  const { bold, dim, green, red } = colors;
  if (!("status" in outcome)) {
    return `${red("✗ no answer")}  ${bold(outcome.code)}  ${outcome.message}`;
  }
  const { status, problem, durationMs } = outcome;
  const mark = isAccepted(outcome) ? green("✓") : red("✗");
  // Others than this package may send a problem without these.
  const failure = [problem?.code, problem?.title]
    .filter((words) => words !== undefined)
    .map((words) => printable(String(words)));
  return [`${mark} ${bold(String(status))}`, ...failure, dim(inMs(durationMs))].join("  ");
}

/** How much of an answer in somebody else's words is shown. */
const ANSWER_LENGTH = 1_000;

/** Shows all that came of a delivery. */
export function showAnswer(outcome: Delivered | ConnectionError, session: Session): void {
  session.print(answerLine(outcome, session));
  if (!("status" in outcome)) return;
  const { problem, reply, text } = outcome;
  const row = (label: string, value: string) =>
    session.print(`  ${session.colors.dim(label)}  ${shortened(value, ANSWER_LENGTH)}`);
  if (problem) {
    if (problem.detail !== undefined) row("detail", printable(String(problem.detail)));
  } else if (reply !== undefined) {
    row("reply", typeof reply === "string" ? printable(reply) : jsonText(reply));
  } else if (text !== "") {
    row("answer", printable(text));
  }
}

/** What came of a delivery, as data. */
export function answerDocument(outcome: Delivered | ConnectionError) {
  if (!("status" in outcome)) return { error: outcome };
  const { status, durationMs, reply, problem, text } = outcome;
  const isOther = reply === undefined && problem === undefined && text !== "";
  return {
    status,
    durationMs: Math.round(durationMs * 1000) / 1000,
    reply,
    problem,
    ...(isOther && { text }),
  };
}
