import type { Examination, Result } from "./examination";
import { fixFor } from "./fixes";
import type { Grid, PlainCheck } from "./grid";
import { linesOf, outcomesOf } from "./in-words";

interface PlainRule {
  /** What is said where no delivery fails the check. */
  readonly fine: string;
  readonly complain: (
    results: readonly Result[],
    exam: Examination,
    grid: Grid,
  ) => { readonly seen: string; readonly fix: string };
}

const rules: Readonly<Record<PlainCheck, PlainRule>> = {
  answers: {
    fine: "leaves nobody waiting",
    complain: (results, exam, grid) => ({
      seen: `does not answer within ${exam.limits.patienceMs / 1000} s`,
      fix: fixForSilence(results, grid),
    }),
  },
  redirects: {
    fine: "redirects nobody",
    complain: (results, exam) => ({
      seen: `answers ${outcomesOf(results)}`,
      fix: `Give the portal the URL that needs no redirect${leadingTo(results, exam)}.`,
    }),
  },
  survives: {
    fine: "is still there after all deliveries",
    complain: () => ({
      seen: "closes the connection without an answer",
      fix: "Look for an exception in the app's log: likely its process ends and is started again. If not, look for code or a proxy that destroys the connection.",
    }),
  },
  "body-parser": {
    fine: "has the body of every delivery",
    complain: () => ({
      seen: "a parser in front of the receiver has taken the body",
      fix: fixFor({ status: 500, code: "ERR_BODY_CONSUMED" }),
    }),
  },
  "secret-taken": {
    fine: "lets in who knows the secret",
    complain: (results, { access }) =>
      access.secrets.length > 0
        ? {
            seen: `refuses the secret: ${outcomesOf(results)}`,
            fix: "Check the secret and its place: --token for ?token=, --header for a header, name:password@ in the URL. Where addresses are checked too, run the doctor at one that is allowed.",
          }
        : {
            seen: `asks for a secret, and none was given: ${outcomesOf(results)}`,
            fix: "Give it to the doctor: --token, --header 'X-API-Key: …', or ?token=… in the URL.",
          },
  },
};

/** Judges what outcomes say by themselves. What was not seen says nothing where no delivery is taken at all. */
export function judgePlainly(exam: Examination, grid: Grid): void {
  for (const check of Object.keys(rules) as PlainCheck[]) {
    const results = grid.explained.get(check);
    const { fine, complain } = rules[check];
    if (results) {
      const { seen, fix } = complain(results, exam, grid);
      exam.find(check, "fault", seen, { details: linesOf(results), fix });
    } else if (check === "secret-taken" && exam.access.secrets.length === 0) {
      exam.find(check, "skipped", "no secret was given");
    } else if (grid.taken.length > 0) {
      exam.find(check, "ok", fine);
    }
  }
}

/** Where all bodies of one kind are waited for, and others arrive, a parser of that kind has likely read them. */
function fixForSilence(silent: readonly Result[], { taken }: Grid): string {
  const encodings = new Set(silent.map(({ probe }) => probe.as));
  const parser = encodings.has("json") ? "express.json()" : "express.urlencoded()";
  const isOneKind = encodings.size === 1 && taken.length > 0;
  return isOneKind && taken.every(({ probe }) => !encodings.has(probe.as))
    ? `Likely ${parser} in front has read the body, and the code behind it waits for a stream that has ended: use req.body there, or move it above the parser.`
    : "End every request, in every branch. Likely causes: a handler that never ends the response, an async one that throws in Express 4, or code that waits for a body which a parser in front has read.";
}

/** The address without its query, which may hold the secret. */
function leadingTo(results: readonly Result[], { access }: Examination): string {
  const [location] = results.map(({ outcome }) => "location" in outcome && outcome.location);
  if (!location || !URL.canParse(location, access.right.url.href)) return "";
  const { origin, pathname } = new URL(location, access.right.url);
  return `: it leads to ${access.mask(`${origin}${pathname}`)}`;
}
