/** Takes the place of `compile` in workers, which make no code from strings. Throws a `TypeError` that names the fix. */
export function compile(): never {
  throw new TypeError(
    "A worker can't compile schemas. Describe the event by event({ validate }), with a validator that has been compiled before, as by Ajv's standalone code.",
  );
}
