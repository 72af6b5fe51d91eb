/** Levenshtein's distance, for names short enough that its square does not matter. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let line = 1; line <= a.length; line++) {
    const above = row;
    row = [line];
    for (let column = 1; column <= b.length; column++) {
      const replaced = at(above, column - 1) + (a[line - 1] === b[column - 1] ? 0 : 1);
      row.push(Math.min(replaced, at(above, column) + 1, at(row, column - 1) + 1));
    }
  }
  return at(row, b.length);
}

const at = (row: readonly number[], column: number) => row[column] as number;

/** `Did you mean "limit"?` where one of the known names is close, else the list of them. */
export function suggestion(name: string, known: Iterable<string>): string {
  const ranked = [...known].map((candidate) => ({
    candidate,
    distance: distance(name.slice(0, 64).toLowerCase(), candidate.toLowerCase()),
  }));
  ranked.sort((a, b) => a.distance - b.distance);
  const nearest = ranked[0];
  if (nearest && nearest.distance <= Math.max(2, nearest.candidate.length / 3)) {
    return `Did you mean "${nearest.candidate}"?`;
  }
  return `Known: ${ranked
    .map(({ candidate }) => candidate)
    .sort()
    .join(", ")}.`;
}

/** Throws a `TypeError` that names the first unknown key and the known one nearest to it. */
export function refuseUnknownKeys(value: object, known: readonly string[], what: string): void {
  for (const key of Object.keys(value)) {
    if (!known.includes(key)) {
      throw new TypeError(`Unknown ${what} "${key}". ${suggestion(key, known)}`);
    }
  }
}
