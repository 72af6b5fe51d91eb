import { type Examination, Stop } from "./examination";
import { fixFor } from "./fixes";
import type { Answered, Grid } from "./grid";
import { linesOf, listed, omitted, outcomesOf } from "./in-words";
import type { Probe } from "./probes";

/** Judges whether each event is taken. Throws `Stop` where none is. */
export async function judgeEvents(exam: Examination, grid: Grid): Promise<void> {
  const { taken, untried, refusedEvents, refusedCells } = grid;
  const { types, hasTemplate } = exam.probes;
  // Where a template is edited, a form of what is taken as JSON is an odd shape.
  const cells = refusedCells.filter(({ probe }) => !hasTemplate || probe.as === "json");
  const refused = [...refusedEvents, ...cells];
  const [first] = refused;

  if (first && taken.length === 0 && refused.every(isUnrouted)) {
    await findNoPath(exam, first);
  } else if (first) {
    const isByChoice = refused.every(isUnrouted);
    const seen = `refuses ${listed(typesOf(refused))}: ${outcomesOf(refused)}`;
    exam.find("events", isByChoice ? "warning" : "fault", seen, {
      details: linesOf(refused),
      fix: isByChoice
        ? "Give these events a route too, unless the portal is set to send none of them."
        : fixFor(first.outcome),
    });
  } else if (typesOf(taken).size === types.length) {
    exam.find("events", "ok", `takes ${types.length === 1 ? types[0] : `all ${types.length}`}`);
  } else {
    const seen = `takes ${typesOf(taken).size} of ${types.length}${omitted(untried)}`;
    exam.find("events", "skipped", seen);
  }
  if (taken.length === 0) throw new Stop("no delivery is taken");
  exam.find("path", "ok", "has a webhook at this URL");
}

const typesOf = (results: readonly Answered[]) => new Set(results.map(({ probe }) => probe.type));

const isUnrouted = ({ outcome: { status } }: Answered) => status === 404 || status === 410;

async function findNoPath(exam: Examination, { probe, outcome }: Answered): Promise<void> {
  const fix =
    "Check the URL's path: it is the one that the receiver is mounted at, with the routers above it.";
  const hint = exam.probes.isNamedByPath ? await tryWithoutTrigger(exam, probe) : "";
  exam.find("path", "fault", `answers ${outcome.status} to all events`, { fix: fix + hint });
}

/** An app with one URL for all triggers knows nothing of paths below it. */
async function tryWithoutTrigger(exam: Examination, { type, as }: Probe): Promise<string> {
  const outcome = await exam.send(exam.probes.make(type, as, { trigger: "none" }));
  if (outcome.kind !== "answer" || outcome.status === 404) return "";
  return " The URL itself is answered, only the triggers below it are not: for an app with one URL for all, run the doctor with --trigger none or --trigger query.";
}
