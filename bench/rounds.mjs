/** Interleaved rounds: whatever disturbs the machine disturbs all alike. */

/** The order of a round: each begins with another one, and every other goes backwards. */
export function orderOf(things, round) {
  const start = round % things.length;
  const rotated = [...things.slice(start), ...things.slice(0, start)];
  return round % 2 === 0 ? rotated : rotated.reverse();
}

/**
 * Measures everything once a round. Gives the figures of each thing in the order of the rounds.
 * @template Thing, Figure
 * @param {readonly Thing[]} things
 * @param {(thing: Thing, round: number) => Figure | Promise<Figure>} measure
 * @returns {Promise<Map<Thing, Awaited<Figure>[]>>}
 */
export async function measureRounds(things, rounds, measure) {
  const figures = new Map(things.map((thing) => [thing, []]));
  for (let round = 0; round < rounds; round++) {
    for (const thing of orderOf(things, round)) {
      figures.get(thing).push(await measure(thing, round));
    }
  }
  return figures;
}
