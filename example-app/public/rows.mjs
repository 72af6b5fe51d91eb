/** What each list shows: its elements by key, and the row that each was made of. */
const shown = new WeakMap();

/**
 * Shows rows in a list. Elements of rows that have not changed stay, so that neither focus nor selection is lost; one that
 * is made anew gets the focus back on its control of the same name (`data-control`).
 *
 * @param {HTMLElement} list
 * @param {readonly { key: string }[]} rows
 * @param {(row: any) => HTMLElement} build
 */
export function showRows(list, rows, build) {
  const before = shown.get(list) ?? new Map();
  const after = new Map();
  for (const row of rows) {
    const json = JSON.stringify(row);
    const known = before.get(row.key);
    after.set(
      row.key,
      known?.json === json ? known : { json, made: rebuild(known?.made, build(row)) },
    );
  }
  for (const [key, { made }] of before) if (after.get(key)?.made !== made) made.remove();
  [...after.values()].forEach(({ made }, index) => {
    if (list.children[index] !== made) list.insertBefore(made, list.children[index] ?? null);
  });
  shown.set(list, after);
}

function rebuild(old, made) {
  const control = old?.contains(document.activeElement) && document.activeElement.dataset.control;
  if (old) old.replaceWith(made);
  if (control) made.querySelector(`[data-control="${control}"]`)?.focus();
  return made;
}
