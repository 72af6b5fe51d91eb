import type { Head } from "../transport";

/** A token of RFC 9110. */
export const isHeaderName = (name: unknown): name is string =>
  typeof name === "string" && /^[\w!#$%&'*+.^`|~-]+$/.test(name);

/** The first value of a header, whatever case its name is written in. */
export function headerIn({ headers }: Head, name: string): string | undefined {
  return [headers[name.toLowerCase()]].flat()[0];
}
