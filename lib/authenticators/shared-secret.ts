import { type Authenticator, type SecretsUsed, unauthenticated } from "../authenticate";
import { WebhookError } from "../errors";
import { valuesOf } from "../form";
import { checkSecrets, matcherOf, type Secrets } from "../secrets";
import type { Head } from "../transport";
import { headerIn, isHeaderName } from "./header";

/** Where the sender puts the secret: one of these. */
export type SecretPlace =
  | { readonly query: string }
  | { readonly header: string }
  | { readonly bearer: true }
  | { readonly param: string };

/**
 * Lets in who knows one of the secrets. By default it is looked for in the query parameter `token`.
 * Several secrets allow rotation; `undefined` ones are passed over, but one of 16 characters or more must remain,
 * so that an unset environment variable stops the start with a `TypeError`.
 * Refuses with `ERR_UNAUTHENTICATED`, for a secret in the path with `ERR_NOT_FOUND`.
 *
 * @example
 * sharedSecret(process.env.SECRET)                              // …?token=
 * sharedSecret([process.env.NEW, process.env.OLD], { header: "x-api-key" })
 * sharedSecret(process.env.SECRET, { bearer: true })            // Authorization: Bearer …
 * sharedSecret(process.env.SECRET, { param: "token" })          // app.use("/hooks/:token", …)
 */
export function sharedSecret(
  secret: Secrets,
  place: SecretPlace = { query: "token" },
): Authenticator {
  const matches = matcherOf(checkSecrets(secret, "sharedSecret"));
  const { find, refusal = unauthenticated, ...hidden } = lookUp(place);
  return {
    ...hidden,
    authenticate: (head) => (matches(find(head)) ? undefined : refusal()),
  };
}

interface Lookup extends SecretsUsed {
  readonly find: (head: Head) => string | undefined;
  readonly refusal?: () => WebhookError;
}

function lookUp(place: SecretPlace): Lookup {
  const [kind, ...others] = Object.keys(place);
  const name: unknown = Object.values(place)[0];
  if (others.length === 0 && kind === "bearer" && name === true) {
    return {
      find: ({ headers }) => /^bearer +([^ ]+)$/i.exec(String(headers.authorization))?.[1],
      refusal: () => unauthenticated("Bearer"),
    };
  }
  if (others.length === 0 && typeof name === "string") {
    if (kind === "query" && PLAIN_NAME.test(name)) {
      return { find: ({ query }) => onlyValue(query, name), secretQuery: [name] };
    }
    if (kind === "header" && isHeaderName(name)) {
      return { find: (head) => headerIn(head, name), secretHeaders: [name.toLowerCase()] };
    }
    if (kind === "param" && name !== "") {
      return {
        find: ({ params }) => params[name],
        // A path that holds the wrong secret is a path that does not exist.
        refusal: () => new WebhookError("ERR_NOT_FOUND"),
        secretParams: [name],
      };
    }
  }
  throw new TypeError(
    'sharedSecret takes one place for the secret: { query: "token" }, { header: "x-api-key" }, { bearer: true } or { param: "token" }.',
  );
}

/** One that every query parser reads alike, so that it can be hidden from all of them. */
const PLAIN_NAME = /^[\w.~-]+$/;

/** A repeated parameter is no value: what stands behind might take the other one. */
function onlyValue(query: string, name: string): string | undefined {
  const values = valuesOf(query, name);
  return values.length === 1 ? values[0] : undefined;
}
