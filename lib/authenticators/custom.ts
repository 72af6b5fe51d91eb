import { type Authenticator, unauthenticated } from "../authenticate";
import { WebhookError } from "../errors";
import { type Eventually, next } from "../eventually";
import type { Head } from "../transport";

/** Where the user's function finds secrets, so that nobody else does. */
export type SecretsUsed = Pick<Authenticator, "secretQuery" | "secretParams">;

/**
 * Lets in whom a function of the user's says `true` to, now or later; a `WebhookError` that it returns is the refusal,
 * anything else is `ERR_UNAUTHENTICATED`. Where it throws, nobody is let in (`ERR_INTERNAL`); where it takes too long,
 * the deadline answers (`ERR_DEADLINE`).
 *
 * @example
 * custom(async ({ params }) => await tenants.isKnown(params.tenant, { timeout: 500 }))
 */
export function custom(
  isLetIn: (head: Head) => Eventually<boolean | WebhookError>,
  secretsUsed: SecretsUsed = {},
): Authenticator {
  if (typeof isLetIn !== "function") throw new TypeError("custom takes a function.");
  return {
    ...secretsUsed,
    authenticate: (head) => next(isLetIn(head), verdictOf),
  };
}

function verdictOf(answer: boolean | WebhookError): WebhookError | undefined {
  if (answer === true) return undefined;
  return answer instanceof WebhookError ? answer : unauthenticated();
}
