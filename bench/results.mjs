/** The text of recorded figures. */
import { markdownTable } from "./text-table.mjs";

/**
 * The text with every part between `<!-- recorded: TABLE -->` and `<!-- end -->` made anew.
 * @param {string} text @param {Record<string, import("./record.mjs").Recorded>} recorded
 */
export const withRecorded = (text, recorded) =>
  text.replace(
    /(<!-- recorded: (.+) -->\n)[\s\S]*?(<!-- end -->)/g,
    (_, start, name, end) => `${start}${describe(recorded[name])}\n${end}`,
  );

/** @param {import("./record.mjs").Recorded | undefined} recorded */
function describe(recorded) {
  if (!recorded) return "Not recorded yet.";
  const { date, command, machine, notes, tables, verdicts } = recorded;
  const goals = {
    columns: ["goal", "measured", ""],
    rows: verdicts.map(({ goal, measured, isMet }) => [goal, measured, isMet ? "met" : "missed"]),
  };
  return [
    `\`${command}\` on ${date}: ${machineText(machine)}.`,
    ...tables.map(markdownTable),
    ...notes,
    ...(verdicts.length > 0 ? [markdownTable(goals)] : []),
  ].join("\n\n");
}

/** @param {import("./machine.mjs").Machine} machine */
export function machineText({ cpu, cores, node, load, packages }) {
  const versions = Object.entries(packages).map(([name, version]) => `${name} ${version}`);
  return `${cpu}, ${cores} cores, load ${load.toFixed(1)} before; Node ${node}, ${versions.join(", ")}`;
}
