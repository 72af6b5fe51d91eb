import type { Encoding } from "../../testing/delivery";
import type { BuiltInName } from "../../testing/look-up";
import type { ShapeName } from "../../testing/shapes";
import type { Examination, Result } from "./examination";
import { fixFor } from "./fixes";
import { type Answered, firstEvent, type Grid, onceEach } from "./grid";
import { counted, linesOf, omitted, outcomesOf } from "./in-words";
import { isTaken } from "./outcome";
import type { Probe, ProbeMaker } from "./probes";

/** Nobody has seen these on the wire, and nobody rules them out. */
const assumed: Readonly<Record<BuiltInName, readonly ShapeName[]>> = {
  callsavvy: ["unquoted-numbers", "unknown-keys"],
  servetel: ["blank-edges"],
};

/** Only Servetel's portal lets customers choose how a time is written. */
const impossible: Readonly<Record<BuiltInName, readonly ShapeName[]>> = {
  callsavvy: ["epoch-stamps", "iso-stamps"],
  servetel: [],
};

/** Sends deliveries that depart from the provider's page as real ones do. */
export async function checkShapes(exam: Examination, grid: Grid): Promise<void> {
  const { probes } = exam;
  const odd = onceEach(grid.taken).flatMap((probe) => oddOnes(probe, probes, grid.taken));
  const { results, untried } = await exam.round([...odd, ...chunked(probes, grid.taken)]);

  // What is taken as JSON, but not as a form or in the URL, has texts where there were lists and numbers.
  const awkward = grid.refusedCells.filter(
    ({ probe }) => probes.hasTemplate && probe.as !== "json",
  );
  const refused = [...awkward, ...results.filter(({ outcome }) => !isTaken(outcome))];
  const [first] = refused;
  if (!first) {
    const seen = `takes ${deliveries(results)} in odd shapes${omitted(untried)}`;
    exam.find("shapes", "ok", seen);
    return;
  }
  const isPardonable = refused.every((result) => isPardoned(result, probes.provider));
  const seen = `refuses ${deliveries(refused)} in odd shapes: ${outcomesOf(refused)}`;
  exam.find("shapes", isPardonable ? "warning" : "fault", seen + omitted(untried), {
    details: linesOf(refused),
    fix: fixForShape(first),
  });
}

const deliveries = ({ length }: readonly unknown[]) => counted(length, "delivery", "deliveries");

/** A receiver that is told of no trigger, and guesses none, is in the right. */
function isPardoned({ probe: { shape }, outcome }: Result, provider: BuiltInName): boolean {
  const isAssumed = shape !== undefined && assumed[provider].includes(shape);
  return isAssumed || (outcome.kind === "answer" && outcome.code === "ERR_UNIDENTIFIED");
}

/** An event in all shapes that it can have on the wire. */
function oddOnes({ type, as }: Probe, probes: ProbeMaker, taken: readonly Answered[]): Probe[] {
  const notJson = taken.find(({ probe }) => probe.type === type && probe.as !== "json")?.probe.as;
  // Go's text and a lost plus come from forms and URLs.
  const encodingOf = (shape: ShapeName): Encoding | undefined =>
    shape === "go-in-text" || shape === "lost-plus" ? notJson : as;
  return probes
    .shapesOf(type)
    .filter((shape) => !impossible[probes.provider].includes(shape))
    .flatMap((shape) => {
      const as = encodingOf(shape);
      return as === undefined ? [] : [probes.make(type, as, { shape })];
    });
}

/** Bodies that do not say how long they are. */
const chunked = (probes: ProbeMaker, taken: readonly Answered[]): Probe[] =>
  firstEvent(taken)
    .filter(({ as }) => as !== "get")
    .map(({ type, as }) => {
      const { request, ...probe } = probes.make(type, as);
      const headers = { ...request.headers, "Transfer-Encoding": "chunked" };
      return { ...probe, request: { ...request, headers }, oddity: "a body without its length" };
    });

function fixForShape({ probe: { type, shape }, outcome }: Result): string {
  if (outcome.kind === "answer" && outcome.code !== undefined) return fixFor(outcome);
  const sample = shape === undefined ? "" : ` --shape ${shape}`;
  return `Repair before you validate, and ask for no more than always comes, as this package does by itself. To see one: telephony-webhooks sample ${type}${sample}`;
}
