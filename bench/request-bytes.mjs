/** Requests as they go over the wire, also those that no HTTP client would write. */

export const SECRET = "bench-secret-of-many-letters";
export const TOKEN = `?token=${SECRET}`;

/** What the claim is about: a request of this size, head and body together. */
export const MOST_BYTES = 64 * 1024;

/**
 * One request on a connection of its own.
 * @param {string} method
 * @param {string} target
 * @param {Record<string, string>} [headers]
 * @param {string | Buffer} [body]
 */
export function requestBytes(method, target, headers = {}, body = "") {
  const bytes = Buffer.from(body);
  const hasLength = bytes.length > 0 && !("Transfer-Encoding" in headers);
  const lines = [
    `${method} ${target} HTTP/1.1`,
    "Host: localhost",
    "Connection: close",
    ...(hasLength ? [`Content-Length: ${bytes.length}`] : []),
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
  ];
  return Buffer.concat([Buffer.from(`${lines.join("\r\n")}\r\n\r\n`), bytes]);
}

export const get = (target, headers) => requestBytes("GET", target, headers);

export const post = (target, contentType, body, headers) =>
  requestBytes("POST", target, { "Content-Type": contentType, ...headers }, body);

export const postJson = (target, text, headers) => post(target, "application/json", text, headers);

export const postForm = (target, text) => post(target, "application/x-www-form-urlencoded", text);

/** The body in chunks of one byte: six bytes on the wire for one. */
export function postInCrumbs(target, body, headers) {
  const chunks = [...Buffer.from(body)].map((byte) => `1\r\n${String.fromCharCode(byte)}\r\n`);
  const bytes = Buffer.from(`${chunks.join("")}0\r\n\r\n`, "latin1");
  return postJson(target, bytes, { "Transfer-Encoding": "chunked", ...headers });
}
