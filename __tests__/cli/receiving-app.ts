import type { RequestListener } from "node:http";
import express from "express";
import {
  type Authenticator,
  callsavvy,
  html,
  memoryDuplicates,
  servetel,
  type WebhookEvent,
} from "../../lib";

/** An app that receives both providers, and the events that it has got, repeated ones once. */
export function receivingApp(auth: Authenticator | "none" = "none") {
  const events: WebhookEvent[] = [];
  const keep = (event: WebhookEvent) => {
    events.push(event);
  };
  const duplicates = memoryDuplicates();
  const phone = callsavvy({ auth, duplicates })
    .onAny(keep)
    .on("callerInformation", ({ payload }) => ({
      caller_name: `Known as ${payload.caller_number}`,
    }))
    .on("chatbotCallback", () => html`<p>Hello!</p>`);
  const lines = servetel({ auth, duplicates }).onAny(keep);
  for (const receiver of [phone, lines]) receiver.onRejected(() => {});
  const app = express().use("/webhooks/callsavvy", phone).use("/webhooks/servetel", lines);
  return { app: app as RequestListener, events };
}
