import { type Authenticator, unauthenticated } from "../authenticate";
import { checkSecrets, matcherOf, type Secrets } from "../secrets";

/** What the sender is told to log in with. */
export interface Credentials {
  /** Without a colon, which ends it on the wire. */
  readonly username: string;
  /** 16 characters or more; several while they rotate. */
  readonly password: Secrets;
}

/**
 * Lets in who logs in by HTTP Basic (RFC 7617), as a portal does that is given `https://name:password@…` for a URL.
 * Refuses with `ERR_UNAUTHENTICATED`. Throws a `TypeError` for a weak or missing password.
 *
 * @example
 * basicAuth({ username: "callsavvy", password: process.env.PASSWORD })
 */
export function basicAuth({ username, password }: Credentials): Authenticator {
  if (typeof username !== "string" || !/^[^:\p{Cc}]+$/u.test(username)) {
    throw new TypeError("basicAuth takes a username without a colon.");
  }
  const passwords = checkSecrets(password, "basicAuth");
  const matches = matcherOf(passwords.map((one) => `${username}:${one}`));
  return {
    authenticate: ({ headers }) =>
      matches(given(headers.authorization)) ? undefined : unauthenticated(CHALLENGE),
  };
}

const CHALLENGE = 'Basic realm="webhooks", charset="UTF-8"';

/** `name:password`. */
function given(authorization: string | undefined): string | undefined {
  const encoded = /^basic +([A-Za-z0-9+/]+={0,2})$/i.exec(String(authorization))?.[1];
  return encoded === undefined ? undefined : Buffer.from(encoded, "base64").toString();
}
