import { tracingChannel } from "node:diagnostics_channel";
import { afterEach } from "@jest/globals";
import { type DeliveryTrace, deliveryChannel } from "telephony-webhooks";

export const channel = tracingChannel<unknown, DeliveryTrace>(deliveryChannel);
const subscribed: Parameters<typeof channel.subscribe>[0][] = [];

/** What ends with the test by itself. */
export function endTraces(): void {
  for (const subscribers of subscribed.splice(0)) channel.unsubscribe(subscribers);
}

afterEach(endTraces);

/** The messages of the deliveries that end from now on, until the test ends, as they are then. */
export function listenToTraces(): DeliveryTrace[] {
  const ended: DeliveryTrace[] = [];
  const subscribers = {
    start: () => {},
    end: () => {},
    asyncStart: () => {},
    asyncEnd: (trace: DeliveryTrace) => void ended.push({ ...trace }),
    error: () => {},
  };
  channel.subscribe(subscribers);
  subscribed.push(subscribers);
  return ended;
}
