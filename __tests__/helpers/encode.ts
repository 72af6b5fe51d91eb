import type { Test } from "supertest";

type Fields = Readonly<Record<string, unknown>>;

/** A delivery's fields as one sender writes them. */
export interface Encoded {
  readonly contentType?: string;
  readonly body?: string;
  readonly query?: string;
}

export const asJson = (fields: Fields): Encoded => ({
  contentType: "application/json",
  body: JSON.stringify(fields),
});

export const asForm = (fields: Fields): Encoded => ({
  contentType: "application/x-www-form-urlencoded",
  body: formText(fields, jsonText),
});

export const asGoForm = (fields: Fields): Encoded => ({
  contentType: "application/x-www-form-urlencoded",
  body: formText(fields, goText),
});

export const asQuery = (fields: Fields): Encoded => ({ query: formText(fields, jsonText) });

function formText(fields: Fields, write: (value: unknown) => string): string {
  const entries = Object.entries(fields).map(([key, value]) => [key, write(value)]);
  return new URLSearchParams(entries as [string, string][]).toString();
}

const jsonText = (value: unknown) =>
  typeof value === "object" ? JSON.stringify(value) : String(value);

/** As Go's `fmt` prints a value. */
function goText(value: unknown): string {
  if (value === null) return "<nil>";
  if (Array.isArray(value)) return `[${value.map(goText).join(" ")}]`;
  if (typeof value !== "object") return String(value);
  const members = Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${key}:${goText(member)}`);
  return `map[${members.join(" ")}]`;
}

/** Puts an encoded delivery on a request. */
export function put(test: Test, { contentType, body, query }: Encoded): Test {
  if (query) test.query(query);
  if (contentType) test.set("Content-Type", contentType);
  return body === undefined ? test : test.send(body);
}
