import type { Command } from "commander";
import type { EncodeOptions } from "../../testing/encode";
import type { BuiltInName } from "../../testing/look-up";
import { secretVariables } from "../delivery-options";
import { accessesOf } from "../doctor/access";
import { examine } from "../doctor/examine";
import { count, type Report } from "../doctor/report";
import { reportLines } from "../doctor/report-lines";
import { providerNames } from "../event-name";
import { addExamples } from "../examples";
import {
  type Headers,
  oneMoreHeader,
  providerOption,
  triggerOption,
  webAddress,
} from "../option-values";
import type { Session } from "../session";
import { StatusLine } from "../status-line";
import { UsageError } from "../usage-error";

interface DoctorOptions extends EncodeOptions {
  readonly provider?: BuiltInName;
  readonly token?: string;
  readonly header?: Headers;
}

/** `doctor`: sends a running app what its provider sends, and says what is wrong with the answers. */
export function addDoctor(program: Command, session: Session): void {
  const command = program
    .command("doctor")
    .summary("find out what is wrong with a running app")
    .description(
      "Sends a running app, whoever wrote it, every event in every encoding, odd shapes, repeats and broken bodies, without the secret too, and says what is wrong and how to mend it. All that it sends is made up, but the app takes it for real: examine one whose calls and tickets don't count. The exit code is 1 where a fault was found.",
    )
    .argument("<url...>", "where the receiver is mounted; one or several", oneMoreAddress)
    .addOption(providerOption("who delivers there (default: the one that the URL's path names)"))
    .option(
      "--token <secret>",
      "the secret, for ?token= or where it stands in the path (default: CALLSAVVY_SECRET or SERVETEL_SECRET of the environment, unless the URL or a header has one)",
    )
    .option(
      "--header <header>",
      "a header that holds the secret, as in 'X-API-Key: …'; may be repeated",
      oneMoreHeader,
    )
    .addOption(triggerOption("where the trigger is named, for Servetel"))
    .action(async (urls: readonly URL[], options: DoctorOptions) => {
      const reports: Report[] = [];
      const webhooks = urls.map((url) => [url, providerAt(url, options)] as const);
      for (const [url, provider] of webhooks) {
        reports.push(await examineOne(url, provider, options, session));
      }
      const isFine = reports.every((report) => count(report, "fault") === 0);
      if (!isFine || session.stop.aborted) session.exitCode = 1;
      session.present(reports, () => {
        const texts = reports.map((report) => reportLines(report, session).join("\n"));
        session.print(texts.join("\n\n\n"));
      });
    });
  addExamples(command, [
    ["doctor 'http://localhost:3000/webhooks/servetel?token=…'", "a webhook of Servetel's"],
    [
      "doctor http://localhost:3000/hook --provider callsavvy --token …",
      "one whose path names nobody",
    ],
    [
      "doctor http://localhost:3000/webhooks/servetel --header 'X-API-Key: …'",
      "with the secret in a header",
    ],
    [
      "doctor http://localhost:3000/webhooks/{callsavvy,servetel}",
      "both, with the secrets of the environment",
    ],
  ]);
}

const oneMoreAddress = (text: string, before: readonly URL[] = []): readonly URL[] => [
  ...before,
  webAddress(text),
];

/** Throws a `UsageError` where nobody says who delivers there. */
function providerAt({ pathname }: URL, { provider }: DoctorOptions): BuiltInName {
  const [named, other] = providerNames.filter((name) => pathname.toLowerCase().includes(name));
  if (provider) return provider;
  if (named && !other) return named;
  throw new UsageError(
    `The URL does not say who delivers there. Say it, as in --provider ${providerNames.join(" or --provider ")}.`,
  );
}

/** Shows meanwhile how far it is. */
async function examineOne(
  url: URL,
  provider: BuiltInName,
  { token, header: headers = {}, trigger = "path" }: DoctorOptions,
  session: Session,
): Promise<Report> {
  const line = new StatusLine(session);
  const given = { headers, ...(token !== undefined && { token }) };
  const secret = session.terminal.env[secretVariables[provider]];
  const isSecretElsewhere = accessesOf(url, given).secrets.length > 0;
  const report = await examine(url, {
    provider,
    trigger,
    ...given,
    ...(!isSecretElsewhere && secret && { token: secret }),
    signal: session.stop,
    onDelivery: (number, name) =>
      line.show(`  delivery ${number}: ${name}`.slice(0, session.columns - 1)),
  });
  line.clear();
  return report;
}
