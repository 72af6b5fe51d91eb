import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Command, CommanderError } from "commander";
import { createColors } from "picocolors";
import { addDoctor } from "./commands/doctor";
import { addInbox } from "./commands/inbox";
import { addList } from "./commands/list";
import { addListen } from "./commands/listen";
import { addReplay } from "./commands/replay";
import { addSample } from "./commands/sample";
import { addSchema } from "./commands/schema";
import { addSend } from "./commands/send";
import { addValidate } from "./commands/validate";
import { addExamples } from "./examples";
import { printable } from "./printable";
import { type GlobalOptions, Session } from "./session";
import type { Terminal } from "./terminal";
import { UsageError } from "./usage-error";

/** All commands, in the order of the help. */
const commands = [
  addList,
  addSchema,
  addSample,
  addValidate,
  addSend,
  addListen,
  addReplay,
  addDoctor,
  addInbox,
];

/**
 * Carries out a command line, without the program's own name, and gives the exit code: 0 where all went well, 1 where
 * it did not, 2 where the command can't be carried out as it was given.
 */
export async function run(argv: readonly string[], terminal: Terminal): Promise<number> {
  const program = new Command("telephony-webhooks");
  const session = new Session(terminal, () => program.opts<GlobalOptions>());
  configure(program, session);

  let failure: unknown;
  for (const stream of [terminal.stdout, terminal.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      // Who reads no further, as `head` does, wants no more, and no complaint.
      if (error.code !== "EPIPE") failure ??= error;
      session.abandon();
    });
  }
  try {
    await program.parseAsync(argv, { from: "user" });
  } catch (thrown) {
    failure ??= thrown;
  }
  // What can't be written may show only now.
  await new Promise<void>((resolve) => terminal.stdout.write("", () => resolve()));
  return failure === undefined ? session.exitCode : exitCodeOf(failure, session);
}

/** Describes the program and its commands, and leads all that it prints to the session's terminal. */
function configure(program: Command, session: Session): void {
  const { terminal } = session;
  program
    .description("Try the webhooks of Callsavvy and Servetel without a phone call.")
    .version(packageVersion(), "-V, --version", "print the version")
    .option("--json", "print JSON, for programs")
    .option("--no-color", "print without colours; so do NO_COLOR and whatever is no terminal")
    .helpOption("-h, --help", "show how to use the program or a command")
    .helpCommand("help [command]", "show how to use a command")
    .exitOverride()
    .showHelpAfterError("Add --help to see how.")
    .configureHelp({ showGlobalOptions: true, styleTitle: createColors(true).bold })
    .configureOutput({
      writeOut: (text) => terminal.stdout.write(text),
      writeErr: (text) => terminal.stderr.write(text),
      getOutHelpWidth: () => session.columns,
      getErrHelpWidth: () => session.columns,
      getOutHasColors: () => session.hasColors(terminal.stdout),
      getErrHasColors: () => session.hasColors(terminal.stderr),
    });
  addExamples(program, [
    ["listen", "in one terminal: a receiver that prints what arrives"],
    [
      "send callMissed --to http://localhost:3000/webhooks/servetel",
      "in another one: a missed call",
    ],
    ["validate body.json", "what is wrong with a body that was refused?"],
    [
      "doctor 'http://localhost:3000/webhooks/servetel?token=…'",
      "what is wrong with the app that is to receive them?",
    ],
  ]);
  for (const add of commands) add(program, session);
}

function exitCodeOf(failure: unknown, session: Session): number {
  // Commander has said it all by now.
  if (failure instanceof CommanderError) return failure.exitCode === 0 ? 0 : 2;
  const isUsage = failure instanceof UsageError;
  const { message } = failure as Error;
  session.tell(`${session.errorColors.red("error:")} ${printable(message)}`);
  if (isUsage) session.tell("Add --help to see how.");
  return isUsage ? 2 : 1;
}

function packageVersion(): string {
  // From lib/ and from dist/ the way is the same.
  return JSON.parse(readFileSync(join(__dirname, "../../package.json"), "utf8")).version;
}
