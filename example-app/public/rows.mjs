/** What each list shows: its elements by key, and the row that each was made of. */
const shown = new WeakMap();

/** What has come in the place of controls that are gone. */
const successors = new WeakMap();

/** A control, or what is in its place by now. */
export function inPlaceOf(control) {
  const successor = successors.get(control);
  return successor ? inPlaceOf(successor) : control;
}

/**
 * Shows rows in a list. Elements of rows that have not changed stay, so that neither focus nor selection is lost; one that
 * is made anew gets the focus back on its control of the same name (`data-control`), and the list's heading that of a row
 * that is gone.
 *
 * @param {HTMLElement} list
 * @param {readonly { key: string }[]} rows
 * @param {(row: any) => HTMLElement} build
 */
export function showRows(list, rows, build) {
  const focused = document.activeElement;
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
  for (const [key, { made }] of before) {
    if (!after.has(key)) replace(made, [], () => list.closest("section").querySelector("h2"));
  }
  [...after.values()].forEach(({ made }, index) => {
    if (list.children[index] !== made) list.insertBefore(made, list.children[index] ?? null);
  });
  shown.set(list, after);
  // Also of an element that is only moved, the focus is lost.
  const successor = inPlaceOf(focused);
  if (document.activeElement !== successor) successor.focus({ preventScroll: true });
}

function rebuild(old, made) {
  const sameIn = ({ dataset }) => made.querySelector(`[data-control="${dataset.control}"]`);
  if (old) replace(old, [made], sameIn);
  return made;
}

function replace(old, elements, findSuccessor) {
  old.replaceWith(...elements);
  for (const control of old.querySelectorAll("[data-control]")) {
    successors.set(control, findSuccessor(control));
  }
}
