import type { Encoded } from "../helpers/encode";

/** One bad or odd request, to the byte. */
export interface Input {
  /** Says in a failure which one it is. */
  readonly name: string;
  readonly bytes: Buffer;
  /** "asking" sends one request that HTTP has nothing against; the others send anything, and may leave before an answer. */
  readonly sender: "asking" | "patient" | "half-closing" | "hanging up";
}

/** What an ordinary request is made of; its length is counted. */
interface RequestParts {
  readonly method?: string;
  readonly path: string;
  readonly headers?: readonly string[];
  readonly body?: string | Buffer;
}

/** A request that HTTP has nothing against. */
export function request(
  name: string,
  { method = "POST", path, headers = [], body = "" }: RequestParts,
): Input {
  const content = Buffer.from(body as string);
  const length = content.length > 0 ? [`Content-Length: ${content.length}`] : [];
  const head = [`${method} ${path} HTTP/1.1`, "Host: localhost", ...headers, ...length];
  const bytes = Buffer.concat([Buffer.from(`${head.join("\r\n")}\r\n\r\n`), content]);
  return { name, bytes, sender: "asking" };
}

/** A delivery as one sender writes it: a GET where its fields are in the query. */
export function delivery(
  name: string,
  path: string,
  { method, headers, body = "", query }: Encoded,
): Input {
  if (method === "GET") {
    return request(name, {
      method: "GET",
      path: `${path}${path.includes("?") ? "&" : "?"}${query}`,
    });
  }
  const lines = Object.entries(headers).map(([header, value]) => `${header}: ${value}`);
  return request(name, { path, headers: lines, body });
}

/** Texts without blanks, as they stand in a block of text. */
export const words = (text: string) => text.trim().split(/[ \n]+/);

/** Every pair of the two lists. */
export function pairs<A, B>(as: readonly A[], bs: readonly B[]): (readonly [A, B])[] {
  return as.flatMap((a) => bs.map((b) => [a, b] as const));
}

/** Every pair of the two lists, with the third list's members in turn, so that each member of each list meets each other. */
export function pairsInTurn<A, B, C>(
  as: readonly A[],
  bs: readonly B[],
  cs: readonly C[],
): (readonly [A, B, C])[] {
  return as.flatMap((a, i) => bs.map((b, j) => [a, b, cs[(i + j) % cs.length] as C] as const));
}

/** The inputs without those that repeat another to the byte, so that none is counted twice. */
export function distinct(inputs: readonly Input[]): Input[] {
  return [
    ...new Map(
      inputs.map((input) => [input.sender + input.bytes.toString("latin1"), input]),
    ).values(),
  ];
}
