/** A command that can't be carried out as it was given; its message names the fix. Exit code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
