import type { BuiltInName } from "../../testing/look-up";
import { type Accesses, accessesOf, type Credentials, type Secret } from "./access";
import { type CheckId, checks, checksOf } from "./checks";
import { connect } from "./connect";
import { fixForLoss } from "./fixes";
import { Leaks } from "./leaks";
import { attempt, type Outcome } from "./outcome";
import { nameOf, type Probe, ProbeMaker } from "./probes";
import type { Finding, Report, Verdict } from "./report";

/** Times in milliseconds. */
export interface Limits {
  /** What takes longer is worth a warning. Default 5,000. */
  readonly slowMs: number;
  /** When the provider gives up. Default 10,000. */
  readonly giveUpMs: number;
  /** How long the doctor waits for an answer, to tell a slow app from one that never answers. Default 15,000. */
  readonly patienceMs: number;
}

/** What is examined, and how. */
export interface ExamineOptions extends Credentials {
  readonly provider: BuiltInName;
  /** Where the trigger is named. Default `"path"`. */
  readonly trigger?: "path" | "query" | "none";
  readonly limits?: Partial<Limits>;
  /** Stops the examination before its next delivery. */
  readonly signal?: AbortSignal;
  /** Hears of each delivery before it is sent. */
  readonly onDelivery?: (number: number, name: string) => void;
}

/** A delivery that was tried, and what came of it. */
export interface Result {
  readonly probe: Probe;
  readonly outcome: Outcome;
}

export interface Round {
  readonly results: readonly Result[];
  readonly untried: readonly Probe[];
}

export interface RoundOptions {
  readonly secret?: Secret;
  /** Whether the rest of the round will hardly fare better. Answers that are slow or do not come always say so. */
  readonly isOminous?: (outcome: Outcome) => boolean;
}

/** Ends an examination that can't go on. What has not been judged by then is skipped for the reason in its message. */
export class Stop extends Error {}

/** So many omens end a round. */
const OMENS = 2;

/** What a connection meets where nobody listens any more. The system resets one that it had taken for a process that ends. */
const GONE: ReadonlySet<string> = new Set(["ECONNREFUSED", "ECONNRESET"]);

/** One webhook under examination: sends to it, and keeps what was found. */
export class Examination {
  readonly probes: ProbeMaker;
  readonly access: Accesses;
  readonly limits: Limits;
  readonly leaks: Leaks;
  readonly #options: ExamineOptions;
  readonly #findings = new Map<CheckId, Finding>();
  readonly #startedAtMs = performance.now();
  #deliveries = 0;
  #slowest = { name: "", durationMs: 0 };
  /** The last delivery that may have ended the process: since the first that was cut off, none was answered. */
  #suspect: Probe | undefined;
  #wasCutOff = false;

  constructor(url: URL, options: ExamineOptions) {
    this.#options = options;
    this.access = accessesOf(url, options);
    this.probes = new ProbeMaker(options.provider, url, options.trigger);
    this.limits = { slowMs: 5_000, giveUpMs: 10_000, patienceMs: 15_000, ...options.limits };
    this.leaks = new Leaks(this.probes.canary, this.access.secrets);
  }

  get deliveries(): number {
    return this.#deliveries;
  }

  /** The answer that took longest, and to which delivery. */
  get slowest(): { readonly name: string; readonly durationMs: number } {
    return this.#slowest;
  }

  /** Sends a delivery. Throws `Stop` where no more can be sent. */
  async send(probe: Probe, secret: Secret = "right"): Promise<Outcome> {
    if (this.#options.signal?.aborted) throw new Stop("the examination was stopped");
    this.#deliveries++;
    this.#options.onDelivery?.(this.#deliveries, nameOf(probe));
    const outcome = await attempt(this.access[secret], probe.request, this.limits.patienceMs);
    if (outcome.kind === "failure") this.#lose(outcome.reason);
    if (!this.#wasCutOff || outcome.kind !== "hang-up") this.#suspect = probe;
    this.#wasCutOff = outcome.kind === "hang-up";
    if (this.#wasCutOff) await this.checkConnection();
    if (outcome.kind === "answer") {
      if (outcome.status === 429 && secret === "right") this.#giveWay();
      this.leaks.look(probe, outcome);
      const { durationMs } = outcome;
      if (durationMs > this.#slowest.durationMs) {
        this.#slowest = { name: nameOf(probe), durationMs };
      }
    }
    return outcome;
  }

  /** Sends deliveries one after the other; after two bad omens, the rest is left out. */
  async round(
    probes: readonly Probe[],
    { secret, isOminous = () => false }: RoundOptions = {},
  ): Promise<Round> {
    const results: Result[] = [];
    let omens = 0;
    for (const probe of probes) {
      if (omens === OMENS) break;
      const outcome = await this.send(probe, secret);
      results.push({ probe, outcome });
      const isSlow = outcome.durationMs > this.limits.slowMs || outcome.kind === "silence";
      if (isSlow || isOminous(outcome)) omens++;
    }
    return { results, untried: probes.slice(results.length) };
  }

  /** Throws `Stop` where nothing listens at the URL. */
  async checkConnection(): Promise<void> {
    const reason = await connect(this.access.right.url, this.limits.patienceMs);
    if (reason !== undefined) this.#lose(reason);
  }

  find(
    check: CheckId,
    verdict: Verdict,
    seen: string,
    more: Pick<Finding, "details" | "fix"> = {},
  ): void {
    const isBad = verdict === "fault" || verdict === "warning";
    const { group, why } = checks[check];
    this.#findings.set(check, { check, group, verdict, seen, ...(isBad && { why }), ...more });
  }

  /** All that was found; what was not judged is skipped for this reason. */
  report(reason: string): Report {
    const { url } = this.access.right;
    const { provider } = this.#options;
    return {
      url: this.access.mask(`${url.origin}${url.pathname}`),
      provider,
      events: this.probes.types,
      deliveries: this.#deliveries,
      durationMs: Math.round(performance.now() - this.#startedAtMs),
      findings: checksOf(provider).map(
        (check) =>
          this.#findings.get(check) ?? {
            check,
            group: checks[check].group,
            verdict: "skipped",
            seen: reason,
          },
      ),
    };
  }

  #lose(reason: string): never {
    if (this.#suspect && GONE.has(reason)) {
      this.find("survives", "fault", `nothing listens any more since ${nameOf(this.#suspect)}`, {
        fix: "Look for the exception in the app's log. Catch what async functions throw, in callbacks and timers too: an unhandled rejection ends the process.",
      });
      throw new Stop("the app is gone");
    }
    this.find("reachable", "fault", `can't be reached: ${reason}`, { fix: fixForLoss(reason) });
    throw new Stop("the app can't be reached");
  }

  #giveWay(): never {
    this.find("rate-limit", "fault", `answers 429 after ${this.#deliveries} deliveries in a row`, {
      fix: "Exempt the provider's path from the rate limiter, or allow hundreds of deliveries a minute, and run the doctor again.",
    });
    throw new Stop("the app takes no more deliveries");
  }
}
