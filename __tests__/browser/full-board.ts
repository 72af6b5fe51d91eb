import { type Delivery, sample } from "telephony-webhooks/testing";
import type { AppProcess } from "./app-process";
import { buryIn } from "./dead-deliveries";

const fresh = { fresh: true } as const;

/** One delivery for every kind of row, each of somebody else. Where strangers choose the words, these are theirs. */
function deliveriesWith(words: string): readonly Delivery[] {
  const agent = { id: "1", name: words, number: "+915550007009" };
  const from = (number: number) => ({ caller_id_number: `+91555000${number}` });
  return [
    sample("callsavvy", "callerInformation", {}, fresh),
    sample("servetel", "callReceivedOnServer", { caller_id_number: "" }, fresh),
    sample("servetel", "callAnsweredOnIvr", { ...from(6301), ivr_name: words }, fresh),
    sample("servetel", "receivedOnDepartment", { ...from(6302), dept_name: words }, fresh),
    sample("servetel", "callAnsweredByAgent", { ...from(6303), answered_agent_name: words }, fresh),
    sample("servetel", "callAnsweredByCustomer", { call_to_number: "+915550006304" }, fresh),
    sample("servetel", "callMissed", { ...from(6305), missed_agent: [agent] }, fresh),
    sample("servetel", "callMissed", { caller_id_number: "" }, fresh),
    sample("servetel", "callHangup", { ...from(6306), answered_agent: [agent] }, fresh),
    sample("servetel", "callMissedOrAnswered", { call_to_number: "+915550006307" }, fresh),
    sample("callsavvy", "callSummary", { caller_number: words }, fresh),
    sample("callsavvy", "newTicketOpened", { ticket_subject: words, sender_email: words }, fresh),
    sample("callsavvy", "ticketEscalated", { ticket_id: words, ticket_status: words }, fresh),
    sample("callsavvy", "newChat", { visitor_name: words, visitor_email: words }, fresh),
    sample("callsavvy", "chatbotCallback", { original_message: words, bot_name: words }, fresh),
    sample("callsavvy", "chatbotCallback", {
      original_message: "Please call me back",
      sender_name: words,
    }),
  ];
}

/** Has every list of the page filled, with rows of every state, and gives the number of events. */
export async function fillBoard(app: AppProcess, words: string): Promise<number> {
  const deliveries = deliveriesWith(words);
  for (const delivery of deliveries) await app.send(delivery);
  await buryIn(app.inboxFile, ["callMissed", words]);
  return deliveries.length;
}
