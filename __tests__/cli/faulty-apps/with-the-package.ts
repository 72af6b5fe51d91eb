import type { Express, RequestHandler } from "express";
import { callsavvy, html, memoryDuplicates, servetel, sharedSecret } from "telephony-webhooks";
import { express as express5 } from "../../helpers/expresses";
import { SECRET } from "./hand-written";

/** Receivers of both providers with handlers for all events. */
export function receivers() {
  const auth = sharedSecret(SECRET);
  const duplicates = memoryDuplicates();
  const phone = callsavvy({ auth, duplicates })
    .on("callerInformation", () => ({ caller_name: "Asha Example" }))
    .on("chatbotCallback", ({ payload }) => html`<p>Hello ${payload.sender_name}!</p>`)
    .onAny(() => {})
    .onRejected(() => {});
  const lines = servetel({ auth, duplicates })
    .onAny(() => {})
    .onRejected(() => {});
  return { phone, lines };
}

/** An app at `/callsavvy` and `/servetel`, with parsers of its own in front if need be. */
export function packageApp(inFront: readonly RequestHandler[] = [], express = express5): Express {
  const { phone, lines } = receivers();
  const app = express();
  for (const handler of inFront) app.use(handler);
  return app.use("/callsavvy", phone).use("/servetel", lines);
}
