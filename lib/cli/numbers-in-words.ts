/** A time for people: `0.8 ms`, `12 ms`, `1,234 ms`. */
export const inMs = (ms: number): string => `${inNumber(ms, ms < 10 ? 1 : 0)} ms`;

/** A number for people: `1,234.5`. */
export const inNumber = (value: number, digits = 0): string =>
  value.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });
