/** One seed for every property, so that what fails once fails again. */
export const seeded = (numRuns: number) => ({ numRuns, seed: 20_261_121 });
