import { flowWords } from "../flow";
import type { Session } from "../session";
import { counted } from "./in-words";
import { count, type Finding, type Report, type Verdict } from "./report";

const marks: Readonly<Record<Verdict, string>> = {
  ok: "✓",
  warning: "!",
  fault: "✗",
  skipped: "-",
};

/** Wide enough for the longest verdict and the longest name of a check. */
const VERDICT_WIDTH = 9;
const CHECK_WIDTH = 21;

/** A report for people: a line for each check, then warnings and faults in full, and last the sum. */
export function reportLines(
  report: Report,
  { colors, columns }: Pick<Session, "colors" | "columns">,
): readonly string[] {
  const { url, provider, events, findings, deliveries, durationMs } = report;
  const paint: Readonly<Record<Verdict, (text: string) => string>> = {
    ok: colors.green,
    warning: colors.yellow,
    fault: colors.red,
    skipped: colors.dim,
  };
  const groups = [...new Set(findings.map(({ group }) => group))];
  const bad = findings.filter(({ verdict }) => verdict === "warning" || verdict === "fault");
  const lineOf = ({ check, verdict, seen }: Finding) => {
    const painted = paint[verdict](`${marks[verdict]} ${verdict.padEnd(VERDICT_WIDTH)}`);
    return flowWords(seen, { columns, head: `  ${painted}${check.padEnd(CHECK_WIDTH)}` });
  };
  const inFull = ({ check, verdict, seen, details = [], why, fix }: Finding) => [
    "",
    `${paint[verdict](`${marks[verdict]} ${verdict}: ${check}`)}: ${seen}`,
    ...details.map((detail) => flowWords(detail, { columns, head: "    " })),
    flowWords(String(why), { columns, head: "  why: " }),
    flowWords(String(fix), { columns, head: `  ${colors.bold("fix:")} ` }),
  ];
  return [
    `${colors.bold(url)} (${provider}, ${events.length === 1 ? events[0] : `${events.length} events`})`,
    ...groups.flatMap((group) => [
      "",
      colors.bold(group),
      ...findings.filter((finding) => finding.group === group).map(lineOf),
    ]),
    ...bad.flatMap(inFull),
    "",
    `${sumOf(report)}. ${counted(deliveries, "delivery", "deliveries")} in ${(durationMs / 1000).toFixed(1)} s.`,
  ];
}

function sumOf(report: Report): string {
  return [
    counted(count(report, "fault"), "fault"),
    counted(count(report, "warning"), "warning"),
    `${count(report, "ok")} ok`,
    `${count(report, "skipped")} skipped`,
  ].join(", ");
}
