/** Tables of texts, for a terminal and for Markdown; the first column is names, the others are figures. */

/** @typedef {{ heading?: string, columns: readonly string[], rows: readonly (readonly string[])[] }} Table */

/** @param {Table} table */
export function alignedTable({ heading, columns, rows }) {
  const lines = [columns, ...rows];
  const widths = columns.map((_, at) => Math.max(...lines.map((cells) => cells[at].length)));
  const aligned = lines.map((cells) =>
    cells
      .map((cell, at) => (at === 0 ? cell.padEnd(widths[at]) : cell.padStart(widths[at])))
      .join("  ")
      .trimEnd(),
  );
  return [...(heading ? [heading] : []), ...aligned].join("\n");
}

/** @param {Table} table */
export function markdownTable({ heading, columns, rows }) {
  const line = (cells) => `| ${cells.join(" | ")} |`.replaceAll("|  |", "| |");
  const rule = line(columns.map((_, at) => (at === 0 ? "---" : "---:")));
  const table = [line(columns), rule, ...rows.map(line)].join("\n");
  return heading ? `${heading}\n\n${table}` : table;
}
