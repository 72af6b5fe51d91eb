import type { Examination } from "./examination";
import { type Answered, firstEvent } from "./grid";
import { linesOf, outcomesOf, statusesOf } from "./in-words";
import { isBreakdown } from "./outcome";

/** Sends an event that is on no page of the provider's. */
export async function checkUnknownEvent(
  exam: Examination,
  taken: readonly Answered[],
): Promise<void> {
  if (exam.probes.isOfOneTrigger) {
    exam.find("unknown-event", "skipped", "the URL is for one event alone");
    return;
  }
  const unknown = firstEvent(taken).map(({ as }) => exam.probes.makeUnknown(as));
  const { results } = await exam.round(unknown);
  const failed = results.filter(({ outcome }) => isBreakdown(outcome));
  if (failed.length > 0) {
    exam.find("unknown-event", "fault", `fails on an unknown event: ${outcomesOf(failed)}`, {
      details: linesOf(failed),
      fix: "Give what picks the handler a branch for all other names, which answers 2xx or 4xx.",
    });
  } else {
    exam.find("unknown-event", "ok", `answers ${statusesOf(results)} to an unknown event`);
  }
}
