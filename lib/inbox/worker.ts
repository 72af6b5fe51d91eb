import { letEveryoneIn } from "../authenticate";
import type { Outcome, Reception } from "../delivery";
import { type ErrorCode, WebhookError } from "../errors";
import { receive } from "../pipeline";
import type { Inbox, InboxClaim, InboxDelivery } from "./inbox";
import { retryDelayMs } from "./retry-delay";
import { storedTransport } from "./stored-transport";
import type { WorkSettings } from "./work-options";

/** How long until an inbox that has failed is told once more. */
const REPEAT_MS = 1_000;

/** By the timer that workers for the edge have as well. */
const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** What becomes of a claim. */
type Verdict =
  | { readonly is: "done" }
  | { readonly is: "failed"; readonly code: ErrorCode; readonly delayMs: number }
  | { readonly is: "dead"; readonly code: ErrorCode };

/** Takes a provider's deliveries out of an inbox and gives them to the receiver's handlers. */
export class Worker {
  readonly #inbox: Inbox;
  readonly #reception: Reception;
  readonly #settings: WorkSettings;
  readonly #running = new Set<Promise<void>>();
  readonly #loop: Promise<void>;
  #isStopped = false;
  #isInboxDown = false;
  #isWoken = false;
  #endSleep = () => {};

  constructor(inbox: Inbox, reception: Reception, settings: WorkSettings) {
    this.#inbox = inbox;
    this.#settings = settings;
    this.#reception = forStored(reception, settings.deadlineMs);
    this.#loop = this.#run();
  }

  /** There may be something to do. */
  wake(): void {
    this.#isWoken = true;
    this.#endSleep();
  }

  /** Claims no more, and resolves when the inbox knows what has become of the claims. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.wake();
    await this.#loop;
    await Promise.all(this.#running);
  }

  async #run(): Promise<void> {
    // Whoever registers handlers right after `work()` has them registered before the first delivery.
    await sleep(0);
    while (!this.#isStopped) {
      const isFull = this.#running.size >= this.#settings.concurrency;
      this.#isWoken = false;
      const claim = isFull ? undefined : await this.#claim();
      if (claim) this.#start(claim);
      else await this.#sleep(isFull ? undefined : this.#settings.pollMs);
    }
  }

  async #claim(): Promise<InboxClaim | undefined> {
    const { catalog } = this.#reception;
    try {
      const claim = await this.#inbox.claim(catalog.name, this.#settings.leaseMs);
      this.#isInboxDown = false;
      return claim;
    } catch (cause) {
      this.#report(cause);
      return undefined;
    }
  }

  #start(claim: InboxClaim): void {
    const work = this.#handle(claim).finally(() => {
      this.#running.delete(work);
      this.wake();
    });
    this.#running.add(work);
  }

  /** Until somebody wakes it, or for so long. */
  async #sleep(ms: number | undefined): Promise<void> {
    if (this.#isWoken) return;
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.#endSleep = resolve;
      if (ms !== undefined) timer = setTimeout(resolve, ms);
    });
    clearTimeout(timer);
  }

  /** Keeps the claim until the inbox knows what has become of it. */
  async #handle(claim: InboxClaim): Promise<void> {
    const { leaseMs } = this.#settings;
    const renewal = setInterval(() => void this.#renew(claim), leaseMs / 3);
    try {
      const verdict = await this.#judge(claim);
      // A moment without the inbox must not make it handle once more what has been handled.
      const until = performance.now() + leaseMs;
      while (!(await this.#tell(claim, verdict)) && !this.#isStopped && performance.now() < until) {
        await sleep(REPEAT_MS);
      }
    } finally {
      clearInterval(renewal);
    }
  }

  async #judge(claim: InboxClaim): Promise<Verdict> {
    const { attempt, delivery } = claim;
    const { maxAttempts } = this.#settings;
    // Claimed while the receiver was being drained.
    if (this.#isStopped) return { is: "failed", code: "ERR_DRAINING", delayMs: 0 };
    // Its process ended each time, perhaps because of it.
    if (attempt > maxAttempts) return { is: "dead", code: "ERR_ABANDONED" };
    const { how, code = "ERR_INTERNAL" } = await this.#attempt(delivery);
    // It was valid when it was stored: the schemas have changed.
    if (how === "refused") return { is: "dead", code };
    if (how !== "failed") return { is: "done" };
    // A shutdown is no fault of the delivery's.
    if (code === "ERR_ABANDONED") return { is: "failed", code, delayMs: 0 };
    if (attempt === maxAttempts) return { is: "dead", code };
    return { is: "failed", code, delayMs: retryDelayMs(attempt) };
  }

  /** Takes it through the pipeline once more, from its bytes on. */
  #attempt(delivery: InboxDelivery): Promise<Outcome> {
    return new Promise((resolve) => {
      void receive(this.#reception, storedTransport(delivery, resolve));
    });
  }

  /** Whether the inbox has taken it in. */
  async #tell(claim: InboxClaim, verdict: Verdict): Promise<boolean> {
    try {
      if (verdict.is === "done") await this.#inbox.complete(claim);
      else if (verdict.is === "failed") {
        await this.#inbox.fail(claim, verdict.delayMs, verdict.code);
      } else {
        await this.#inbox.bury(claim, verdict.code);
        this.#reception.listeners.reportDead(new WebhookError(verdict.code), claim.delivery);
      }
      return true;
    } catch (cause) {
      this.#report(cause);
      return false;
    }
  }

  async #renew(claim: InboxClaim): Promise<void> {
    try {
      await this.#inbox.renew(claim, this.#settings.leaseMs);
    } catch (cause) {
      this.#report(cause);
    }
  }

  /** Once until it works again, since an inbox that is down fails every time. */
  #report(cause: unknown): void {
    if (!this.#isInboxDown) {
      const error = new WebhookError("ERR_INBOX_FAILED", { cause });
      this.#reception.listeners.reportInboxError(error);
    }
    this.#isInboxDown = true;
  }
}

/** The receiver as stored deliveries find it: they have been let in, the inbox knows its repeats, and nobody waits. */
function forStored(reception: Reception, deadlineMs: number): Reception {
  return {
    ...reception,
    duplicates: undefined,
    config: {
      ...reception.config,
      auth: letEveryoneIn,
      inbox: undefined,
      failsWhenLate: true,
      deadlineMs,
    },
  };
}
