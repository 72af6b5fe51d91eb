import type { Reception } from "../delivery";
import type { Inbox } from "./inbox";
import { completeWorkOptions, type WorkOptions } from "./work-options";
import { Worker } from "./worker";

/** Which providers' deliveries somebody takes out of an inbox already. */
const taken = new WeakMap<Inbox, Set<string>>();

/** Throws a `TypeError` where there is no inbox, or somebody works on it already. */
export function startWork(reception: Reception, options: WorkOptions): void {
  const { inbox } = reception.config;
  const { name } = reception.catalog;
  if (!inbox) {
    throw new TypeError(
      'work takes deliveries out of an inbox: give the receiver one, such as inbox: sqliteInbox({ file: "inbox.sqlite" }).',
    );
  }
  const settings = completeWorkOptions(options);
  const providers = taken.get(inbox) ?? new Set();
  if (reception.worker || providers.has(name)) {
    throw new TypeError(
      `A ${name} receiver works on this inbox already, and its handlers get all that is there. Give another receiver an inbox of its own, with another file or queue.`,
    );
  }
  // A shutdown may come before the start is over.
  if (reception.inFlight.isDraining) return;
  taken.set(inbox, providers.add(name));
  reception.worker = new Worker(inbox, reception, settings, () => providers.delete(name));
}
