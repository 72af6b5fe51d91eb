import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { servetel, sharedSecret } from "telephony-webhooks";

const lines = servetel({ auth: sharedSecret(process.env["WEBHOOK_SECRET"]) })
  .on("callMissed", ({ payload }) => payload.caller_id_number satisfies string)
  .onRejected((error) => error.status satisfies number);

createServer((req: IncomingMessage, res: ServerResponse) =>
  lines(req, res, () => res.writeHead(404).end()),
).listen(3000);
