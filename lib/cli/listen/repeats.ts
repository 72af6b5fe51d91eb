/** Remembers by what numbers events have arrived. */
export class Repeats {
  readonly #numbers = new Map<string, number>();
  readonly #most: number;

  /** The oldest are forgotten where there are more. */
  constructor(most = 10_000) {
    this.#most = most;
  }

  /** The number of the first arrival of an event that has arrived before. */
  firstOf(id: string, number: number): number | undefined {
    const first = this.#numbers.get(id);
    if (first !== undefined) return first;
    this.#numbers.set(id, number);
    const [oldest] = this.#numbers.keys();
    if (this.#numbers.size > this.#most && oldest !== undefined) this.#numbers.delete(oldest);
    return undefined;
  }
}
