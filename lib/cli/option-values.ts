import { InvalidArgumentError, Option } from "commander";
import { suggestion } from "../nearest-name";
import { encodings } from "../testing/delivery";
import { type ShapeName, shapeNames } from "../testing/shapes";
import { providerNames } from "./event-name";
import { UsageError } from "./usage-error";

/** A parser of whole numbers in a range. */
export const wholeNumber =
  (least: number, most: number) =>
  (text: string): number => {
    const number = Number(text);
    if (/^\d+$/.test(text) && number >= least && number <= most) return number;
    throw new InvalidArgumentError(`It takes a whole number from ${least} to ${most}.`);
  };

/** A parser of numbers above 0. */
export const positiveNumber =
  (most: number) =>
  (text: string): number => {
    const number = Number(text);
    if (/^\d+(?:\.\d+)?$/.test(text) && number > 0 && number <= most) return number;
    throw new InvalidArgumentError(`It takes a number above 0, at most ${most}.`);
  };

/** Parses the address of a webhook. Never quotes it, since it may hold a secret. */
export function webAddress(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && /^https?:$/.test(url.protocol)) return url;
  throw new UsageError("The address is no URL such as http://localhost:3000/webhooks/servetel.");
}

export type Headers = Readonly<Record<string, string>>;

/** Parses one header more, as in `X-API-Key: …`. Never quotes it, since it may be a secret. */
export function oneMoreHeader(text: string, before: Headers = {}): Headers {
  const [, name, value] =
    /^([!#$%&'*+.^_`|~\w-]+):[ \t]*([\t\x20-\x7e\x80-\xff]*)$/.exec(text) ?? [];
  if (name !== undefined && value !== undefined) return { ...before, [name]: value.trimEnd() };
  throw new UsageError("--header takes a name, a colon and a value, as in 'X-API-Key: …'.");
}

/** Parses one shape more. */
export function oneMoreShape(name: string, before: readonly ShapeName[] = []): ShapeName[] {
  const shape = shapeNames.find((known) => known === name.toLowerCase());
  if (shape) return [...before, shape];
  throw new InvalidArgumentError(suggestion(name, shapeNames));
}

/** The option `--provider`. */
export const providerOption = (description: string): Option =>
  new Option("--provider <name>", description).choices(providerNames);

/** The option `--as`. */
export const encodingOption = (description: string): Option =>
  new Option("--as <encoding>", description).choices(encodings);

/** The option `--trigger`. */
export const triggerOption = (description: string): Option =>
  new Option("--trigger <place>", `${description} (default: path)`).choices([
    "path",
    "query",
    "none",
  ]);
