import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import type { Command } from "commander";
import type { DeliverOptions } from "../testing/deliver";
import type { BuiltInName } from "../testing/look-up";
import { loginOf } from "./login";
import { type Headers, oneMoreHeader, webAddress, wholeNumber } from "./option-values";
import type { Terminal } from "./terminal";

/** Options of all commands that send deliveries. */
export interface SendingOptions {
  readonly to: URL;
  readonly token?: string;
  readonly header?: Headers;
  readonly timeout: number;
}

/** Adds the options of all commands that send deliveries. */
export function addSendingOptions(command: Command): void {
  command
    .requiredOption("--to <url>", "where the receiver is mounted", webAddress)
    .option(
      "--token <secret>",
      "the secret, for ?token= (default: CALLSAVVY_SECRET or SERVETEL_SECRET of the environment, unless the URL has a token or a header is given)",
    )
    .option("--header <header>", "a header, as in 'X-API-Key: …'; may be repeated", oneMoreHeader)
    .option("--timeout <ms>", "how long to wait for an answer", wholeNumber(1, 600_000), 10_000);
}

/** How to send a provider's delivery, with the secret and over connections that stay open. */
export function deliverOptions(
  provider: BuiltInName,
  { to, token, header, timeout }: SendingOptions,
  { env }: Pick<Terminal, "env">,
): DeliverOptions {
  const headers = { ...loginOf(to), ...header };
  const isSecretElsewhere = Object.keys(headers).length > 0 || to.searchParams.has("token");
  const secret = token ?? (isSecretElsewhere ? undefined : env[secretVariables[provider]]);
  return {
    timeoutMs: timeout,
    headers,
    ...(secret && { token: secret }),
  };
}

/** Where the environment holds the providers' secrets, as for the example app. */
export const secretVariables = {
  callsavvy: "CALLSAVVY_SECRET",
  servetel: "SERVETEL_SECRET",
} as const satisfies Readonly<Record<BuiltInName, string>>;

/** Keeps up to so many connections open. */
export function keptConnections({ protocol }: URL, maxSockets: number): HttpAgent {
  const Agent = protocol === "https:" ? HttpsAgent : HttpAgent;
  return new Agent({ keepAlive: true, maxSockets });
}

/** An address without what may be a secret. */
export const publicAddress = ({ origin, pathname }: URL): string => `${origin}${pathname}`;
