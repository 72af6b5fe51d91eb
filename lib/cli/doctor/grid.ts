import type { Encoding } from "../../testing/delivery";
import type { Examination, Result } from "./examination";
import { type Answer, isTaken, type Outcome } from "./outcome";
import type { Probe, ProbeMaker } from "./probes";
import { hasReply } from "./reply-text";

/** A delivery that was answered. */
export interface Answered extends Result {
  readonly outcome: Answer;
}

/** A check that an outcome may fail by itself, whatever becomes of other deliveries. */
export type PlainCheck = "answers" | "survives" | "redirects" | "body-parser" | "secret-taken";

/** What became of every event in every encoding. */
export interface Grid {
  /** Those that the provider makes itself before those in other encodings. */
  readonly taken: readonly Answered[];
  readonly untried: readonly Probe[];
  /** Outcomes that say themselves why, by the check that they fail. */
  readonly explained: ReadonlyMap<PlainCheck, readonly Result[]>;
  /** Refused in every encoding, and nothing else explains it. */
  readonly refusedEvents: readonly Answered[];
  /** Refused in an encoding that is not taken at all, while others are. */
  readonly refusedEncodings: ReadonlyMap<Encoding, readonly Answered[]>;
  /** Refused in an encoding that the provider does not use for the event. */
  readonly refusedUnusual: readonly Answered[];
  /** Refused, although the event is taken in another encoding and the encoding with other events. */
  readonly refusedCells: readonly Answered[];
}

/** Sends every event in every encoding, as documented. */
export async function sendGrid(exam: Examination): Promise<Grid> {
  const results: Result[] = [];
  const untried: Probe[] = [];
  for (const as of exam.probes.encodings) {
    const probes = exam.probes.types.map((type) => exam.probes.make(type, as));
    const isOminous = (outcome: Outcome) => checkFailedBy(outcome) !== undefined;
    const round = await exam.round(probes, { isOminous });
    results.push(...round.results);
    untried.push(...round.untried);
  }
  return { ...sortOut(results, exam.probes), untried };
}

/** Each event once, as the provider usually sends it, else as it is taken. */
export const onceEach = (taken: readonly Answered[]): readonly Probe[] =>
  taken
    .map(({ probe }) => probe)
    .filter(({ type }, index, all) => all.findIndex((probe) => probe.type === type) === index);

/** The first event in every encoding in which it is taken. */
export const firstEvent = (taken: readonly Answered[]): readonly Probe[] =>
  taken.map(({ probe }) => probe).filter(({ type }) => type === taken[0]?.probe.type);

/** Finds out who is to blame for each refusal: the event, the encoding, or both together. */
function sortOut(results: readonly Result[], probes: ProbeMaker): Omit<Grid, "untried"> {
  const explained = new Map<PlainCheck, Result[]>();
  for (const result of results) {
    const check = checkFailedBy(result.outcome);
    if (check) explained.set(check, [...(explained.get(check) ?? []), result]);
  }
  const accepted = results.filter(isTakenResult);
  const unread = accepted.filter((result) => isUnread(result, accepted));
  const taken = accepted.filter((result) => !unread.includes(result));
  const takenTypes = new Set(taken.map(({ probe }) => probe.type));
  const refused = results.filter(isUnexplained).filter((result) => !taken.includes(result));

  const refusedEncodings = new Map<Encoding, readonly Answered[]>();
  const refusedUnusual: Answered[] = [];
  const refusedCells: Answered[] = [];
  for (const as of probes.encodings) {
    const here = refused.filter(({ probe }) => probe.as === as && takenTypes.has(probe.type));
    const usual = here.filter(({ probe }) => probes.isUsual(probe));
    const isUsedHere = taken.some(({ probe }) => probe.as === as && probes.isUsual(probe));
    if (usual.length > 0 && (!isUsedHere || usual.some(({ outcome }) => isTaken(outcome)))) {
      refusedEncodings.set(as, usual);
    } else {
      refusedCells.push(...usual);
      refusedUnusual.push(...here.filter((result) => !usual.includes(result)));
    }
  }
  const failed = [...explained.values()].flat();
  const knownTypes = new Set([...taken, ...failed].map(({ probe }) => probe.type));
  // An app that says 2xx to what it has not read says so of every event.
  const read = taken.filter(({ probe }) => !refusedEncodings.has(probe.as));
  return {
    taken: [
      ...read.filter(({ probe }) => probes.isUsual(probe)),
      ...read.filter(({ probe }) => !probes.isUsual(probe)),
    ],
    explained,
    refusedEvents: refused.filter(({ probe: { type } }) => !knownTypes.has(type)),
    refusedEncodings,
    refusedUnusual,
    refusedCells,
  };
}

/** What an outcome alone says about its cause. */
function checkFailedBy(outcome: Outcome): PlainCheck | undefined {
  if (outcome.kind === "silence") return "answers";
  if (outcome.kind !== "answer") return "survives";
  const { status, code } = outcome;
  if (code === "ERR_BODY_CONSUMED") return "body-parser";
  if (status >= 300 && status < 400) return "redirects";
  return status === 401 || status === 403 ? "secret-taken" : undefined;
}

const isUnexplained = (result: Result): result is Answered =>
  checkFailedBy(result.outcome) === undefined;

const isTakenResult = (result: Result): result is Answered => isTaken(result.outcome);

/** Whether the app says 2xx without the reply that it gives in another encoding, so that it has not read the body. */
const isUnread = ({ probe, outcome }: Answered, accepted: readonly Answered[]): boolean =>
  !hasReply(probe.type, outcome) &&
  accepted.some((other) => other.probe.type === probe.type && hasReply(probe.type, other.outcome));
