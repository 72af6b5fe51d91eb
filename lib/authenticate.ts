import { createHash, timingSafeEqual } from "node:crypto";
import { WebhookError } from "./errors";
import { valuesOf } from "./form";
import type { Head } from "./transport";

/** Decides on the head alone, before a byte of the body is read, whether a delivery is let in. */
export interface Authenticator {
  /** Gives the refusal, or nothing where the delivery may pass. */
  authenticate(head: Head): WebhookError | undefined | Promise<WebhookError | undefined>;
  /** Query parameters that hold secrets: taken out of the URL, the payload and all that user code sees. */
  readonly secretQuery?: readonly string[];
  /** Route parameters that hold secrets: taken out of `event.params`. */
  readonly secretParams?: readonly string[];
}

/** Where the sender puts the secret: one of these. */
export type SecretPlace =
  | { readonly query: string }
  | { readonly header: string }
  | { readonly bearer: true }
  | { readonly param: string };

type MaybeSecret = string | undefined;

const MIN_SECRET_LENGTH = 16;

/**
 * Lets in who knows one of the secrets. By default it is looked for in the query parameter `token`.
 * Several secrets allow rotation; `undefined` ones are passed over, but one of 16 characters or more must remain,
 * so that an unset environment variable stops the start with a `TypeError`.
 *
 * @example
 * sharedSecret(process.env.SECRET)                              // …?token=
 * sharedSecret([process.env.NEW, process.env.OLD], { header: "x-api-key" })
 * sharedSecret(process.env.SECRET, { bearer: true })            // Authorization: Bearer …
 * sharedSecret(process.env.SECRET, { param: "token" })          // app.use("/hooks/:token", …)
 */
export function sharedSecret(
  secret: MaybeSecret | readonly MaybeSecret[],
  place: SecretPlace = { query: "token" },
): Authenticator {
  const expected = checkSecrets([secret].flat()).map(digest);
  const matches = (given: string | undefined) => given !== undefined && isAnyOf(given, expected);
  const { find, refusal, ...hidden } = lookUp(place);
  return {
    ...hidden,
    authenticate: (head) => (matches(find(head)) ? undefined : refusal()),
  };
}

/** What the word `"none"` stands for. */
export const letEveryoneIn: Authenticator = { authenticate: () => undefined };

interface Lookup extends Pick<Authenticator, "secretQuery" | "secretParams"> {
  readonly find: (head: Head) => string | undefined;
  readonly refusal: () => WebhookError;
}

function lookUp(place: SecretPlace): Lookup {
  const [kind, ...others] = Object.keys(place);
  const name: unknown = Object.values(place)[0];
  if (others.length === 0 && kind === "bearer" && name === true) {
    return {
      find: ({ headers }) => /^bearer +([^ ]+)$/i.exec(headers.authorization ?? "")?.[1],
      refusal: () => unauthenticated({ "WWW-Authenticate": "Bearer" }),
    };
  }
  if (others.length === 0 && typeof name === "string" && name !== "") {
    if (kind === "query") {
      return {
        find: ({ query }) => onlyValue(query, name),
        refusal: unauthenticated,
        secretQuery: [name],
      };
    }
    if (kind === "header" && HEADER_NAME.test(name)) {
      const header = name.toLowerCase();
      return {
        find: ({ headers }) => [headers[header]].flat()[0],
        refusal: unauthenticated,
      };
    }
    if (kind === "param") {
      // A path that holds the wrong secret is a path that does not exist.
      return {
        find: ({ params }) => params[name],
        refusal: () => new WebhookError("ERR_NOT_FOUND"),
        secretParams: [name],
      };
    }
  }
  throw new TypeError(
    'sharedSecret takes one place for the secret: { query: "token" }, { header: "x-api-key" }, { bearer: true } or { param: "token" }.',
  );
}

/** RFC 9110's token. */
const HEADER_NAME = /^[\w!#$%&'*+.^`|~-]+$/;

function unauthenticated(headers: Record<string, string> = {}): WebhookError {
  return new WebhookError("ERR_UNAUTHENTICATED", { headers });
}

/** A repeated parameter is no value: what stands behind might take the other one. */
function onlyValue(query: string, name: string): string | undefined {
  const values = valuesOf(query, name);
  return values.length === 1 ? values[0] : undefined;
}

function checkSecrets(secrets: readonly MaybeSecret[]): readonly string[] {
  const given = secrets.filter((secret) => secret !== undefined);
  if (given.length === 0) {
    throw new TypeError("sharedSecret got no secret. Is its environment variable set?");
  }
  for (const secret of given) {
    if (typeof secret !== "string" || secret.length < MIN_SECRET_LENGTH) {
      throw new TypeError(
        `A secret takes ${MIN_SECRET_LENGTH} characters or more. Is its environment variable set?`,
      );
    }
    if (secret.trim() !== secret) {
      throw new TypeError(
        "A secret has white space around it. Take it off, here and at the sender.",
      );
    }
  }
  return given;
}

const digest = (text: string) => createHash("sha256").update(text).digest();

/** Takes the same time whichever secret matches, if any. */
function isAnyOf(given: string, expected: readonly Buffer[]): boolean {
  const candidate = digest(given);
  return expected.reduce((found, secret) => timingSafeEqual(candidate, secret) || found, false);
}
