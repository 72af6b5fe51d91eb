/** What the handlers have written down, compared with what was acknowledged. */

/** How many ids a fault names. */
const MOST_NAMED = 5;

/**
 * @param {string} log lines of `<process> starts|fails|ends <id>`
 * @param {readonly string[]} acknowledged ids
 * @param {number} concurrency
 */
export function judge(log, acknowledged, concurrency) {
  const { handled, again, twice, handlerFailures } = read(log);
  const lost = acknowledged.filter((id) => !handled.has(id));
  const tooMany = [...again].filter(([, ids]) => ids.size > concurrency);
  const handledAgain = [...again.values()].reduce((sum, ids) => sum + ids.size, 0);
  const faults = [
    ...(acknowledged.length === 0 ? ["no delivery was acknowledged: nothing was tried"] : []),
    ...(lost.length > 0 ? [`${lost.length} acknowledged and never handled: ${named(lost)}`] : []),
    ...(twice.length > 0 ? [`${twice.length} handled twice by one process: ${named(twice)}`] : []),
    ...tooMany.map(
      ([process, ids]) =>
        `${ids.size} of process ${process} were handled again, and it handled ${concurrency} at once`,
    ),
  ];
  return { handled: handled.size, handlerFailures, handledAgain, lost: lost.length, faults };
}

function read(log) {
  /** Ids whose handler has once come to its end. */
  const handled = new Set();
  /** By process: ids that it did not finish, or not so that the inbox knew, and that a later one has handled again. */
  const again = new Map();
  /** Ids that one process has handled twice, though no handler had failed. */
  const twice = [];
  /** Who was the last to handle an id, unless that failed. */
  const lastBy = new Map();
  let handlerFailures = 0;
  for (const line of log.split("\n").filter(Boolean)) {
    const [process, what, id] = line.split(" ");
    if (what === "ends") {
      handled.add(id);
    } else if (what === "fails") {
      handlerFailures++;
      lastBy.delete(id);
    } else {
      const before = lastBy.get(id);
      if (before === process) twice.push(id);
      else if (before) again.set(before, (again.get(before) ?? new Set()).add(id));
      lastBy.set(id, process);
    }
  }
  return { handled, again, twice, handlerFailures };
}

const named = (ids) => ids.slice(0, MOST_NAMED).join(", ") + (ids.length > MOST_NAMED ? ", …" : "");
