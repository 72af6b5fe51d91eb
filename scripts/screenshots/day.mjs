/** A morning of the example's business, to be looked at. */
import { sample } from "telephony-webhooks/testing";

/**
 * @typedef {object} Moment
 * @property {number} ms when, in milliseconds since 1970
 * @property {import("telephony-webhooks/testing").Delivery} delivery
 */

/** When the morning is looked at. */
export const NOW_MS = instant("11:24:30");

const asha = { name: "Asha Example", phone: "+915550001234", email: "asha@example.com" };
const kiran = { name: "Kiran Example", phone: "+915550002222", email: "kiran@example.com" };
const ngozi = { name: "Ngozi Example", phone: "+2345550100", email: "ngozi@example.com" };
const tunde = { name: "Tunde Example", phone: "+2345550177", email: "tunde@example.net" };
const stranger = { phone: "+915550004321" };

const ravi = { id: "0500000000001", name: "Ravi Example", number: "+915550007001" };
const anita = { id: "0500000000002", name: "Anita Example", number: "+915550007002" };

/** @type {readonly Moment[]} */
export const moments = [
  callsavvy("09:08:02", "callerInformation", { caller_number: ngozi.phone }),
  callsavvy("09:12:16", "callSummary", { caller_number: ngozi.phone, call_duration: "239" }),
  servetel("09:31:40", "callMissed", stranger, { missed_agent: [ravi, anita] }),
  callsavvy("09:47:09", "newTicketOpened", { ticket_id: "4821", sender_email: kiran.email }),
  servetel("10:02:31", "callHangup", tunde, {
    answered_agent: anita,
    answered_agent_name: anita.name,
    bridged_duration: "318",
  }),
  callsavvy("10:15:54", "ticketEscalated", {
    ticket_id: "4817",
    ticket_subject: "Where is my order?",
    sender_email: ngozi.email,
    last_ticket_reply: "2026-07-11 09:58:20",
  }),
  servetel("10:41:12", "callMissed", ngozi, { missed_agent: [anita] }),
  servetel("10:52:47", "callMissed", ngozi, { missed_agent: [ravi] }),
  callsavvy("10:58:21", "newChat", { visitor_email: "meera@example.com", chat_department: "7" }),
  callsavvy("11:03:05", "chatbotCallback", { original_message: "Are you open on Sunday?" }),
  callsavvy("11:09:38", "chatbotCallback", {
    sender_name: tunde.name,
    original_message: "<b>Please call me back</b> today",
  }),
  servetel("11:21:36", "callReceivedOnServer", kiran),
  servetel("11:21:38", "callAnsweredOnIvr", kiran),
  servetel("11:21:52", "callAnsweredByAgent", kiran, { answered_agent_name: ravi.name }),
  callsavvy("11:24:18", "callerInformation", { caller_number: asha.phone }),
];

/** On the day of the samples. */
function instant(time) {
  return Date.parse(`2026-07-11T${time}+05:30`);
}

function callsavvy(time, type, fields) {
  return { ms: instant(time), delivery: madeAt(time, () => sample("callsavvy", type, fields)) };
}

/** Events of one customer within a few minutes are of one call. */
function servetel(time, type, { phone }, fields = {}) {
  const minute = time.slice(0, 5).replace(":", "");
  const call = {
    uuid: `65a1f0c2b${minute}`,
    call_id: `1783740000.${minute}`,
    caller_id_number: phone,
    customer_no_with_prefix: phone,
  };
  const make = () => sample("servetel", type, { ...call, ...fields }, { fresh: true });
  return { ms: instant(time), delivery: madeAt(time, make) };
}

/** What the function gives where it takes that time for now. */
function madeAt(time, make) {
  const { now } = Date;
  Date.now = () => instant(time);
  try {
    return make();
  } finally {
    Date.now = now;
  }
}
