import { letEveryoneIn } from "../authenticate";
import { soon } from "../deadline";
import type { Outcome, Reception } from "../delivery";
import { abandoned, draining, WebhookError } from "../errors";
import { receive } from "../pipeline";
import type { Inbox, InboxClaim, InboxDelivery } from "./inbox";
import { retryDelayMs } from "./retry-delay";
import { storedTransport } from "./stored-transport";
import type { WorkSettings } from "./work-options";

/** How long until an inbox that has failed is told once more. */
const REPEAT_MS = 1_000;

/** By the timer that workers for the edge have as well. */
const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** So many claims more than attempts: a shutdown and a crash take one without a handler's having failed. */
const SPARE_CLAIMS = 3;

/** What becomes of a claim. */
type Verdict =
  | { readonly is: "done" }
  | { readonly is: "failed"; readonly error: WebhookError; readonly delayMs: number }
  | { readonly is: "dead"; readonly error: WebhookError };

/** Takes a provider's deliveries out of an inbox and gives them to the receiver's handlers. */
export class Worker {
  readonly #inbox: Inbox;
  readonly #reception: Reception;
  readonly #settings: WorkSettings;
  readonly #running = new Set<Promise<void>>();
  readonly #onStopped: () => void;
  readonly #loop: Promise<void>;
  #isStopped = false;
  #isInboxDown = false;
  #isWoken = false;
  #endSleep = () => {};

  /** `onStopped` is called once it claims no more. */
  constructor(inbox: Inbox, reception: Reception, settings: WorkSettings, onStopped: () => void) {
    this.#inbox = inbox;
    this.#onStopped = onStopped;
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
    this.#onStopped();
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
    const { leaseMs } = this.#settings;
    try {
      const claim = await soon(this.#inbox.claim(catalog.name, leaseMs), leaseMs);
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

  /** Keeps the claim until the inbox knows what has become of it, or somebody else has it. */
  async #handle(claim: InboxClaim): Promise<void> {
    const { leaseMs } = this.#settings;
    let isLost = false;
    const renewal = setInterval(async () => {
      isLost = await this.#isLost(claim);
      if (isLost) clearInterval(renewal);
    }, leaseMs / 3);
    try {
      const verdict = await this.#judge(claim);
      // A moment without the inbox must not make it handle once more what has been handled.
      const until = performance.now() + leaseMs;
      while (!(isLost || (await this.#tell(claim, verdict)))) {
        if (this.#isStopped || performance.now() > until) break;
        await sleep(REPEAT_MS);
      }
    } finally {
      clearInterval(renewal);
    }
  }

  async #judge({ attempt, delivery }: InboxClaim): Promise<Verdict> {
    const { maxAttempts } = this.#settings;
    // Claimed while the receiver was being drained.
    if (this.#isStopped) return { is: "failed", error: draining(), delayMs: 0 };
    // Its process ended again and again, perhaps because of it.
    if (attempt > maxAttempts + SPARE_CLAIMS) return { is: "dead", error: abandoned() };
    const { how, error } = await this.#attempt(delivery);
    if (!error) return { is: "done" };
    // It was valid when it was stored: the schemas have changed.
    if (how === "refused") return { is: "dead", error };
    // A shutdown is no fault of the delivery's.
    if (error.code === "ERR_ABANDONED") return { is: "failed", error, delayMs: 0 };
    if (attempt >= maxAttempts) return { is: "dead", error };
    return { is: "failed", error, delayMs: retryDelayMs(attempt) };
  }

  /** Takes it through the pipeline once more, from its bytes on. What an inbox of the user's gives may be no delivery. */
  async #attempt(delivery: InboxDelivery): Promise<Pick<Outcome, "how" | "error">> {
    try {
      return await new Promise<Outcome>((resolve, reject) => {
        receive(this.#reception, storedTransport(delivery, resolve)).catch(reject);
      });
    } catch (cause) {
      this.#report(cause);
      return { how: "failed", error: new WebhookError("ERR_INTERNAL", { cause }) };
    }
  }

  /** Whether the inbox has taken it in. */
  async #tell(claim: InboxClaim, verdict: Verdict): Promise<boolean> {
    try {
      await soon(this.#settle(claim, verdict), this.#settings.leaseMs);
      if (verdict.is === "dead")
        this.#reception.listeners.reportDead(verdict.error, claim.delivery);
      return true;
    } catch (cause) {
      this.#report(cause);
      return false;
    }
  }

  async #settle(claim: InboxClaim, verdict: Verdict): Promise<unknown> {
    if (verdict.is === "done") return this.#inbox.complete(claim);
    const { code } = verdict.error;
    if (verdict.is === "dead") return this.#inbox.bury(claim, code);
    return this.#inbox.fail(claim, verdict.delayMs, code);
  }

  /** Begins the lease anew, unless somebody else has the delivery by now. */
  async #isLost(claim: InboxClaim): Promise<boolean> {
    try {
      return (await this.#inbox.renew(claim, this.#settings.leaseMs)) === false;
    } catch (cause) {
      this.#report(cause);
      return false;
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
