import type { Examination } from "./examination";
import { type Answered, onceEach } from "./grid";
import { counted, linesOf, omitted, outcomesOf } from "./in-words";
import { isTaken } from "./outcome";

/** Delivers each event once, and then once more to the byte. */
export async function checkRepeats(exam: Examination, taken: readonly Answered[]): Promise<void> {
  const probes = onceEach(taken).map(({ type, as }) => exam.probes.make(type, as));
  const once = await exam.round(probes);
  const again = once.results.filter(({ outcome }) => isTaken(outcome)).map(({ probe }) => probe);
  const { results, untried } = await exam.round(again);
  const refused = results.filter(({ outcome }) => !isTaken(outcome));
  if (again.length === 0) {
    exam.find("repeats", "skipped", "no delivery was taken a first time");
  } else if (refused.length > 0) {
    exam.find("repeats", "fault", `refuses what it has taken before: ${outcomesOf(refused)}`, {
      details: linesOf(refused),
      fix: "Answer 2xx to what is known already, and pass it over: with this package, duplicates: memoryDuplicates(); in SQL, ON CONFLICT DO NOTHING.",
    });
  } else {
    const left = [...once.untried, ...untried];
    exam.find("repeats", "ok", `takes ${counted(results.length, "repeat")}${omitted(left)}`);
  }
}
