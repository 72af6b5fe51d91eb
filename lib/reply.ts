import type { Reply } from "./catalog";
import type { Declared } from "./declared";
import { WebhookError } from "./errors";
import { isObject, type JsonObject } from "./json";
import type { Answer } from "./transport";
import { describe, issuesOf } from "./validate";

/** Markup that is safe to send; made by `html`. */
class Html {
  readonly #markup: string;

  constructor(markup: string) {
    this.#markup = markup;
  }

  toString(): string {
    return this.#markup;
  }
}

export type { Html };

/** What the handler of an event with a text reply returns: a string is `text/plain`, `html` is `text/html`. */
export type TextReply = string | Html;

/**
 * Markup with every interpolated value escaped, for text and for quoted attributes. Lists are joined, `html` inside
 * `html` stays markup, and `null`, `undefined` and booleans print nothing.
 *
 * @example
 * html`<p>Hello ${payload.sender_name}!</p>`
 */
export function html(strings: TemplateStringsArray, ...values: readonly unknown[]): Html {
  const markup = strings.map((text, index) =>
    index < values.length ? text + escapeValue(values[index]) : text,
  );
  return new Html(markup.join(""));
}

function escapeValue(value: unknown): string {
  if (value instanceof Html) return value.toString();
  if (Array.isArray(value)) return value.map(escapeValue).join("");
  if (value === null || value === undefined || typeof value === "boolean") return "";
  return String(value).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** The answer that says what a handler returned. Throws `ERR_REPLY_INVALID`, without a value of it. */
export function composeReply(reply: Reply, returned: unknown): Answer {
  return reply.kind === "json" ? composeJson(reply, returned) : composeText(returned);
}

function composeText(returned: unknown): Answer {
  if (returned instanceof Html) {
    return {
      status: 200,
      headers: { "Content-Type": "text/html; charset=utf-8" },
      body: returned.toString(),
    };
  }
  if (typeof returned === "string") {
    return {
      status: 200,
      headers: { "Content-Type": "text/plain; charset=utf-8" },
      body: returned,
    };
  }
  throw invalid("a string or html`…` is expected");
}

function composeJson(
  { constants, declared, validate }: Reply & { kind: "json" },
  returned: unknown,
): Answer {
  if (!isObject(returned)) throw invalid("an object is expected");
  const body = { ...complete(returned, declared), ...constants };
  const issues = issuesOf(body, validate);
  if (issues.length > 0) throw invalid(describe(issues));
  return {
    status: 200,
    headers: { "Content-Type": "application/json; charset=utf-8" },
    body: JSON.stringify(body),
  };
}

/** Absent and null texts that the provider requires become empty; other absent ones stay away. */
function complete(returned: JsonObject, { properties, required }: Declared): JsonObject {
  const given = Object.entries(returned).filter(
    ([, value]) => value !== null && value !== undefined,
  );
  const empty = [...required].filter((key) => properties.get(key)?.type === "string");
  return { ...Object.fromEntries(empty.map((key) => [key, ""])), ...Object.fromEntries(given) };
}

function invalid(detail: string): WebhookError {
  return new WebhookError("ERR_REPLY_INVALID", { detail });
}
