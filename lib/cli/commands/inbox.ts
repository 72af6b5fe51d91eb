import { type Command, InvalidArgumentError, Option } from "commander";
import type { InboxState } from "../../sqlite";
import { addExamples } from "../examples";
import { padded } from "../flow";
import { withInbox } from "../inbox/open-inbox";
import { entryDocument, showEntry, showRows } from "../inbox/show-entry";
import { inNumber } from "../numbers-in-words";
import { wholeNumber } from "../option-values";
import type { Session } from "../session";
import { UsageError } from "../usage-error";

interface ChoiceOptions {
  readonly dead?: boolean;
}

const FILE = ["<file>", "the file that sqliteInbox was given"] as const;
const LARGEST_NUMBER = Number.MAX_SAFE_INTEGER;

/** What each state means, in the order in which deliveries go through them. */
const states: Readonly<Record<InboxState, string>> = {
  waiting: "not tried yet",
  leased: "being handled, or claimed by a process that has died since",
  failed: "will be tried again",
  done: "kept for a while, to know repeats by",
  dead: "nobody will try again, unless you say so",
};
const stateNames = Object.keys(states);

/** `inbox`: what an SQLite inbox holds, and what is to become of it. */
export function addInbox(program: Command, session: Session): void {
  const command = program
    .command("inbox")
    .summary("look into an SQLite inbox, and try again or drop what is dead")
    .description(
      "Looks into the file of sqliteInbox, and tries again or drops what lies there. The app may run meanwhile.",
    );
  addExamples(command, [
    ["inbox stats data/inbox.sqlite", "how many deliveries wait, have failed or are dead?"],
    ["inbox list data/inbox.sqlite --state dead", "which ones are dead, and why?"],
    ["inbox show data/inbox.sqlite 17", "what is in one, and what is wrong with it?"],
    ["inbox retry data/inbox.sqlite --dead", "the fault is mended: try them all again"],
  ]);
  addStats(command, session);
  addEntries(command, session);
  addShow(command, session);
  addRetry(command, session);
  addDrop(command, session);
}

function addStats(inbox: Command, session: Session): void {
  const command = inbox
    .command("stats")
    .summary("count the deliveries of each state")
    .description("Counts the deliveries of each state.")
    .argument(...FILE)
    .option("--provider <name>", "count those of one provider alone")
    .action(async (file: string, { provider }: { readonly provider?: string }) => {
      const stats = await withInbox(file, (opened) => opened.stats(provider));
      session.present(stats, () => {
        const { bold, dim } = session.colors;
        for (const [state, count] of Object.entries(stats)) {
          const meaning = dim(states[state as InboxState]);
          session.print(`${padded(state, 7)}  ${bold(inNumber(count).padStart(9))}  ${meaning}`);
        }
      });
    });
  addExamples(command, [["inbox stats data/inbox.sqlite --json", "for a program that watches"]]);
}

function addEntries(inbox: Command, session: Session): void {
  const command = inbox
    .command("list")
    .summary("list deliveries, the latest first")
    .description("Lists deliveries, the latest first, without what they say.")
    .argument(...FILE)
    .addOption(new Option("--state <state>", "list those of one state").choices(stateNames))
    .option("--limit <n>", "how many at most", wholeNumber(1, 10_000), 20)
    .option(
      "--before <number>",
      "only those with a smaller number: the next page",
      wholeNumber(1, LARGEST_NUMBER),
    )
    .action(
      async (file: string, options: { state?: InboxState; limit: number; before?: number }) => {
        const rows = await withInbox(file, (opened) => opened.list(options));
        session.present(rows, () => {
          if (rows.length > 0) showRows(rows, session);
          else session.tell("There are none.");
        });
      },
    );
  addExamples(command, [
    ["inbox list data/inbox.sqlite --state failed", "what will be tried again"],
    ["inbox list data/inbox.sqlite --limit 1000 --json", "for a program"],
  ]);
}

function addShow(inbox: Command, session: Session): void {
  const command = inbox
    .command("show")
    .summary("show a delivery, and what is wrong with it")
    .description(
      "Shows a delivery with its head and its body, and what a receiver would make of it today. It holds what callers have said.",
    )
    .argument(...FILE)
    .argument("<number>", "the delivery's number, as `inbox list` has it", numberOf)
    .option("--raw", "print nothing but the body, to the byte")
    .action(async (file: string, number: number, { raw = false }: { readonly raw?: boolean }) => {
      const entry = await withInbox(file, (opened) => opened.show(number));
      if (!entry) throw new UsageError(`${file} has no delivery ${number}.`);
      if (raw) session.write(entry.bytes);
      else if (session.isJson) session.printJson(entryDocument(entry));
      else await showEntry(entry, session);
    });
  addExamples(command, [
    ["inbox show data/inbox.sqlite 17", "one delivery"],
    ["inbox show data/inbox.sqlite 17 --raw > body.json", "its body, into a file"],
  ]);
}

function addRetry(inbox: Command, session: Session): void {
  const command = inbox
    .command("retry")
    .summary("have deliveries tried again from the start")
    .description(
      "Has deliveries that are dead or have failed tried again at once, as if nobody had tried. The exit code is 1 where one of those named is neither.",
    )
    .argument(...FILE)
    .argument("[numbers...]", "the deliveries' numbers", oneMoreNumber)
    .option("--dead", "all that are dead")
    .action(async (file: string, numbers: readonly number[], options: ChoiceOptions) => {
      const which = choiceOf(numbers, options);
      const count = await withInbox(file, (opened) => opened.retry(which));
      tell({ done: "retried", count, which, others: "neither dead nor failed" }, session);
    });
  addExamples(command, [
    ["inbox retry data/inbox.sqlite 17 18", "two of them"],
    ["inbox retry data/inbox.sqlite --dead", "all that are dead"],
  ]);
}

function addDrop(inbox: Command, session: Session): void {
  const command = inbox
    .command("drop")
    .summary("delete deliveries that are done or dead")
    .description(
      "Deletes deliveries that are done or dead, for good; others only with --force. The exit code is 1 where one of those named is left.",
    )
    .argument(...FILE)
    .argument("[numbers...]", "the deliveries' numbers", oneMoreNumber)
    .option("--dead", "all that are dead")
    .option("--force", "those too that nobody has handled yet")
    .action(
      async (
        file: string,
        numbers: readonly number[],
        { force = false, ...options }: ChoiceOptions & { readonly force?: boolean },
      ) => {
        const which = choiceOf(numbers, options);
        const count = await withInbox(file, (opened) => opened.drop(which, { force }));
        const others = force ? "not there" : "neither done nor dead";
        tell({ done: "dropped", count, which, others }, session);
      },
    );
  addExamples(command, [
    ["inbox drop data/inbox.sqlite 17", "one that is dead or done"],
    ["inbox drop data/inbox.sqlite --dead", "all that are dead"],
    ["inbox drop data/inbox.sqlite 19 --force", "one that nobody has handled yet"],
  ]);
}

function numberOf(text: string): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && number > 0 && number <= LARGEST_NUMBER) return number;
  throw new InvalidArgumentError("It takes the number of a delivery, as `inbox list` has it.");
}

const oneMoreNumber = (text: string, before: readonly number[] = []): readonly number[] => [
  ...before,
  numberOf(text),
];

/** Throws a `UsageError` unless deliveries are named in just one way. */
function choiceOf(
  numbers: readonly number[],
  { dead = false }: ChoiceOptions,
): readonly number[] | "dead" {
  const areNamed = numbers.length > 0;
  if (areNamed === dead) {
    throw new UsageError("Name the deliveries by their numbers, or take --dead for all of those.");
  }
  return dead ? "dead" : [...new Set(numbers)];
}

/** What became of the deliveries that were named. */
interface Outcome {
  readonly done: "retried" | "dropped";
  readonly count: number;
  readonly which: readonly number[] | "dead";
  /** What those are that were left alone. */
  readonly others: string;
}

/** Says how many there were, and how many of those named were of another state. */
function tell({ done, count, which, others }: Outcome, session: Session): void {
  const left = which === "dead" ? 0 : which.length - count;
  if (left > 0) session.exitCode = 1;
  session.present({ [done]: count, left }, () => {
    session.print(`${inNumber(count)} ${done}`);
    if (left > 0) session.print(`${inNumber(left)} left alone: ${others}`);
  });
}
