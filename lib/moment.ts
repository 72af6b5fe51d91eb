/** Something that may happen while others work; waiting for either costs less than `Promise.race`. */
export class Moment<Name extends symbol> {
  readonly #name: Name;
  #hasCome = false;
  readonly #tell: ((name: Name) => void)[] = [];

  constructor(name: Name) {
    this.#name = name;
  }

  come(): void {
    this.#hasCome = true;
    for (const tell of this.#tell) tell(this.#name);
  }

  /** Settles as the work does, or with the moment's name if that comes first. */
  orElse<Result>(work: PromiseLike<Result>): Promise<Result | Name> {
    return new Promise((resolve, reject) => {
      work.then(resolve, reject);
      // After the work, which may have been done all the time.
      if (this.#hasCome) queueMicrotask(() => resolve(this.#name));
      else this.#tell.push(resolve);
    });
  }
}
