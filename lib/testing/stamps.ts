/** `2026-07-11 20:39:28`, the default of both providers' portals. */
const STAMP = /^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2})$/;

/** Servetel's default zone. A stamp does not say which it is in. */
const INDIA = "+05:30";
const INDIA_MS = 5.5 * 60 * 60 * 1000;

/** The instant that a text in the default format says; nothing where it is none. */
export function readStamp(value: unknown): Date | undefined {
  const [, day, time] = (typeof value === "string" && STAMP.exec(value)) || [];
  return day === undefined ? undefined : new Date(`${day}T${time}${INDIA}`);
}

/** An instant in the default format. */
export const writeStamp = (date: Date): string =>
  new Date(date.getTime() + INDIA_MS).toISOString().slice(0, 19).replace("T", " ");

/** A stamp written in another way; any other value as it is. */
export function inStamps(value: unknown, write: (date: Date) => string): unknown {
  const date = readStamp(value);
  return date === undefined ? value : write(date);
}
