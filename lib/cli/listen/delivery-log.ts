import type { Repair } from "../../event";
import { identifiedInWords } from "../examination-report";
import { flow } from "../flow";
import type { HttpMessage } from "../http-message";
import { inMs } from "../numbers-in-words";
import { jsonText, printable, shortened } from "../printable";
import type { Colors, Session } from "../session";
import { withoutSecrets } from "../without-secrets";
import { type Arrival, problemOf } from "./arrival";
import { tellingFields } from "./telling-fields";

/** What there is to say of an arrival besides its answer. */
export interface Remarks {
  /** The file that it was saved in. */
  readonly file?: string;
  /** The number of the first arrival of the same event. */
  readonly repeats?: number | undefined;
  /** What went wrong on this side. */
  readonly complaint?: string;
}

/** An arrival as data. */
export function arrivalDocument(arrival: Arrival, { file, repeats, complaint }: Remarks) {
  const { number, at, provider, message, event, answer, durationMs } = arrival;
  const { method, path } = message;
  const { type, identifiedBy, id, repairs, payload } = event ?? {};
  const problem = problemOf(arrival);
  return {
    ...{ number, at, method, path, provider, status: answer?.status },
    durationMs: Math.round(durationMs * 1000) / 1000,
    ...{ type, identifiedBy, id, repairs, payload, problem },
    ...(problem && { came: fieldsText(message) }),
    ...{ file, repeats, complaint },
  };
}

/** The rows below the first line begin where its status does. */
const INDENT = " ".repeat(10);
const LABEL_WIDTH = 9;
/** The most that is shown of a field, and of the body of a delivery that was refused. */
const VALUE_LENGTH = 60;
const BODY_LENGTH = 400;

/** Shows an arrival: a line, and below it what there is to know. */
export function showArrival(arrival: Arrival, remarks: Remarks, session: Session): void {
  const { event, message } = arrival;
  const { columns, colors } = session;
  const { bold, dim, red } = colors;
  const problem = problemOf(arrival);
  const row = (label: string, pieces: readonly string[], gap = "   ") => {
    const head = INDENT + dim(label === "" ? "" : label.padEnd(LABEL_WIDTH));
    session.print(flow(pieces, { columns, head, gap }));
  };

  session.print(firstLine(arrival, remarks, colors));
  if (event) {
    const fields = tellingFields(event.payload);
    row(
      "",
      fields.map(([name, value]) => `${dim(valueText(name))} ${bold(valueText(value))}`),
    );
    if (event.repairs.length > 0) row("repaired", repairsInWords(event.repairs), " · ");
  }
  if (problem) {
    if (problem.detail !== undefined) row("because", [problem.detail]);
    const came = printable(fieldsText(message));
    if (came !== "") row("came", [shortened(came, BODY_LENGTH)]);
  }
  if (remarks.file !== undefined) row("saved", [remarks.file]);
  if (remarks.complaint !== undefined) row("", [red(remarks.complaint)]);
}

function firstLine(
  arrival: Arrival,
  { repeats }: Remarks,
  { bold, dim, yellow, ...colors }: Colors,
): string {
  const { at, number, provider, message, event, answer, durationMs } = arrival;
  const problem = problemOf(arrival);
  const target = `${message.method} ${printable(message.path)}`;
  const status = bold(String(answer?.status ?? "---"));
  return [
    dim(at.toTimeString().slice(0, 8)),
    answer && answer.status < 400
      ? `${colors.green("✓")} ${status}`
      : `${colors.red("✗")} ${status}`,
    event ? `${dim(`${provider}.`)}${bold(printable(event.type))}` : target,
    ...(event ? [dim(identifiedInWords[event.identifiedBy])] : []),
    ...(arrival.isKnown || !event ? [] : [yellow("the schemas don't know it")]),
    ...(problem ? [bold(problem.code)] : []),
    ...(answer ? [] : ["the sender hung up"]),
    ...(repeats === undefined ? [] : [yellow(`repeats #${repeats}`)]),
    dim(`#${number}`),
    dim(inMs(durationMs)),
  ].join("  ");
}

/** Where a delivery has its fields: the body, or the query without its secrets. */
const fieldsText = (message: HttpMessage) =>
  message.method === "GET" ? withoutSecrets(message).query : Buffer.from(message.body).toString();

const valueText = (value: unknown) =>
  shortened(typeof value === "string" ? printable(value) : jsonText(value), VALUE_LENGTH);

/** How often each rule was applied, and where, if that is short. */
function repairsInWords(repairs: readonly Repair[]): readonly string[] {
  const rules = [...new Set(repairs.map(({ rule }) => rule))];
  return rules.map((rule) => {
    const paths = repairs.filter((repair) => repair.rule === rule).map(({ path }) => path);
    return `${rule} ${paths.length === 1 ? printable(paths.join()) : `${paths.length} fields`}`;
  });
}
