import type { Examination } from "./examination";
import { listed } from "./in-words";
import { type Answer, isTaken } from "./outcome";
import { nameOf, type Probe } from "./probes";

/** A shorter secret is in many an answer by chance. */
const SHORTEST_SECRET = 8;

/** As Node, Python, PHP, Java and Go print the way to a failure; slashes and markup may be escaped. */
const STACK_TRACES = [
  /\bat [^\n<]{1,300}?:\d+:\d+/,
  /Traceback \(most recent call last\)/,
  /\.php\(\d+\): /,
  /\bat [\w.$]+\([\w$]+\.(?:java|kt|scala):\d+\)/,
  /\bgoroutine \d+ \[running\]/,
];

/** Watches answers for what they should not hold. */
export class Leaks {
  readonly #canary: string;
  readonly #secrets: readonly string[];
  readonly #found = new Map<string, string[]>();

  constructor(canary: string, secrets: readonly string[]) {
    this.#canary = canary;
    this.#secrets = secrets.filter(({ length }) => length >= SHORTEST_SECRET);
  }

  /** Who is let in may well be told again what was sent, as in a reply; a refusal may go anywhere. */
  look(probe: Probe, answer: Answer): void {
    const { text } = answer;
    const isRefused = !isTaken(answer);
    const leaked = [
      isRefused && text.includes(this.#canary) && "a value of the payload",
      this.#secrets.some((secret) => text.includes(secret)) && "the secret",
      isRefused && STACK_TRACES.some((trace) => trace.test(text)) && "a stack trace",
    ];
    for (const what of leaked) {
      if (what) this.#found.set(what, [...(this.#found.get(what) ?? []), nameOf(probe)]);
    }
  }

  /** What was leaked, and by the answers to which deliveries. */
  get found(): ReadonlyMap<string, readonly string[]> {
    return this.#found;
  }
}

/** Judges the answers to all that was sent. */
export function checkLeaks(exam: Examination): void {
  const { found } = exam.leaks;
  if (found.size === 0) {
    exam.find("leaks", "ok", "no refusal repeats a value, or shows a stack trace");
    return;
  }
  exam.find("leaks", "fault", `answers hold ${[...found.keys()].join(" and ")}`, {
    details: [...found].map(([what, names]) => `${what}: ${listed(names)}`),
    fix: "Answer errors with a status and words of your own. Express shows stack traces unless NODE_ENV is production, or an error handler (four parameters, after all routes) answers instead.",
  });
}
