import { joined, type Person, type Row, refer, short } from "./board-row";
import { asksForCall } from "./chatbot";
import type { Customer } from "./directory";
import type { KeptEvent } from "./history";
import type { Ticket } from "./tickets";

export interface TicketView extends Row {
  readonly id: string;
  readonly subject: string;
  readonly person: Person;
  readonly text: string;
  readonly isEscalated: boolean;
}

export interface ChatView extends Row {
  readonly person: Person;
  readonly text: string;
}

export interface QuestionView extends Row {
  readonly person: Person;
  readonly message: string;
  /** As it was sent; `""` while there is none. */
  readonly answer: string;
  readonly wantsCall: boolean;
}

type Find = (contact: string) => Customer | undefined;

export function viewTicket(ticket: Ticket, findByEmail: Find): TicketView {
  const { id, subject, senderEmail, status, lastReply, isEscalated, heardOfAt, events } = ticket;
  const customer = findByEmail(senderEmail);
  return {
    key: `ticket.${id}`,
    id: short(id),
    subject: short(subject),
    person: {
      name: customer?.name ?? (short(senderEmail) || "Unknown sender"),
      contact: customer ? short(senderEmail) : "",
      plan: customer?.plan ?? "",
    },
    text: joined(status, lastReply && `last reply ${lastReply}`),
    isEscalated,
    at: heardOfAt,
    events: events.map(refer),
  };
}

type ChatEvent = Extract<KeptEvent, { type: "newChat" }>;

/** What a visitor types is no proof of who it is, so nobody is taken for a customer here. */
export function viewChat(event: ChatEvent): ChatView {
  const { visitor_name, visitor_email, visitor_phone, chat_department } = event.payload;
  return {
    key: `event.${event.number}`,
    person: {
      name: short(visitor_name) || "A visitor",
      contact: joined(visitor_email, visitor_phone),
      plan: "",
    },
    text: short(`Waits for department ${chat_department}`),
    at: event.receivedAt,
    events: [refer(event)],
  };
}

type QuestionEvent = Extract<KeptEvent, { type: "chatbotCallback" }>;

export function viewQuestion(event: QuestionEvent): QuestionView {
  const { sender_name, original_message, bot_name, department } = event.payload;
  return {
    key: `event.${event.number}`,
    person: {
      name: short(sender_name) || "Somebody",
      contact: joined(`asks ${bot_name}`, department),
      plan: "",
    },
    message: short(original_message),
    answer: short(event.reply ?? ""),
    wantsCall: asksForCall(original_message),
    at: event.receivedAt,
    events: [refer(event)],
  };
}
