import type { Examination, Round } from "./examination";
import { type Answered, firstEvent, onceEach } from "./grid";
import { linesOf, listed, omitted, outcomesOf, statusesOf } from "./in-words";
import { isBreakdown, isTaken } from "./outcome";
import type { Probe } from "./probes";

const FIX =
  "Compare the secret before anything else and in front of every route, and answer 401: with this package, auth: sharedSecret(process.env.SECRET).";

/** Sends deliveries without the secret, and with another. */
export async function checkSecrets(exam: Examination, taken: readonly Answered[]): Promise<void> {
  if (exam.access.secrets.length === 0) {
    exam.find("secret-asked", "fault", "takes deliveries without any secret", {
      fix: `${FIX} If a part of the path is secret, name that part: --token.`,
    });
    exam.find("secret-compared", "skipped", "no secret is asked for");
    return;
  }
  // Routes may differ, and so may methods and parsers.
  const probes = [...firstEvent(taken), ...onceEach(taken).slice(1)];
  const anew = (some: readonly Probe[]) => some.map(({ type, as }) => exam.probes.make(type, as));

  const without = await exam.round(anew(probes), { secret: "none" });
  const keptOut = judge(exam, "secret-asked", "without the secret", without);
  if (keptOut.length === 0) {
    exam.find("secret-compared", "skipped", "without a secret, nobody is refused");
    return;
  }
  const wrong = await exam.round(anew(keptOut), { secret: "wrong" });
  judge(exam, "secret-compared", "with a wrong secret", wrong);
}

/** Gives the deliveries that were refused on purpose. */
function judge(
  exam: Examination,
  check: "secret-asked" | "secret-compared",
  how: string,
  { results, untried }: Round,
): readonly Probe[] {
  const letIn = results.filter(({ outcome }) => isTaken(outcome));
  const failed = results.filter(({ outcome }) => isBreakdown(outcome));
  if (letIn.length > 0) {
    const types = listed(letIn.map(({ probe }) => probe.type));
    exam.find(check, "fault", `takes ${types} ${how}`, { details: linesOf(letIn), fix: FIX });
  } else if (failed.length > 0) {
    exam.find(check, "warning", `fails ${how}: ${outcomesOf(failed)}`, {
      details: linesOf(failed),
      fix: "Refuse on purpose, with 401: what fails by chance today may let in tomorrow.",
    });
  } else {
    exam.find(check, "ok", `answers ${statusesOf(results)} ${how}${omitted(untried)}`);
  }
  return results
    .filter((result) => !letIn.includes(result) && !failed.includes(result))
    .map(({ probe }) => probe);
}
