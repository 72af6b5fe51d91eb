import { callsavvy, servetel, sharedSecret } from "telephony-webhooks";
import { short } from "./board-row";
import { directionSaid } from "./call-news";
import { answerMessage } from "./chatbot";
import type { Database } from "./database";
import { databaseDuplicates } from "./database-duplicates";
import type { Directory } from "./directory";
import type { History } from "./history";
import { joinTickets } from "./tickets";

/** What each provider's portal has been told to send as `?token=`. */
export interface Secrets {
  readonly callsavvy: string;
  readonly servetel: string;
}

interface Surroundings {
  readonly secrets: Secrets;
  readonly database: Database;
  readonly directory: Directory;
  readonly history: History;
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

/** Makes the receivers of both providers: each event is kept, logged and, where it waits for that, answered. */
export function createReceivers({ secrets, database, directory, history, print }: Surroundings) {
  // Callers choose their words, and as many as they like.
  const log = (line: string) => print(short(line));

  const duplicates = databaseDuplicates(database);
  // The history keeps a thousand of them.
  const common = { duplicates, limit: "64kb" };
  const phone = callsavvy({ auth: sharedSecret(secrets.callsavvy), ...common });
  const lines = servetel({ auth: sharedSecret(secrets.servetel), ...common });

  phone.onAny((event) => history.keep(event));
  lines.onAny((event) => history.keep(event));

  phone
    .on("callerInformation", ({ id, type, payload }) => {
      const known = directory.findByPhone(payload.caller_number);
      const name = known?.name ?? or(payload.caller_number, "a hidden number");
      log(`${type}: ${name} is calling ${payload.call_department}`);
      const answer = {
        caller_name: known?.name,
        caller_email: known?.email,
        customer_info: known?.plan,
      };
      history.keepReply(id, JSON.stringify(answer));
      return answer;
    })
    .on("callSummary", ({ type, payload }) => {
      const { call_direction, caller_number, call_duration } = payload;
      log(`${type}: ${call_direction} call with ${caller_number} took ${call_duration} s`);
    })
    .on("newTicketOpened", ({ type, payload }) => {
      log(
        `${type}: ticket ${payload.ticket_id} of ${payload.sender_email}: ${payload.ticket_subject}`,
      );
    })
    .on("ticketEscalated", ({ type, payload }) => {
      const { ticket_id, ticket_status, last_ticket_reply } = payload;
      log(`${type}: ticket ${ticket_id} is ${ticket_status}, last reply at ${last_ticket_reply}`);
    })
    .on("newChat", ({ type, payload }) => {
      log(`${type}: ${payload.visitor_name} wants to chat with ${payload.chat_department}`);
    })
    .on("chatbotCallback", ({ id, type, payload }) => {
      log(`${type}: ${payload.sender_name} asks ${payload.bot_name}: ${payload.original_message}`);
      const statusOf = (ticketId: string) =>
        joinTickets(history.events).find((ticket) => ticket.id === ticketId)?.status;
      const answer = answerMessage(payload, statusOf);
      history.keepReply(id, answer.toString());
      return answer;
    });

  lines
    .on("callReceivedOnServer", ({ type, payload }) => {
      log(`${type}: ${customer(payload)} calls ${payload.call_to_number}`);
    })
    .on("callAnsweredOnIvr", ({ type, payload }) => {
      log(`${type}: ${customer(payload)} hears ${or(payload.ivr_name, "a menu")}`);
    })
    .on("callAnsweredByAgent", ({ type, payload }) => {
      log(`${type}: ${or(payload.answer_agent_number, "an agent")} talks to ${customer(payload)}`);
    })
    .on(["callMissed", "callHangup", "callMissedOrAnswered"], ({ type, payload }) => {
      const outcome = or(payload.call_status, or(payload.hangup_cause, "nobody says how"));
      log(
        `${type}: call of ${customer(payload)} is over (${outcome}), ${or(payload.billsec, "0")} s`,
      );
    })
    .on("dtmfOption", ({ type, payload }) => {
      log(
        `${type}: ${customer({ direction: "outbound", ...payload })} pressed ${payload.digit_pressed}`,
      );
    })
    .on("dialedOnAgent", ({ type, payload }) => {
      log(`${type}: an agent of ${payload.dept_name?.join(", ") ?? "the company"} is rung`);
    })
    .on("receivedOnDepartment", ({ type, payload }) => {
      log(`${type}: ${customer(payload)} waits for ${or(payload.dept_name, payload.dept_id)}`);
    })
    .on("receivedOnAutoAttendant", ({ type, payload }) => {
      const attendant = or(payload.auto_attendant_name, payload.auto_attendant_id);
      log(`${type}: ${customer(payload)} hears ${attendant}`);
    })
    .on("callAnsweredByCustomer", ({ type, payload }) => {
      log(`${type}: ${customer({ direction: "outbound", ...payload })} has answered`);
    });

  for (const receiver of [phone, lines]) {
    receiver.onDuplicate(({ type }) => log(`${type}: a repeat, passed over`));
  }
  return { phone, lines };
}
