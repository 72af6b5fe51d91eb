import { InvalidArgumentError } from "commander";

/** A parser of whole numbers in a range. */
export const wholeNumber =
  (least: number, most: number) =>
  (text: string): number => {
    const number = Number(text);
    if (/^\d+$/.test(text) && number >= least && number <= most) return number;
    throw new InvalidArgumentError(`It takes a whole number from ${least} to ${most}.`);
  };

/** Parses the address of a webhook. */
export function webAddress(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && /^https?:$/.test(url.protocol)) return url;
  throw new InvalidArgumentError("It takes a URL, as in http://localhost:3000/webhooks/servetel.");
}

export type Headers = Readonly<Record<string, string>>;

/** Parses one header more, as in `X-API-Key: …`. Never quotes it, since it may be a secret. */
export function oneMoreHeader(text: string, before: Headers = {}): Headers {
  const [, name, value] =
    /^([!#$%&'*+.^_`|~\w-]+):[ \t]*([\t\x20-\x7e\x80-\xff]*)$/.exec(text) ?? [];
  if (name !== undefined && value !== undefined) return { ...before, [name]: value.trimEnd() };
  throw new InvalidArgumentError("It takes a name, a colon and a value, as in 'X-API-Key: …'.");
}
