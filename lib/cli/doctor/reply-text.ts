import { isObject } from "../../json";
import type { Answer } from "./outcome";

/** Whether a body says nothing, or no more than its status, as Express's `sendStatus` does. */
export const isBare = (text: string): boolean =>
  /^\s*(?:ok|created|accepted|no content)?\s*$/i.test(text);

/** The value of JSON text; nothing where it is none. */
export function valueIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Whether an answer holds what the event waits for, as far as one sees at a glance. */
export function hasReply(type: string, { text }: Answer): boolean {
  if (type === "callerInformation") return isObject(valueIn(text));
  return type !== "chatbotCallback" || !isBare(text);
}

/** A media type as it may be printed, whoever wrote it. */
export const shown = (mediaType: string): string =>
  /^[\w.+-]+\/[\w.+-]+$/.test(mediaType) ? mediaType : "nothing that has a name";
