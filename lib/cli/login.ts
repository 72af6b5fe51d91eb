import type { Headers } from "./option-values";

/** The header that a portal sends which is given `https://name:password@…`; none where the URL has no login. */
export function loginOf({ username, password }: URL): Headers {
  if (username === "" && password === "") return {};
  const login = Buffer.from(`${unescaped(username)}:${unescaped(password)}`);
  return { Authorization: `Basic ${login.toString("base64")}` };
}

/** A part of a URL without its escapes; a percent sign that escapes nothing stays. */
export const unescaped = (text: string) =>
  text.replace(/(?:%[\da-f]{2})+/gi, (escapes) =>
    Buffer.from(escapes.replaceAll("%", ""), "hex").toString(),
  );
