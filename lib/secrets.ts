import { randomBytes, timingSafeEqual } from "node:crypto";
import { sha256 } from "./sha256";

/** `undefined` stands for an environment variable that is not set. */
export type MaybeSecret = string | undefined;

/** One secret, or several while they rotate. */
export type Secrets = MaybeSecret | readonly MaybeSecret[];

const MIN_SECRET_LENGTH = 16;

/** A secret that nobody guesses: 256 random bits as 43 characters that need no escape in a URL or a header. */
export function generateSecret(): string {
  return randomBytes(32).toString("base64url");
}

/**
 * The secrets that are set. Throws a `TypeError` unless there is one, and for one that is short or padded with white
 * space; it never holds the secret.
 */
export function checkSecrets(secrets: Secrets, taker: string): readonly string[] {
  const given = [secrets].flat().filter((secret) => secret !== undefined);
  if (given.length === 0) {
    throw new TypeError(`${taker} got no secret. Is its environment variable set?`);
  }
  for (const secret of given) {
    if (typeof secret !== "string" || secret.length < MIN_SECRET_LENGTH) {
      throw new TypeError(
        `${taker} takes secrets of ${MIN_SECRET_LENGTH} characters or more. Is the environment variable set? generateSecret() makes a good one.`,
      );
    }
    if (secret.trim() !== secret) {
      throw new TypeError(
        `${taker} got a secret with white space around it. Take it off, here and at the sender.`,
      );
    }
  }
  return given;
}

/** Tells whether a text is one of the expected ones, in the same time whichever it is, if any. */
export function matcherOf(expected: readonly string[]): (given: string | undefined) => boolean {
  const digests = expected.map(sha256);
  return (given) => {
    if (given === undefined) return false;
    const candidate = sha256(given);
    return digests.reduce((found, one) => timingSafeEqual(candidate, one) || found, false);
  };
}
