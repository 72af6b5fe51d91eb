/** A value now or later. */
export type Eventually<Value> = Value | PromiseLike<Value>;

export function isLater<Value>(value: Eventually<Value>): value is PromiseLike<Value> {
  return typeof (value as PromiseLike<Value> | undefined)?.then === "function";
}

/** Goes on with the value: at once where it is there, since a body that nobody reads yet may pass by meanwhile. */
export function next<Value, Result>(
  value: Eventually<Value>,
  goOn: (value: Value) => Eventually<Result>,
): Eventually<Result> {
  return isLater(value) ? value.then(goOn) : goOn(value);
}
