/** Texts as long as a request has room for. */

/** What of 64 kB a body takes, with room for a head. */
export const BODY_BYTES = 64_000;

/** What Node takes as a head by default, with room for the lines that every request has. */
export const HEAD_BYTES = 16_000;

/** What of 256 kB, the default limit, a body takes once it is inflated, with room for other fields. */
export const INFLATED_BYTES = 255 * 1024;

/** As many copies as fit. */
export function fill(unit, { bytes = BODY_BYTES, between = "" } = {}) {
  const copies = Math.floor(bytes / Buffer.byteLength(unit + between));
  return Array(copies).fill(unit).join(between);
}

/** As many parts as fit, each made of its number. */
export function fillNumbered(part, { bytes = BODY_BYTES, between = "", most = Infinity } = {}) {
  const parts = [];
  for (let left = bytes; parts.length < most; ) {
    const next = part(parts.length);
    left -= Buffer.byteLength(next + between);
    if (left < 0) break;
    parts.push(next);
  }
  return parts.join(between);
}

/** A JSON list of one item, again and again. */
export const listOf = (item, bytes) => `[${fill(item, { bytes, between: "," })}]`;

/** A JSON list of items made of their numbers. */
export const listOfEach = (item, bytes) => `[${fillNumbered(item, { bytes, between: "," })}]`;

/** Members of a JSON object, made of their numbers; by default as many as one object may have besides a few others. */
export const members = (member, most = 990) => fillNumbered(member, { most, between: "," });

/** Lists in lists around an item. */
export const inLists = (levels, item = "") => `${"[".repeat(levels)}${item}${"]".repeat(levels)}`;

/** Objects in objects, by one key. */
export const inObjects = (levels, key, item) =>
  `${`{"${key}":`.repeat(levels)}${item}${"}".repeat(levels)}`;

/** A JSON text that holds a text. */
export const quoted = (text) => JSON.stringify(text);
