import type { Reply } from "./catalog";
import type { Declared } from "./declared";
import { asWebhookError, WebhookError } from "./errors";
import { isHtml } from "./html";
import { isObject, type JsonObject } from "./json";
import type { Answer } from "./transport";
import { describe, issuesOf } from "./validate";

/** The answer that says what a handler returned. Throws `ERR_REPLY_INVALID`, without a value of it. */
export function composeReply(reply: Reply, returned: unknown): Answer {
  try {
    return reply.kind === "json" ? composeJson(reply, returned) : composeText(returned);
  } catch (thrown) {
    // What a handler returns may have getters that throw, or values that JSON has no text for.
    throw asWebhookError(thrown, "ERR_REPLY_INVALID");
  }
}

function composeText(returned: unknown): Answer {
  if (isHtml(returned)) return answer("text/html", returned.toString());
  if (typeof returned === "string") return answer("text/plain", returned);
  throw invalid("a string or html`…` is expected");
}

function composeJson(
  { constants, declared, validate }: Reply & { kind: "json" },
  returned: unknown,
): Answer {
  if (!isObject(returned) || isHtml(returned)) throw invalid("an object is expected");
  const reply = complete(returned, declared);
  refusePromises(reply);
  const text = JSON.stringify({ ...reply, ...constants });
  // What is sent is checked, not what it was made of, whose members may print themselves as they like.
  const issues = issuesOf(JSON.parse(text), validate);
  if (issues.length > 0) throw invalid(describe(issues));
  return answer("application/json", text);
}

/**
 * What the reply's schema declares, or all where it declares nothing: a database row may hold more than the provider
 * should see. Absent and null texts that it requires become empty; other absent ones stay away.
 */
function complete(returned: JsonObject, { properties, required }: Declared): JsonObject {
  const empty = [...required].filter((key) => properties.get(key)?.type === "string");
  const given = Object.entries(returned).filter(
    ([key, value]) =>
      value !== null && value !== undefined && (properties.size === 0 || properties.has(key)),
  );
  return { ...Object.fromEntries(empty.map((key) => [key, ""])), ...Object.fromEntries(given) };
}

/** An `await` is easily forgotten, and a promise that rejects unheard ends the process. */
function refusePromises(reply: JsonObject): void {
  const promises = Object.entries(reply).filter(([, value]) => value instanceof Promise);
  for (const [, promise] of promises) (promise as Promise<unknown>).catch(() => {});
  if (promises[0]) throw invalid(`/${promises[0][0]} is a promise: await it`);
}

function answer(mediaType: string, body: string): Answer {
  return { status: 200, headers: { "Content-Type": `${mediaType}; charset=utf-8` }, body };
}

function invalid(detail: string): WebhookError {
  return new WebhookError("ERR_REPLY_INVALID", { detail });
}
