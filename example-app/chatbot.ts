import { type ChatbotCallback, type Html, html } from "telephony-webhooks";

const OPENING_HOURS = "Monday to Saturday from 9:00 to 18:00";

/** Says in what state a ticket is; nothing where there is none of that number. */
export type FindTicketStatus = (ticketId: string) => string | undefined;

/** What the bot says. Whatever comes from the sender is escaped by `html`. */
export function answerMessage(
  { original_message: message, sender_name: name, business_name }: ChatbotCallback,
  findTicketStatus: FindTicketStatus,
): Html {
  const [, ticketId] = /\bticket\D{0,20}(\d{1,12})\b/i.exec(message) ?? [];
  if (ticketId) return answerAboutTicket(ticketId, findTicketStatus(ticketId));
  if (asksForCall(message)) {
    return html`<p>Of course, ${name}. A colleague will call you back today.</p>`;
  }
  if (/\b(?:open|opening|close|closed|hours)\b/i.test(message)) {
    return html`<p>${business_name} is open ${OPENING_HOURS}.</p>`;
  }
  return html`<p>Thank you, ${name}. A person will answer you soon.</p>`;
}

/** Anybody may guess a number, so the bot tells nothing of a ticket but its state. */
function answerAboutTicket(ticketId: string, status: string | undefined): Html {
  return status === undefined
    ? html`<p>There is no ticket ${ticketId}. Please check its number.</p>`
    : html`<p>Ticket ${ticketId}: <b>${status}</b>.</p>`;
}

/** Whether a message is one to answer by phone. */
export function asksForCall(message: string): boolean {
  return /\bcall(?:ing)? (?:me|us|back)\b|\bphone me\b/i.test(message);
}
