/** Has the handlers fail for as long as it is on, as if the database were down, to see what becomes of deliveries then. */
export class Outage {
  readonly #listeners: (() => void)[] = [];
  #isOn = false;

  get isOn(): boolean {
    return this.#isOn;
  }

  set(isOn: boolean): void {
    this.#isOn = isOn;
    for (const listener of this.#listeners) listener();
  }

  /** Throws while it is on. */
  endure(): void {
    if (this.#isOn) throw new Error("the page has the handlers fail");
  }

  /** Calls back after each change. */
  onChange(listener: () => void): void {
    this.#listeners.push(listener);
  }
}
