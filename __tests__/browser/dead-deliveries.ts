import { sqliteInbox } from "telephony-webhooks/sqlite";
import { buryDelivery } from "../example-app/bury-delivery";

/** Puts dead deliveries of events with these names into an app's inbox, from outside. */
export async function buryIn(inboxFile: string, types: readonly string[]): Promise<void> {
  const inbox = sqliteInbox({ file: inboxFile });
  for (const type of types) await buryDelivery(inbox, { type });
  await inbox.close();
}
