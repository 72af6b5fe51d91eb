import type { KeptEvent } from "./history";

/** A ticket, from all that has been told of it. */
export interface Ticket {
  readonly id: string;
  readonly subject: string;
  readonly senderEmail: string;
  readonly department: string;
  readonly status: string;
  readonly isEscalated: boolean;
  /** As Callsavvy writes it, without a zone; `""` where it has not been told. */
  readonly lastReply: string;
  readonly heardOfAt: string;
  readonly events: readonly KeptEvent[];
}

/** Joins events, in order of arrival, into tickets; the one last heard of comes last. */
export function joinTickets(events: readonly KeptEvent[]): readonly Ticket[] {
  const tickets = new Map<string, Ticket>();
  for (const event of events) {
    if (event.type !== "newTicketOpened" && event.type !== "ticketEscalated") continue;
    const id = event.payload.ticket_id;
    const before = tickets.get(id);
    tickets.delete(id);
    tickets.set(id, after(before, event));
  }
  return [...tickets.values()];
}

type TicketEvent = Extract<KeptEvent, { type: "newTicketOpened" | "ticketEscalated" }>;

/** An escalation is the later word on a ticket, even where it has arrived first. */
function after(before: Ticket | undefined, event: TicketEvent): Ticket {
  const { ticket_id, ticket_subject, sender_email, ticket_department } = event.payload;
  const isEscalation = event.type === "ticketEscalated";
  const lastReply = isEscalation ? event.payload.last_ticket_reply : "";
  const isLateOpening = !isEscalation && before?.isEscalated;
  return {
    id: ticket_id,
    subject: ticket_subject,
    senderEmail: sender_email,
    department: ticket_department,
    status: isLateOpening ? before.status : (event.payload.ticket_status ?? "New"),
    isEscalated: isEscalation || (before?.isEscalated ?? false),
    lastReply: lastReply || (before?.lastReply ?? ""),
    heardOfAt: event.receivedAt,
    events: [...(before?.events ?? []), event],
  };
}
