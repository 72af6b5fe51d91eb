/** A token of RFC 9110. */
export const isHeaderName = (name: unknown): name is string =>
  typeof name === "string" && /^[\w!#$%&'*+.^`|~-]+$/.test(name);
