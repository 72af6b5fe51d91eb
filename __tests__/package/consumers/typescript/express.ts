import express from "express";
import {
  callsavvy,
  createReceiver,
  defineProvider,
  type EventOf,
  event,
  html,
  servetel,
  sharedSecret,
} from "telephony-webhooks";

interface Ringing {
  kind: "ringing";
  line: number;
}

const acme = defineProvider({
  name: "acme",
  identify: { by: "field", field: "kind" },
  events: { ringing: event<Ringing>({ schema: { type: "object" } }) },
});

declare module "telephony-webhooks" {
  interface WebhookEvents {
    acme: EventOf<typeof acme>;
  }
}

const auth = sharedSecret(process.env["WEBHOOK_SECRET"]);

const phone = callsavvy({ auth })
  .on("callerInformation", async ({ payload }) => ({ caller_name: payload.caller_number }))
  .on("callSummary", ({ payload }) => payload.call_duration satisfies string)
  .on("chatbotCallback", ({ payload }) => html`<p>Hello ${payload.sender_name}!</p>`);

const lines = servetel({ auth, trigger: "callMissed" })
  .on(["callMissed", "callHangup"], ({ payload }) => payload.uuid satisfies string)
  .onAny((delivered) => delivered.provider satisfies "servetel");

const sensors = createReceiver(acme, { auth, unhandled: "next" });

const app = express();
app.use("/callsavvy", phone);
app.post("/servetel", lines);
app.post("/acme", sensors, (req, res) => {
  const delivered = req.webhook;
  if (delivered?.type === "callSummary") delivered.payload.call_duration satisfies string;
  if (delivered?.provider === "acme") delivered.payload.line satisfies number;
  res.sendStatus(200);
});
