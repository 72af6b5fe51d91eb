import type { Outcome } from "../delivery";
import type { Transport } from "../transport";
import type { InboxDelivery } from "./inbox";

/** Brings a stored delivery in once more. Nobody waits for its answer. */
export function storedTransport(
  { type, head, receivedAt, bytes }: InboxDelivery,
  settled: (outcome: Outcome) => void,
): Transport {
  return {
    head: { ...head, address: undefined },
    unknownPath: "ignore",
    receivedAt,
    identified: { type, identifiedBy: head.identifiedBy },
    read: () => ({ kind: "bytes", bytes }),
    hide: () => {},
    attach: () => {},
    answer: () => {},
    pass: () => {},
    settled,
  };
}
