import {
  callsavvy,
  memoryDuplicates,
  servetel,
  sharedSecret,
  type WebhookError,
} from "telephony-webhooks";
import type { SqliteInbox } from "telephony-webhooks/sqlite";
import { short } from "./board-row";
import { directionSaid } from "./call-news";
import { answerMessage } from "./chatbot";
import type { Directory } from "./directory";
import type { History, PhoneEvent } from "./history";
import type { Outage } from "./outage";
import { joinTickets } from "./tickets";

/** What each provider's portal has been told to send as `?token=`. */
export interface Secrets {
  readonly callsavvy: string;
  readonly servetel: string;
}

interface Surroundings {
  readonly secrets: Secrets;
  readonly inbox: SqliteInbox;
  readonly directory: Directory;
  readonly history: History;
  readonly outage: Outage;
  readonly print: (line: string) => void;
}

/** A field that the sender may have left empty, in words. */
const or = (value: string | undefined, otherwise: string) => value || otherwise;

interface CallNumbers {
  readonly direction?: string;
  readonly call_to_number: string;
  readonly caller_id_number: string;
}

/** The two numbers swap their roles with the direction of the call. */
function customer({ direction = "", call_to_number, caller_id_number }: CallNumbers): string {
  const isOutbound = directionSaid(direction) === "outbound";
  return or(isOutbound ? call_to_number : caller_id_number, "a hidden number");
}

/**
 * Makes the receivers of both providers: each event is kept, logged and, where it waits for that, answered. Events that
 * wait for nothing are in the inbox until `work` is called.
 */
export function createReceivers(surroundings: Surroundings) {
  const { secrets, inbox, directory, history, outage, print } = surroundings;
  const common = {
    inbox,
    // The inbox knows the repeats of what it keeps; this keeps twins apart that are answered at once.
    duplicates: memoryDuplicates(),
    // The history keeps a thousand of them.
    limit: "64kb",
  };
  const phone = callsavvy({ auth: sharedSecret(secrets.callsavvy), ...common });
  const lines = servetel({ auth: sharedSecret(secrets.servetel), ...common });

  /** Events that have just been kept, for the first time. */
  const fresh = new WeakSet<PhoneEvent>();
  const keep = (event: PhoneEvent) => {
    outage.endure();
    if (history.keep(event)) fresh.add(event);
  };
  phone.onAny(keep);
  lines.onAny(keep);

  // Callers choose their words, and as many as they like.
  const say = (line: string) => print(short(line));
  /** What is handled once more after a crash or a failure has been logged, or has yet to be kept. */
  const log = (event: PhoneEvent, line: string) => {
    if (fresh.has(event)) say(`${event.type}: ${line}`);
  };

  phone
    .on("callerInformation", (event) => {
      const { caller_number, call_department } = event.payload;
      const known = directory.findByPhone(caller_number);
      log(
        event,
        `${known?.name ?? or(caller_number, "a hidden number")} is calling ${call_department}`,
      );
      const answer = {
        caller_name: known?.name,
        caller_email: known?.email,
        customer_info: known?.plan,
      };
      history.keepReply(event, JSON.stringify(answer));
      return answer;
    })
    .on("callSummary", (event) => {
      const { call_direction, caller_number, call_duration } = event.payload;
      log(event, `${call_direction} call with ${caller_number} took ${call_duration} s`);
    })
    .on("newTicketOpened", (event) => {
      const { ticket_id, sender_email, ticket_subject } = event.payload;
      log(event, `ticket ${ticket_id} of ${sender_email}: ${ticket_subject}`);
    })
    .on("ticketEscalated", (event) => {
      const { ticket_id, ticket_status, last_ticket_reply } = event.payload;
      log(event, `ticket ${ticket_id} is ${ticket_status}, last reply at ${last_ticket_reply}`);
    })
    .on("newChat", (event) => {
      const { visitor_name, chat_department } = event.payload;
      log(event, `${visitor_name} wants to chat with ${chat_department}`);
    })
    .on("chatbotCallback", (event) => {
      const { sender_name, bot_name, original_message } = event.payload;
      log(event, `${sender_name} asks ${bot_name}: ${original_message}`);
      const statusOf = (ticketId: string) =>
        joinTickets(history.events).find((ticket) => ticket.id === ticketId)?.status;
      const answer = answerMessage(event.payload, statusOf);
      history.keepReply(event, answer.toString());
      return answer;
    });

  lines
    .on("callReceivedOnServer", (event) => {
      log(event, `${customer(event.payload)} calls ${event.payload.call_to_number}`);
    })
    .on("callAnsweredOnIvr", (event) => {
      log(event, `${customer(event.payload)} hears ${or(event.payload.ivr_name, "a menu")}`);
    })
    .on("callAnsweredByAgent", (event) => {
      const agent = or(event.payload.answer_agent_number, "an agent");
      log(event, `${agent} talks to ${customer(event.payload)}`);
    })
    .on(["callMissed", "callHangup", "callMissedOrAnswered"], (event) => {
      const { call_status, hangup_cause, billsec } = event.payload;
      const outcome = or(call_status, or(hangup_cause, "nobody says how"));
      log(event, `call of ${customer(event.payload)} is over (${outcome}), ${or(billsec, "0")} s`);
    })
    .on("dtmfOption", (event) => {
      const caller = customer({ direction: "outbound", ...event.payload });
      log(event, `${caller} pressed ${event.payload.digit_pressed}`);
    })
    .on("dialedOnAgent", (event) => {
      log(event, `an agent of ${event.payload.dept_name?.join(", ") ?? "the company"} is rung`);
    })
    .on("receivedOnDepartment", (event) => {
      const { dept_name, dept_id } = event.payload;
      log(event, `${customer(event.payload)} waits for ${or(dept_name, dept_id)}`);
    })
    .on("receivedOnAutoAttendant", (event) => {
      const { auto_attendant_name, auto_attendant_id } = event.payload;
      log(event, `${customer(event.payload)} hears ${or(auto_attendant_name, auto_attendant_id)}`);
    })
    .on("callAnsweredByCustomer", (event) => {
      log(event, `${customer({ direction: "outbound", ...event.payload })} has answered`);
    });

  for (const receiver of [phone, lines]) {
    receiver
      .onDuplicate(({ type }) => say(`${type}: a repeat, passed over`))
      .onError((error, { type }) => say(`${type}: failed: ${reasonOf(error)}`))
      .onDead(({ code }, { type }) => say(`${type}: dead, and kept in the inbox: ${code}`));
  }
  return { phone, lines };
}

/** What a handler has thrown, where one has. */
const reasonOf = ({ cause, message }: WebhookError) =>
  cause instanceof Error ? cause.message : message;
