import { dotted, shortened } from "./printable";
import type { Session } from "./session";

/** A place in a text of several lines. */
export interface Place {
  readonly lines: readonly string[];
  /** Counted from 0. */
  readonly line: number;
  /** The first character pointed at, counted from 0, and how many there are. */
  readonly column: number;
  readonly length: number;
}

/** How many lines are shown above and below. */
const AROUND = 2;

/** Shows a place in a text with its surroundings, and says something of it. */
export function showExcerpt(
  { lines, line, column, length }: Place,
  remark: string,
  session: Session,
): void {
  const { dim, red, bold } = session.colors;
  const first = Math.max(0, line - AROUND);
  const shown = lines.slice(first, line + AROUND + 1);
  const digits = String(first + shown.length).length;
  const gutter = (text = "") => dim(`  ${text.padStart(digits)} │ `);
  const width = Math.max(40, session.columns - digits - 5);
  // Of a long line, the part around the place.
  const skipped = column < width - 20 ? 0 : column - 20;

  for (const [index, text] of shown.entries()) {
    const at = first + index;
    const isPlace = at === line;
    const visible = shortened(dotted(text.slice(isPlace ? skipped : 0)), width);
    session.print(gutter(String(at + 1)) + (isPlace ? bold(visible) : visible));
    if (!isPlace) continue;
    const carets = red(`${"^".repeat(length)} ${remark}`);
    session.print(`${gutter()}${" ".repeat(column - skipped)}${carets}`);
  }
}
