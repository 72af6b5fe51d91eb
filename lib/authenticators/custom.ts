import { type Authenticator, type SecretsUsed, unauthenticated } from "../authenticate";
import { WebhookError } from "../errors";
import { andThen, type Eventually } from "../eventually";
import { refuseUnknownKeys } from "../nearest-name";
import type { Head } from "../transport";

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
  refuseUnknownKeys(secretsUsed, ["secretQuery", "secretParams", "secretHeaders"], "key of custom");
  if (!Object.values(secretsUsed).every(isListOfNames)) {
    throw new TypeError(
      "custom takes lists of names: { secretQuery: […], secretParams: […], secretHeaders: […] }.",
    );
  }
  return {
    ...secretsUsed,
    secretHeaders: secretsUsed.secretHeaders?.map((name) => name.toLowerCase()) ?? [],
    authenticate: (head) => andThen(isLetIn(head), verdictOf),
  };
}

const isListOfNames = (names: unknown) =>
  Array.isArray(names) && names.every((name) => typeof name === "string" && name !== "");

function verdictOf(answer: boolean | WebhookError): WebhookError | undefined {
  if (answer === true) return undefined;
  return answer instanceof WebhookError ? answer : unauthenticated();
}
