import type { Authenticator } from "../../authenticate";
import type { Reception } from "../../delivery";
import { createReception } from "../../receiver";
import { SECRET_PARAMETERS } from "../../secret-names";
import type { BuiltInName } from "../../testing/look-up";
import { providerNamed, providerNames } from "../event-name";

/** Where a provider's deliveries are taken. */
export interface Mount {
  readonly provider: BuiltInName;
  /** As in `/webhooks/servetel`. */
  readonly path: string;
  readonly reception: Reception;
}

/** Who is let in, and what the events that wait for a reply are answered with. */
export interface MountOptions {
  readonly auth: Readonly<Record<BuiltInName, Authenticator>>;
  readonly callerName: string;
}

/** Receivers of all providers that take every event and remember none. */
export function createMounts({ auth, callerName }: MountOptions): readonly Mount[] {
  const replies: Readonly<Record<string, unknown>> = {
    callerInformation: { caller_name: callerName, customer_info: "a made-up customer" },
    chatbotCallback: "Thank you for your message. A person will answer you soon.",
  };
  return providerNames.map((provider) => {
    // Senders may give a secret also to who asks for none; it is not to show up among the fields.
    const reception = createReception(providerNamed(provider), {
      auth: { ...auth[provider], secretQuery: SECRET_PARAMETERS },
    });
    const { catalog, handlers, listeners } = reception;
    for (const type of catalog.events.keys()) handlers.add(type, () => replies[type]);
    // What they would hear of is printed from the answers, and else it would be logged twice.
    listeners.add("onUnhandled", () => {});
    listeners.add("onRejected", () => {});
    return { provider, path: `/webhooks/${provider}`, reception };
  });
}
