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

export const isHtml = (value: unknown): value is Html => value instanceof Html;

function escapeValue(value: unknown): string {
  if (isHtml(value)) return value.toString();
  if (Array.isArray(value)) return value.map(escapeValue).join("");
  if (value === null || value === undefined || typeof value === "boolean") return "";
  return String(value).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
