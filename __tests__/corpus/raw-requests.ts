import { digitPressed } from "../fixtures/minimal";
import { asForm, asJson } from "../helpers/encode";
import type { Input } from "./input";
import { paths } from "./receiving-app";

export const target = `${paths.servetel}/dtmf-option`;
export const query = String(asForm(digitPressed).body);
export const body = String(asJson(digitPressed).body);
export const size = body.length;

/** Bytes that may be no request, or several; each letter is one byte. */
export function stream(name: string, text: string, sender: Input["sender"] = "patient"): Input {
  return { name: `${name} (${sender})`, bytes: Buffer.from(text, "latin1"), sender };
}

/** What of a text fits into the name of an input. */
export const shown = (value: unknown) => JSON.stringify(value).slice(0, 100);

export const lines = (...texts: readonly string[]) => texts.map((text) => `${text}\r\n`).join("");

/** A request whose further header lines are given to the letter. */
const head = (requestLine: string, headers: readonly string[]) =>
  lines(requestLine, "Host: localhost", ...headers, "");

/** A good POST but for its header lines, which come first, or its body. */
export const post = (headers: readonly string[], content = body) =>
  head(`POST ${target} HTTP/1.1`, [...headers, "Content-Type: application/json"]) + content;

/** A good GET but for the parts of its first line. */
export const get = (path: string, method = "GET", version = "HTTP/1.1") =>
  head(`${method} ${path} ${version}`, []);

export const goodPost = post([`Content-Length: ${size}`]);
export const goodGet = get(`${target}?${query}`);
