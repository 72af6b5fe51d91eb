import { isUtf8 } from "node:buffer";
import type { InboxEntry, InboxRow } from "../../sqlite";
import { builtInProviders } from "../../testing/look-up";
import { eventsOf, providerNames } from "../event-name";
import { report } from "../examination-report";
import { examine } from "../examine";
import { padded, widthOf } from "../flow";
import { jsonText, printable, shortened } from "../printable";
import { triggerPath } from "../read-delivery";
import type { Session } from "../session";

/** Of an event that the schemas don't know, the type is the sender's word, however long. */
const TYPE_LENGTH = 40;

/** The rows of a list, for people. */
export function showRows(rows: readonly InboxRow[], session: Session): void {
  const { bold, dim } = session.colors;
  const columns = [
    ({ number }: InboxRow) => bold(String(number)),
    ({ state }: InboxRow) => state,
    ({ provider, type }: InboxRow) => `${provider}.${shortened(printable(type), TYPE_LENGTH)}`,
    ({ receivedAt }: InboxRow) => dim(receivedAt.toISOString()),
    ({ attempts }: InboxRow) => (attempts === 1 ? "1 attempt" : `${attempts} attempts`),
  ].map((textOf) => {
    const texts = rows.map(textOf);
    const width = Math.max(...texts.map(widthOf));
    return texts.map((text) => padded(text, width));
  });
  for (const [index, { reason }] of rows.entries()) {
    const texts = columns.map((column) => column[index]);
    session.print([...texts, printable(reason ?? "")].join("  ").trimEnd());
  }
}

/** A kept delivery, as data. */
export function entryDocument({ bytes, ...entry }: InboxEntry) {
  const body = isUtf8(bytes) ? { text: bytes.toString() } : { base64: bytes.toString("base64") };
  return { ...entry, body };
}

/** A kept delivery with its head and its body, and what `validate` would say of it. */
export async function showEntry(entry: InboxEntry, session: Session): Promise<void> {
  const { head, bytes, changedAt, dueAt, state } = entry;
  const { dim } = session.colors;
  showRows([entry], session);
  const next = state === "failed" || state === "leased" ? `, due at ${dueAt.toISOString()}` : "";
  session.print(dim(`  so since ${changedAt.toISOString()}${next}\n`));
  const target = head.query === "" ? head.path : `${head.path}?${head.query}`;
  session.print(printable(`${head.method} ${target}`));
  for (const [name, value] of Object.entries(head.headers)) {
    session.print(`${dim(`${printable(name)}:`)} ${printable(value)}`);
  }
  session.print();
  if (bytes.length > 0) session.print(`${bodyText(bytes)}\n`);
  await judge(entry, session);
}

function bodyText(bytes: Buffer): string {
  const text = bytes.toString();
  try {
    return jsonText(JSON.parse(text), 2);
  } catch {
    return printable(text);
  }
}

/** Only for a provider that this package knows. What is wrong with a delivery is no fault of who looks at it. */
async function judge({ provider, type, head, bytes }: InboxEntry, session: Session): Promise<void> {
  const known = providerNames.find((name) => name === provider);
  if (!known) return;
  const event = eventsOf(known).find((named) => named.type === type);
  // It had no need to name its trigger where the receiver has the option.
  const path =
    event && builtInProviders[known].identify.by === "trigger" ? triggerPath(event) : head.path;
  const { method, query, headers } = head;
  const request = { method, path, query, headers, body: bytes };
  report(await examine({ provider: known, request }), undefined, session);
  session.exitCode = 0;
}
