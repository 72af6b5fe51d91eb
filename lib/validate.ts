import { type Issue, WebhookError } from "./errors";
import type { Validator, ValidatorError } from "./provider";
import { jsonPointer } from "./repairs";

/** Throws `ERR_PAYLOAD_INVALID` with the first issue. */
export function validate(payload: unknown, validator: Validator): void {
  const issues = issuesOf(payload, validator);
  if (issues.length === 0) return;
  throw new WebhookError("ERR_PAYLOAD_INVALID", { detail: describe(issues), issues });
}

/** At most this many, whatever a user's own validator collects. */
const MAX_ISSUES = 10;

/** What a validator finds; none where the value fits. Throws a `TypeError` where it does not say so at once. */
export function issuesOf(value: unknown, validator: Validator): readonly Issue[] {
  const fits: unknown = validator(value);
  if (typeof fits !== "boolean") {
    Promise.resolve(fits).catch(() => {});
    throw new TypeError("A validator returns true or false, and at once.");
  }
  if (fits) return [];
  const errors = validator.errors ?? [];
  return errors.length > 0
    ? errors.slice(0, MAX_ISSUES).map(issueOf)
    : [{ path: "", message: "does not fit the schema" }];
}

export function describe(issues: readonly Issue[]): string {
  return issues.map(({ path, message }) => `${path || "the payload"} ${message}`).join("; ");
}

/** Points at a missing property itself, not at the object that lacks it. */
function issueOf({ instancePath, keyword, params, message }: ValidatorError): Issue {
  // A validator of the user's may leave them out, whatever the type says.
  const missingProperty = (params as { missingProperty?: string } | undefined)?.missingProperty;
  return missingProperty === undefined
    ? { path: instancePath, message: message ?? `breaks ${keyword}` }
    : { path: instancePath + jsonPointer(missingProperty), message: "is missing" };
}
