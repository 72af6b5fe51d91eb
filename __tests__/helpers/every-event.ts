import { callsavvyProvider, type Provider, servetelProvider } from "telephony-webhooks";
import { type Delivery, type SampleOptions, sample } from "telephony-webhooks/testing";

export type ProviderName = "callsavvy" | "servetel";

const providers: Readonly<Record<ProviderName, Provider>> = {
  callsavvy: callsavvyProvider,
  servetel: servetelProvider,
};

/** Every event of both providers. */
export const everyEvent = (["callsavvy", "servetel"] as const).flatMap((provider) =>
  Object.keys(providers[provider].events).map((type) => [provider, type] as const),
);

/** A sample of an event that is known only at run time. */
export const sampleOf = sample as (
  provider: ProviderName,
  type: string,
  overrides?: Readonly<Record<string, unknown>>,
  options?: SampleOptions,
) => Delivery;
