import { createCatalog, kebabCase } from "../catalog";
import { decode } from "../decode";
import type { WholeRequest } from "../memory-transport";
import { type BuiltInName, builtInProviders } from "../testing/look-up";
import type { Body } from "../transport";
import { type NamedEvent, providerNamed, providerNames } from "./event-name";
import { type HttpMessage, headersByName, readMessage } from "./http-message";

/** What a user knows of a delivery that its bytes may not say. */
export interface DeliveryHints {
  readonly provider?: BuiltInName | undefined;
  readonly event?: NamedEvent | undefined;
  readonly contentType?: string | undefined;
}

/** A delivery out of a file, and whose it is. */
export interface ReadDelivery {
  readonly provider: BuiltInName;
  readonly request: WholeRequest;
}

/** The delivery that bytes hold: a saved request, or a body alone. */
export function readDelivery(bytes: Buffer, hints: DeliveryHints): ReadDelivery {
  const { event, contentType } = hints;
  const message = readMessage(bytes) ?? messageOf(bytes);
  const headers = {
    ...headersByName(message),
    ...(contentType !== undefined && { "content-type": contentType }),
  };
  const { method, query, body } = message;
  const provider = hints.provider ?? event?.provider ?? providerOf(message, contentType);
  const path = event ? triggerPath(event) : belowMount(message.path, provider);
  return { provider, request: { method, path, query, headers, body } };
}

/** The request that a body alone comes from. Where nobody says what it is, the receiver finds out. */
const messageOf = (body: Buffer): HttpMessage => ({
  ...{ method: "POST", path: "", query: "", headers: [] },
  body,
});

/** Where an event's own URL ends; nothing where a field names the event. */
export function triggerPath({ provider, type }: NamedEvent): string {
  return builtInProviders[provider].identify.by === "trigger" ? `/${kebabCase(type)}` : "";
}

/** The provider that the path names, else the one whose events are named by a field that is there. */
export function providerOf(
  message: HttpMessage,
  contentType = headersByName(message)["content-type"],
): BuiltInName {
  const { method, path, query, body } = message;
  const named = providerNames.find((name) => segmentsOf(path).includes(name));
  if (named) return named;
  try {
    const fields: Body =
      method === "GET"
        ? { kind: "query", text: query }
        : { kind: "bytes", bytes: Buffer.from(body) };
    const { raw } = decode(fields, contentType, ["json", "form"]);
    return CALLSAVVY_FIELD in raw ? "callsavvy" : "servetel";
  } catch {
    // Whoever it is from, it will be refused for the same reason.
    return "servetel";
  }
}

const CALLSAVVY_FIELD = builtInProviders.callsavvy.identify.field;

/** What of a saved path lies below the receiver's mount: behind the provider's name, or a trigger at the end. */
export function belowMount(path: string, provider: BuiltInName): string {
  const segments = segmentsOf(path);
  const mount = segments.indexOf(provider);
  const last = segments.at(-1) ?? "";
  if (mount < 0) return triggersOf(provider).has(last) ? `/${last}` : "";
  return segments
    .slice(mount + 1)
    .map((segment) => `/${segment}`)
    .join("");
}

const segmentsOf = (path: string) => path.toLowerCase().split("/").filter(Boolean);

const triggersOf = (provider: BuiltInName) => createCatalog(providerNamed(provider)).triggers;
