import type { BodyType } from "../../provider";
import type { Examination } from "./examination";
import type { Grid } from "./grid";
import { linesOf, outcomesOf } from "./in-words";
import { isTaken } from "./outcome";

const words: Readonly<Record<BodyType | "get", { readonly name: string; readonly fix: string }>> = {
  json: {
    name: "JSON",
    fix: "Parse JSON too, with app.use(express.json()) above the route; this package's receivers read both.",
  },
  form: {
    name: "forms",
    fix: "Parse forms too, with app.use(express.urlencoded({ extended: true })) above the route; this package's receivers read both.",
  },
  get: {
    name: "GET",
    fix: "Take GET at the same path, as app.use and app.all do and app.post does not, and read the fields from the query.",
  },
};

/** Judges whether each encoding is read at all. */
export function judgeEncodings(
  exam: Examination,
  { taken, refusedEncodings, refusedUnusual }: Grid,
): void {
  for (const as of exam.probes.encodings) {
    const { name, fix } = words[as];
    const refused = refusedEncodings.get(as);
    const unusual = refusedUnusual.filter(({ probe }) => probe.as === as);
    if (refused) {
      const isUnread = refused.some(({ outcome }) => isTaken(outcome));
      const seen = isUnread
        ? `answers ${name} as if nothing were in it`
        : `refuses ${name}: ${outcomesOf(refused)}`;
      exam.find(as, "fault", seen, { details: linesOf(refused), fix });
    } else if (unusual.length > 0) {
      exam.find(as, "warning", `takes ${name} only of events that usually come so`, {
        details: linesOf(unusual),
        fix: `${fix} No provider promises to stay with what it does today.`,
      });
    } else if (taken.some(({ probe }) => probe.as === as)) {
      exam.find(as, "ok", `takes ${name}`);
    } else {
      exam.find(as, "skipped", "another fault hides it");
    }
  }
}
