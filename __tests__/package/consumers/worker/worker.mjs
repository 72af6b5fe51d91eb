import {
  callsavvy,
  createReceiver,
  defineProvider,
  event,
  html,
  memoryDuplicates,
  servetel,
  sharedSecret,
} from "telephony-webhooks";
import { fetchHandler } from "telephony-webhooks/fetch";

const auth = sharedSecret("a-secret-of-many-letters");

const phone = callsavvy({ auth, limit: "2kb", deadlineMs: 100, duplicates: memoryDuplicates() })
  .on("callerInformation", ({ payload }) => ({ caller_name: payload.caller_number }))
  .on("chatbotCallback", ({ payload }) => html`<p>Hello ${payload.sender_name}!</p>`)
  .on("newChat", ({ signal }) => new Promise((resolve) => setTimeout(resolve, 200, signal)))
  .on("newTicketOpened", ({ id, receivedAt }) => [id, receivedAt])
  .onRejected(() => {})
  .onDuplicate(() => {});

const lines = servetel({ auth })
  .onAny(() => {})
  .onRejected(() => {});

export const worker = { fetch: fetchHandler({ "/phone": phone, "/lines": lines }) };

/** What is said where somebody brings a schema. */
export function complaintOfSchema() {
  const acme = defineProvider({
    name: "acme",
    identify: { by: "field", field: "kind" },
    events: { ringing: event({ schema: { type: "object" } }) },
  });
  try {
    createReceiver(acme, { auth });
  } catch ({ message }) {
    return message;
  }
}
