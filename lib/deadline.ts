import { abandoned, WebhookError } from "./errors";
import { type Eventually, isLater } from "./eventually";
import { Moment } from "./moment";

/** What a race gives when the sender waits no longer. */
export const LATE = Symbol("late");

/** What it gives when the receiver is drained and waits no longer. */
export const ABANDONED = Symbol("abandoned");

type End = typeof LATE | typeof ABANDONED;

/** How long a delivery has: until its sender waits no longer, and at most until a drain gives it up. */
export class Deadline {
  readonly #ms: number;
  readonly #startedAtMs = performance.now();
  readonly #late = new Moment(LATE);
  readonly #abandoned = new Moment(ABANDONED);
  #timer: NodeJS.Timeout | undefined;
  #isAnswered = false;
  #over: End | undefined;
  #controller: AbortController | undefined;
  #abortsWhen: End | undefined;

  constructor(ms: number) {
    this.#ms = ms;
  }

  get elapsedMs(): number {
    return performance.now() - this.#startedAtMs;
  }

  get leftMs(): number {
    return Math.max(1, this.#ms - this.elapsedMs);
  }

  /** A signal that aborts when the delivery is late, or only when it is abandoned. */
  createSignal(abortsWhen: End): AbortSignal {
    if (abortsWhen === LATE) this.#startTimer();
    this.#controller = new AbortController();
    this.#abortsWhen = abortsWhen;
    this.#abort();
    return this.#controller.signal;
  }

  /** Settles as the work does, or with `LATE`. */
  race<Result>(work: PromiseLike<Result>): Promise<Result | typeof LATE> {
    this.#startTimer();
    return this.#late.orElse(work);
  }

  /** Settles as the work does, however late, or with `ABANDONED`. */
  outlast<Result>(work: PromiseLike<Result>): Promise<Result | typeof ABANDONED> {
    return this.#abandoned.orElse(work);
  }

  /** The result of the work. Throws `ERR_DEADLINE` or `ERR_ABANDONED` where it does not come in time. */
  async within<Result>(work: Eventually<Result>): Promise<Result> {
    if (!isLater(work)) return work;
    const settled = await this.race(this.outlast(work));
    if (settled === LATE) throw new WebhookError("ERR_DEADLINE");
    if (settled === ABANDONED) throw abandoned();
    return settled as Result;
  }

  /** The sender has its answer. */
  clear(): void {
    this.#isAnswered = true;
    clearTimeout(this.#timer);
  }

  /** Nobody waits any more, whatever still runs. */
  abandon(): void {
    this.#abandoned.come();
    this.#end(ABANDONED);
  }

  /** Only for those who wait: most deliveries are handled at once. */
  #startTimer(): void {
    if (this.#timer || this.#isAnswered) return;
    this.#timer = setTimeout(() => {
      this.#late.come();
      this.#end(LATE);
    }, this.leftMs);
  }

  /** Handlers hear of it after those who wait for them, so that what they then throw is known to come of it. */
  #end(end: End): void {
    setImmediate(() => {
      this.#over = end;
      this.#abort();
    });
  }

  #abort(): void {
    const isOver = this.#over === ABANDONED || this.#over === this.#abortsWhen;
    if (this.#over && isOver) this.#controller?.abort(reasons[this.#over]());
  }
}

/** Settles as the work does, or with `LATE` after so long. */
export async function atMost<Result>(
  work: PromiseLike<Result>,
  ms: number,
): Promise<Result | typeof LATE> {
  const patience = new Deadline(ms);
  try {
    return await patience.race(work);
  } finally {
    patience.clear();
  }
}

/** The answer, if it comes soon. Throws `ERR_DEADLINE`. */
export async function soon<Answer>(
  answer: Eventually<Answer>,
  patienceMs: number,
): Promise<Answer> {
  const patience = new Deadline(patienceMs);
  try {
    return await patience.within(answer);
  } finally {
    patience.clear();
  }
}

const reasons: Record<End, () => DOMException> = {
  [LATE]: () => new DOMException("The sender no longer waits for an answer", "TimeoutError"),
  [ABANDONED]: () => new DOMException("The receiver has been drained", "AbortError"),
};
