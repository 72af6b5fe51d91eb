import { suggestion } from "../nearest-name";
import { type Delivery, type EncodedDelivery, type Encoding, encodings } from "./delivery";
import { goText } from "./go-text";

/** How a delivery is written. */
export interface EncodeOptions {
  /** Where the trigger is named, if the provider has triggers. Default `"path"`. */
  readonly trigger?: "path" | "query" | "none";
}

/**
 * Writes a delivery down as the request that the provider would make. Not every provider sends every encoding: a
 * receiver of Callsavvy's answers `get` with 405. Throws a `TypeError` for an encoding that is unknown.
 */
export function encode(
  { trigger, fields, as: usual }: Pick<Delivery, "trigger" | "fields" | "as">,
  as: Encoding = usual,
  { trigger: place = "path" }: EncodeOptions = {},
): EncodedDelivery & { readonly body?: string } {
  if (!encodings.includes(as)) {
    throw new TypeError(`Unknown encoding "${as}". ${suggestion(String(as), encodings)}`);
  }
  const path = trigger && place === "path" ? `/${trigger}` : "";
  const query = trigger && place === "query" ? `trigger=${trigger}` : "";
  if (as === "get") {
    const both = [query, formText(fields, jsonText)].filter((part) => part !== "").join("&");
    return { method: "GET", path, query: both, headers: {} };
  }
  const [type, body] =
    as === "json"
      ? ["application/json", JSON.stringify(fields)]
      : [
          "application/x-www-form-urlencoded",
          formText(fields, as === "form-go" ? goText : jsonText),
        ];
  return { method: "POST", path, query, headers: { "Content-Type": type }, body };
}

function formText(fields: Delivery["fields"], write: (value: unknown) => string): string {
  return new URLSearchParams(
    Object.entries(fields).map(([key, value]): [string, string] => [key, write(value)]),
  ).toString();
}

const jsonText = (value: unknown) =>
  typeof value === "object" ? JSON.stringify(value) : String(value);
