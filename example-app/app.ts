import express, { type Express } from "express";
import { callsavvy, html, servetel, sharedSecret } from "telephony-webhooks";

/** What each provider's portal has been told to send as `?token=`. */
export interface Secrets {
  readonly callsavvy: string;
  readonly servetel: string;
}

/** Who calls, as a customer database would know it. */
const customers: Readonly<Record<string, { name: string; email: string; plan: string }>> = {
  "+2345550100": { name: "Asha Example", email: "asha@example.com", plan: "Gold, since 2021" },
};

/** An app that receives all events of both providers and logs a line for each. */
export function createApp(secrets: Secrets, log: (line: string) => void = console.log): Express {
  const phone = callsavvy({ auth: sharedSecret(secrets.callsavvy) });
  const lines = servetel({ auth: sharedSecret(secrets.servetel) });

  phone
    .on("callerInformation", ({ type, payload }) => {
      const customer = customers[payload.caller_number];
      log(
        `${type}: ${customer?.name ?? payload.caller_number} is calling ${payload.call_department}`,
      );
      return {
        caller_name: customer?.name,
        caller_email: customer?.email,
        customer_info: customer?.plan,
      };
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
    .on("chatbotCallback", ({ type, payload }) => {
      log(`${type}: ${payload.sender_name} asks ${payload.bot_name}: ${payload.original_message}`);
      return html`<p>Hello ${payload.sender_name}, a person will answer you soon.</p>`;
    });

  lines
    .on("callReceivedOnServer", ({ type, payload }) => {
      log(`${type}: ${payload.caller_id_number} calls ${payload.call_to_number}`);
    })
    .on("callAnsweredOnIvr", ({ type, payload }) => {
      log(`${type}: ${payload.caller_id_number} hears ${payload.ivr_name}`);
    })
    .on("callAnsweredByAgent", ({ type, payload }) => {
      log(`${type}: ${payload.answer_agent_number} talks to ${payload.caller_id_number}`);
    })
    .on(["callMissed", "callHangup", "callMissedOrAnswered"], ({ type, payload }) => {
      const outcome = payload.call_status ?? payload.hangup_cause;
      log(
        `${type}: call of ${payload.caller_id_number} is over (${outcome}), ${payload.billsec} s`,
      );
    })
    .on("dtmfOption", ({ type, payload }) => {
      log(`${type}: ${payload.caller_id_number} pressed ${payload.digit_pressed}`);
    })
    .on("dialedOnAgent", ({ type, payload }) => {
      log(`${type}: an agent of ${payload.dept_name?.join(", ")} is rung at ${payload.date}`);
    })
    .on("receivedOnDepartment", ({ type, payload }) => {
      log(`${type}: ${payload.caller_id_number} waits for ${payload.dept_name}`);
    })
    .on("receivedOnAutoAttendant", ({ type, payload }) => {
      log(`${type}: ${payload.caller_id_number} hears ${payload.auto_attendant_name}`);
    })
    .on("callAnsweredByCustomer", ({ type, payload }) => {
      log(`${type}: the customer at ${payload.call_to_number} has answered`);
    });

  return express().use("/webhooks/callsavvy", phone).use("/webhooks/servetel", lines);
}
