/** A request as a file holds it: a request line, header lines, an empty line and the body, to the byte. */
export interface HttpMessage {
  readonly method: string;
  /** The whole path. */
  readonly path: string;
  /** Without its question mark. */
  readonly query: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Uint8Array;
}

/** The bytes of a request. */
export function writeMessage({ method, path, query, headers, body }: HttpMessage): Buffer {
  const target = query === "" ? path : `${path}?${query}`;
  const lines = headers.map(([name, value]) => `${name}: ${value}`);
  // Node gives and takes heads as Latin-1: so each byte stays what it was.
  const head = Buffer.from(
    [`${method} ${target} HTTP/1.1`, ...lines, "", ""].join("\r\n"),
    "latin1",
  );
  return Buffer.concat([head, body]);
}

/** The request that bytes hold; nothing where they are something else. Line ends and byte order mark of an editor will do. */
export function readMessage(bytes: Buffer): HttpMessage | undefined {
  const text = bytes.toString("latin1");
  const [head, method, path, query = "", lines = ""] = MESSAGE.exec(text) ?? [];
  if (head === undefined || method === undefined || path === undefined) return undefined;
  const headers = lines
    .split(/\r?\n/)
    .map((line) => line.split(/:[ \t]*(.*)/s, 2))
    .flatMap(([name, value]): [string, string][] =>
      name && value !== undefined ? [[name, value]] : [],
    );
  return { method, path, query, headers, body: bytes.subarray(head.length) };
}

const MESSAGE =
  /^(?:\xef\xbb\xbf)?([A-Z]+) ([^ ?\r\n]+)(?:\?([^ \r\n]*))? HTTP\/1\.[01]\r?\n((?:[^\r\n]+\r?\n)*)\r?\n/;

/** Headers as Node has them: by name in lower case, the first of each. */
export const headersByName = ({ headers }: HttpMessage): Readonly<Record<string, string>> =>
  Object.fromEntries(
    headers.map(([name, value]): [string, string] => [name.toLowerCase(), value]).reverse(),
  );
