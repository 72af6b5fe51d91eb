import type { Examination } from "./examination";
import { type Answered, firstEvent } from "./grid";
import { linesOf, outcomesOf, statusesOf } from "./in-words";
import { isBreakdown, isTaken } from "./outcome";
import type { Probe, ProbeMaker } from "./probes";

/** Sends JSON that is none, and deliveries with nothing in them. */
export async function checkBrokenBodies(
  exam: Examination,
  taken: readonly Answered[],
): Promise<void> {
  const json = taken.find(({ probe }) => probe.as === "json")?.probe;
  const broken = json ? brokenOnes(exam.probes, json) : [];
  const empty = emptyOnes(firstEvent(taken));
  const { results } = await exam.round([...broken, ...empty]);

  const failed = results.filter(({ outcome }) => isBreakdown(outcome));
  const swallowed = results.filter(
    ({ probe, outcome }) => broken.includes(probe) && isTaken(outcome),
  );
  if (failed.length > 0) {
    exam.find("broken-body", "fault", `fails on a broken body: ${outcomesOf(failed)}`, {
      details: linesOf(failed),
      fix: "Answer 400 to what can't be parsed, and look whether there is a body before you look into it: req.body may be undefined.",
    });
  } else if (swallowed.length > 0) {
    exam.find("broken-body", "fault", `takes a broken body for handled: ${outcomesOf(swallowed)}`, {
      details: linesOf(swallowed),
      fix: "Answer 400 to what can't be parsed, and 2xx only to what was handled or stored: nobody looks into the log of a webhook that says it is fine.",
    });
  } else {
    const bodies = json ? "broken and empty bodies" : "empty bodies";
    exam.find("broken-body", "ok", `answers ${statusesOf(results)} to ${bodies}`);
  }
}

function brokenOnes(probes: ProbeMaker, { type, as }: Probe): Probe[] {
  const breakBody = (oddity: string, change: (text: string) => string): Probe => {
    const probe = probes.make(type, as);
    const body = change(String(probe.request.body));
    return { ...probe, request: { ...probe.request, body }, oddity };
  };
  const cut = breakBody("cut off", (text) => text.slice(0, -Math.ceil(text.length / 3)));
  // A placeholder without quotes that has no value.
  const hole = breakBody("a key without a value", (text) => text.replace("{", '{"call_flow":,'));
  return probes.hasTemplate ? [cut, hole] : [cut];
}

/** As portals send where their content type is unknown, and uptime checks do. */
const emptyOnes = (probes: readonly Probe[]): Probe[] =>
  probes
    .filter(({ as }, index) => index === 0 || as === "get")
    .map((probe) => {
      const { method, path } = probe.request;
      return { ...probe, request: { method, path, query: "", headers: {} }, oddity: "empty" };
    });
