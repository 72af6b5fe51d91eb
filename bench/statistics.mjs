/** What is made of repeated figures. */

/** The value that so many of the figures, from 0 to 1, are not above; between two figures in proportion. */
export function quantile(figures, share) {
  const sorted = [...figures].sort((a, b) => a - b);
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)];
  return below + (sorted[Math.ceil(place)] - below) * (place % 1);
}

export const median = (figures) => quantile(figures, 0.5);

/** Of two lists from the same rounds: what was slow for one was slow for the other. */
export const ratios = (figures, others) => figures.map((figure, round) => figure / others[round]);

export const differences = (figures, others) =>
  figures.map((figure, round) => figure - others[round]);
