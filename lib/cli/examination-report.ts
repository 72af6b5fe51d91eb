import { trimBlanks } from "../blanks";
import type { WebhookError } from "../errors";
import type { IdentifiedBy, WebhookEvent } from "../event";
import type { RejectedDelivery } from "../listeners";
import { suggestion } from "../nearest-name";
import { builtInProviders } from "../testing/look-up";
import type { NamedEvent } from "./event-name";
import type { Examination, Taken } from "./examine";
import { type Place, showExcerpt } from "./excerpt";
import { padded } from "./flow";
import { jsonFault } from "./json-fault";
import { markedJson } from "./marked-json";
import { jsonText, printable, shortened } from "./printable";
import { type RepairRow, repairRows } from "./repair-rows";
import type { Session } from "./session";

/** What said which event it is, in words. */
export const identifiedInWords: Readonly<Record<IdentifiedBy, string>> = {
  field: "named by a field",
  option: "named by the option",
  path: "named by the path",
  query: "named by the query",
  shape: "proved by its fields",
};

/** Shows what a receiver makes of a delivery, perhaps of one that should be a certain event. */
export function report(
  examination: Examination,
  expected: NamedEvent | undefined,
  session: Session,
): void {
  if ("error" in examination) {
    const { provider, error, delivery } = examination;
    const { status, code, title, detail, issues } = error;
    const { body } = delivery;
    session.exitCode = 1;
    session.present({ valid: false, provider, status, code, title, detail, issues, body }, () =>
      showRefusal(error, delivery, session),
    );
    return;
  }
  const { provider, event } = examination;
  const complaint = complaintOf(examination, expected);
  if (complaint === undefined) {
    const isTold = expected !== undefined && event.identifiedBy === "path";
    const named = isTold ? "named by --event" : identifiedInWords[event.identifiedBy];
    session.present(eventDocument(event), () => showEvent(event, named, session));
    return;
  }
  session.exitCode = 1;
  session.present({ valid: false, provider, type: event.type, detail: complaint }, () =>
    session.print(`${session.colors.red("✗ not valid")}  ${complaint}`),
  );
}

/** Why an event that a receiver takes is not the one that it should be. */
function complaintOf(
  { provider, event: { type }, isKnown }: Taken,
  expected: NamedEvent | undefined,
): string | undefined {
  if (!isKnown) {
    const known = Object.keys(builtInProviders[provider].events);
    return `The schemas know no event "${printable(type)}". ${suggestion(type, known)}`;
  }
  return expected && expected.type !== type ? `It is ${type}, not ${expected.type}.` : undefined;
}

/** An event that was taken, as data. */
function eventDocument(event: WebhookEvent) {
  const { provider, type, identifiedBy, id, payload } = event;
  return { valid: true, provider, type, identifiedBy, id, repairs: repairRows(event), payload };
}

/** Shows an event that was taken, and what was repaired. */
function showEvent(event: WebhookEvent, named: string, session: Session): void {
  const { provider, type, id } = event;
  const { bold, dim, green } = session.colors;
  session.print(`${green("✓ valid")}  ${dim(`${provider}.`)}${bold(type)}  ${dim(named)}`);
  session.print(`  ${dim("id")} ${id}`);
  const rows = repairRows(event);
  if (rows.length === 0) {
    session.print(`  ${dim("Nothing had to be repaired.")}`);
    return;
  }
  session.print(`\n  ${bold("Repairs")}`);
  const pathWidth = Math.max(...rows.map(({ path }) => printable(path).length));
  const rulesWidth = Math.max(...rows.map((row) => rulesOf(row).length));
  for (const row of rows) {
    const head = `  ${padded(printable(row.path), pathWidth)}  ${dim(padded(rulesOf(row), rulesWidth))}  `;
    session.print(`${head}${change(row, session)}`);
  }
}

const rulesOf = ({ rules }: RepairRow) => rules.join(", ");

const VALUE_WIDTH = 36;

function change({ wireKey, before, after }: RepairRow, { colors: { dim } }: Session): string {
  const text = (value: unknown) => shortened(jsonText(value), VALUE_WIDTH);
  const key = wireKey === undefined ? "" : `${jsonText(wireKey)}: `;
  return `${key}${text(before)} ${dim("→")} ${after === undefined ? dim("left out") : text(after)}`;
}

/** Shows why a delivery was refused, and where. */
function showRefusal(
  { status, code, title, detail, issues }: WebhookError,
  { bytes, body }: RejectedDelivery,
  session: Session,
): void {
  const { bold, red } = session.colors;
  session.print(`${red("✗ refused")}  ${status} ${bold(code)}  ${title}`);
  if (issues === undefined && detail !== undefined) session.print(`  ${detail}`);
  if (code === "ERR_UNIDENTIFIED")
    session.print("  here, --event names it, as in --event call-missed");
  for (const { path, message } of issues ?? []) {
    session.print();
    showExcerpt(markedJson(body, path), `${printable(path)} ${message}`, session);
  }
  const text = String(bytes ?? "").trimEnd();
  if (body !== undefined || !/^[{[]/.test(trimBlanks(text))) return;
  const fault = jsonFault(text);
  if (!fault) return;
  session.print();
  showExcerpt(placeOf(fault.at, text), `${fault.expected} is expected here`, session);
}

/** The line and the column of a character. */
function placeOf(at: number, text: string): Place {
  const above = text.slice(0, at).split("\n");
  return {
    lines: text.split("\n"),
    line: above.length - 1,
    column: String(above.at(-1)).length,
    length: 1,
  };
}
