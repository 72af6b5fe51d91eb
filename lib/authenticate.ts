import { WebhookError } from "./errors";
import type { Head } from "./transport";

/** The refusal, or nothing where the delivery may pass. */
export type Verdict = WebhookError | undefined;

/** Asked with the bytes of the body, inflated, where the head alone does not decide; a GET delivery has none. */
export type BytesCheck = (bytes: Buffer) => Verdict | PromiseLike<Verdict>;

/** Where an authenticator finds secrets, so that nobody else does. */
export interface SecretsUsed {
  /** Query parameters: taken out of the URL, the payload and all that user code sees. */
  readonly secretQuery?: readonly string[];
  /** Route parameters: taken out of `event.params`. */
  readonly secretParams?: readonly string[];
  /**
   * Headers, in lower case: left out of what an inbox keeps. `authorization`, `cookie`, and names with `token`,
   * `secret`, `password` or `api-key` in them are left out anyway.
   */
  readonly secretHeaders?: readonly string[];
}

/** Decides whether a delivery is let in. */
export interface Authenticator extends SecretsUsed {
  /**
   * Decides on the head, before a byte of the body is read. An authenticator that must see the bytes gives the
   * function to ask then. One that throws lets nobody in; a promise that does not settle is the deadline's.
   */
  authenticate(head: Head): Verdict | BytesCheck | PromiseLike<Verdict | BytesCheck>;
}

/** What the word `"none"` stands for. */
export const letEveryoneIn: Authenticator = { authenticate: () => undefined };

export function isAuthenticator(value: unknown): value is Authenticator {
  return typeof (value as Authenticator | undefined)?.authenticate === "function";
}

/** The check that still needs the bytes, if there is one. Throws the refusal, and whatever else is no verdict. */
export function admitted(verdict: Verdict | BytesCheck): BytesCheck | undefined {
  if (verdict === undefined || typeof verdict === "function") return verdict;
  throw verdict;
}

/** A 401 that says nothing of what was wrong. */
export function unauthenticated(challenge?: string): WebhookError {
  const headers = challenge === undefined ? {} : { "WWW-Authenticate": challenge };
  return new WebhookError("ERR_UNAUTHENTICATED", { headers });
}
