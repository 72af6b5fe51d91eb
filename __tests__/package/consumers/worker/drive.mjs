import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import { complaintOfSchema, worker } from "./worker.mjs";

const ticket = JSON.stringify({
  event: "newTicketOpened",
  ticket_id: "90071",
  ticket_department: "2",
  ticket_subject: "1 + 1 = 2",
  sender_email: "asha@example.com",
});
const numbered = (id) => ticket.replace("90071", id);
const ringing = { event: "callerInformation", call_department: "14", caller_number: "+2345550100" };
const question = {
  event: "chatbotCallback",
  original_message: "Are you open?",
  sender_name: "<Asha>",
  bot_name: "opening hours",
  business_name: "Example Traders",
};
const chat = {
  event: "newChat",
  chat_department: "3",
  visitor_name: "Asha Example",
  visitor_email: "",
  visitor_phone: "",
};
const call = {
  uuid: "64b7d1c02e9af",
  call_to_number: "+915550001111",
  caller_id_number: "+915550002222",
};

const waited = [];
const context = { waitUntil: (work) => waited.push(work) };

async function send(path, body, headers = {}, token = "a-secret-of-many-letters") {
  const method = body === undefined ? "GET" : "POST";
  const url = `https://webhooks.example.com${path}${path.includes("?") ? "&" : "?"}token=${token}`;
  const request = new Request(url, { method, headers, body });
  const answer = await worker.fetch(request, {}, context);
  const text = await answer.text();
  const type = answer.headers.get("content-type");
  const isProblem = type === "application/problem+json";
  return [answer.status, isProblem ? JSON.parse(text).code : text].join(" ").trim();
}

const JSON_TYPE = { "Content-Type": "application/json" };
const packed = (coding, body) => send("/phone", body, { ...JSON_TYPE, "Content-Encoding": coding });

const answers = {
  json: await send("/phone", ticket, JSON_TYPE),
  repeat: await send("/phone", ticket, JSON_TYPE),
  reply: await send("/phone", JSON.stringify(ringing), JSON_TYPE),
  form: await send("/phone", new URLSearchParams(question)),
  late: await send("/phone", JSON.stringify(chat), JSON_TYPE),
  query: await send(`/lines/call-missed?${new URLSearchParams(call)}`),
  shape: await send("/lines", JSON.stringify({ ...call, digit_pressed: 4 }), JSON_TYPE),
  gzip: await packed("gzip", gzipSync(numbered("1"))),
  deflate: await packed("deflate", deflateSync(numbered("2"))),
  br: await packed("br", brotliCompressSync(numbered("3"))),
  bomb: await packed("gzip", gzipSync(" ".repeat(1_000_000))),
  broken: await packed("gzip", "none"),
  unknown: await packed("compress", "none"),
  long: await send("/phone", " ".repeat(3_000), JSON_TYPE),
  empty: await send("/phone", "", JSON_TYPE),
  unfit: await send("/phone", '{"event":"newChat"}', JSON_TYPE),
  stranger: await send("/phone", ticket, JSON_TYPE, "wrong"),
  nowhere: await send("/nowhere", ticket, JSON_TYPE),
  compiled: complaintOfSchema(),
};
await Promise.all(waited);
console.log(JSON.stringify(answers));
