import { once } from "node:events";
import type { Server } from "node:http";
import type { Command } from "commander";
import { type Authenticator, letEveryoneIn } from "../../authenticate";
import { anyOf } from "../../authenticators/combined";
import { sharedSecret } from "../../authenticators/shared-secret";
import { originOf } from "../../testing/deliver";
import type { BuiltInName } from "../../testing/look-up";
import type { Answer } from "../../transport";
import { secretVariables } from "../delivery-options";
import { addExamples } from "../examples";
import type { Arrival } from "../listen/arrival";
import { arrivalDocument, type Remarks, showArrival } from "../listen/delivery-log";
import { DeliveryStore } from "../listen/delivery-store";
import { createMounts, type Mount } from "../listen/mounts";
import { createReceivingServer } from "../listen/receiving-server";
import { Repeats } from "../listen/repeats";
import { wholeNumber } from "../option-values";
import type { Session } from "../session";
import { UsageError } from "../usage-error";

interface ListenOptions {
  readonly port: number;
  readonly host: string;
  readonly save?: string;
  readonly token?: string;
  readonly callsavvySecret?: string;
  readonly servetelSecret?: string;
  readonly replyName: string;
}

type Auth = Readonly<Record<BuiltInName, Authenticator>>;

/** More than a receiver reads, so that a body over its limit is saved all the same. */
const LARGEST_BODY = 1024 ** 2;
const BODY_TIMEOUT_MS = 5_000;
/** How long those who are being answered have when the command is stopped. */
const LAST_ANSWERS_MS = 2_000;

/** `listen`: a receiver for both providers that prints what arrives. */
export function addListen(program: Command, session: Session): void {
  const command = program
    .command("listen")
    .summary("receive deliveries and print them")
    .description(
      "Receives the deliveries of both providers and prints each as it arrives: the event, what was repaired, or why it was refused. Ctrl-C ends it.",
    )
    .option("--port <n>", "the port; 0 for any that is free", wholeNumber(0, 65_535), 3000)
    .option("--host <address>", "the address of this machine to listen at", "127.0.0.1")
    .option(
      "--save <folder>",
      "keep each delivery to the byte, less its secrets, before it is answered",
    )
    .option(
      "--token <secret>",
      "let in who sends it, in ?token=, X-API-Key or as Authorization: Bearer (default: everyone)",
    )
    .option(
      "--callsavvy-secret <secret>",
      "the same for Callsavvy alone (default: CALLSAVVY_SECRET of the environment)",
    )
    .option(
      "--servetel-secret <secret>",
      "the same for Servetel alone (default: SERVETEL_SECRET of the environment)",
    )
    .option("--reply-name <name>", "who is calling, for callerInformation", "Asha Example")
    .action((options: ListenOptions) => listen(options, session));
  addExamples(command, [
    ["listen", "at http://127.0.0.1:3000"],
    ["listen --save deliveries", "keeps them, for `replay` and `validate`"],
    ["listen --port 8080 --host 0.0.0.0", "for other machines"],
    ["listen --json", "a JSON object on each line, for a program"],
  ]);
}

async function listen(options: ListenOptions, session: Session): Promise<void> {
  const { port, host, save, replyName } = options;
  const auth = authOf(options, session);
  const mounts = createMounts({ auth, callerName: replyName });
  const store = save === undefined ? undefined : await DeliveryStore.open(save);
  const repeats = new Repeats();
  const server = createReceivingServer({
    mounts,
    firstNumber: store?.firstNumber ?? 1,
    limit: LARGEST_BODY,
    timeoutMs: BODY_TIMEOUT_MS,
    onArrival: async (arrival) => {
      const { event, number } = arrival;
      const first = event && repeats.firstOf(event.id, number);
      const kept = (await store?.keep(arrival)) ?? {};
      const { answer } = kept.isLost ? { answer: UNAVAILABLE } : arrival;
      print({ ...arrival, answer }, { ...kept, repeats: first }, session);
      return answer;
    },
  });
  const { stop } = session;
  await start(server, port, host);
  announce(mounts, server, auth, session);
  if (!stop.aborted) await once(stop, "abort");
  await close(server);
}

/** For a delivery that could not be saved: the sender should come again. */
const UNAVAILABLE: Answer = { status: 503, headers: { "Retry-After": "5" } };

/** Who is let in: everyone, unless there is a secret. Throws a `UsageError` for a secret that is too short, or empty on the command line. */
function authOf(options: ListenOptions, { terminal: { env } }: Session): Auth {
  const { token, callsavvySecret = token, servetelSecret = token } = options;
  return {
    callsavvy: authenticatorOf(callsavvySecret ?? (env[secretVariables.callsavvy] || undefined)),
    servetel: authenticatorOf(servetelSecret ?? (env[secretVariables.servetel] || undefined)),
  };
}

function authenticatorOf(secret: string | undefined): Authenticator {
  if (secret === undefined) return letEveryoneIn;
  try {
    return anyOf(
      sharedSecret(secret),
      sharedSecret(secret, { header: "x-api-key" }),
      sharedSecret(secret, { bearer: true }),
    );
  } catch {
    throw new UsageError("A secret takes 16 characters or more, without blanks around it.");
  }
}

async function start(server: Server, port: number, host: string): Promise<void> {
  try {
    await once(server.listen(port, host), "listening");
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    throw new Error(
      code === "EADDRINUSE"
        ? `Port ${port} is taken. Name another one: --port 3001, or --port 0 for any that is free.`
        : `Nobody can listen at port ${port} of ${host}: ${code}.`,
    );
  }
}

/** Lets those who are being answered have their answers. */
async function close(server: Server): Promise<void> {
  const timer = setTimeout(() => server.closeAllConnections(), LAST_ANSWERS_MS);
  await once(server.close(), "close");
  clearTimeout(timer);
}

/** Says where to send to. */
function announce(mounts: readonly Mount[], server: Server, auth: Auth, session: Session): void {
  const origin = originOf(server);
  if (session.isJson) {
    const urls = mounts.map(({ provider, path }) => [provider, origin + path]);
    session.printJson({ listening: Object.fromEntries(urls) }, "line");
    return;
  }
  const { bold, dim, yellow } = session.colors;
  session.print("Listening for deliveries; Ctrl-C ends it.\n");
  for (const { provider, path } of mounts) {
    const access =
      auth[provider] === letEveryoneIn ? yellow("everyone is let in") : dim("asks for its secret");
    const trigger = provider === "servetel" ? dim("/<trigger>, as in /call-missed") : "";
    session.print(`  ${provider.padEnd(9)}  ${bold(origin + path)}${trigger}  ${access}`);
  }
  session.print();
}

function print(arrival: Arrival, remarks: Remarks, session: Session): void {
  if (session.isJson) session.printJson(arrivalDocument(arrival, remarks), "line");
  else showArrival(arrival, remarks, session);
}
