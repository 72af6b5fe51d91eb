/** A value now or later. */
export type Eventually<Value> = Value | PromiseLike<Value>;

export function isLater<Value>(value: Eventually<Value>): value is PromiseLike<Value> {
  return typeof (value as PromiseLike<Value> | undefined)?.then === "function";
}

/** Goes on with the value: at once where it is there, since a body that nobody reads yet may pass by meanwhile. */
export function andThen<Value, Result>(
  value: Eventually<Value>,
  goOn: (value: Value) => Eventually<Result>,
): Eventually<Result> {
  // The `then` of somebody else's promise need not give another one.
  return isLater(value) ? Promise.resolve(value).then(goOn) : goOn(value);
}
