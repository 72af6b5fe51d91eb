import { stripVTControlCharacters } from "node:util";

/** How many characters a text takes, colours not counted. */
export const widthOf = (text: string): number => stripVTControlCharacters(text).length;

/** A text with blanks behind it, as wide as asked for. */
export const padded = (text: string, width: number): string =>
  text + " ".repeat(Math.max(0, width - widthOf(text)));

/** How pieces are laid out on lines. */
export interface FlowOptions {
  /** Characters of a line, the indentation among them. */
  readonly columns: number;
  /** What the first line begins with; the others begin as many blanks in. */
  readonly head: string;
  /** What stands between two pieces on one line. Default: a blank. */
  readonly gap?: string;
}

/** Lays out pieces on as few lines as they need; none is broken. */
export function flow(pieces: readonly string[], { columns, head, gap = " " }: FlowOptions): string {
  const indentation = " ".repeat(widthOf(head));
  const lines: string[] = [];
  let line = head;
  let isFresh = true;
  for (const piece of pieces) {
    if (!isFresh && widthOf(line) + gap.length + widthOf(piece) > columns) {
      lines.push(line);
      line = indentation;
      isFresh = true;
    }
    line += isFresh ? piece : gap + piece;
    isFresh = false;
  }
  return [...lines, line.trimEnd()].join("\n");
}

/** Lays out the words of a text. */
export const flowWords = (text: string, options: FlowOptions): string =>
  flow(text.split(" "), options);
