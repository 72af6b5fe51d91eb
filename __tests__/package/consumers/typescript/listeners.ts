import { createServer, type RequestListener } from "node:http";
import { allowAddresses, callsavvy, servetel } from "telephony-webhooks";
import { fetchHandler, type Received } from "telephony-webhooks/fetch";
import { nodeListener, type Receivers } from "telephony-webhooks/node";

const receivers: Receivers = {
  "/webhooks/callsavvy": callsavvy({ auth: "none" }),
  "/webhooks/servetel": servetel({ auth: allowAddresses("192.0.2.0/24") }),
};

const app: RequestListener = (req, res) => res.end(req.url);
createServer(nodeListener(receivers, app)).listen(3000);

interface Environment {
  readonly name: string;
}

export const worker = {
  fetch: fetchHandler(receivers, {
    address: (request) => request.headers.get("cf-connecting-ip") ?? undefined,
    fallback: async (request, { event, body }: Received, environment: Environment) =>
      Response.json({ url: request.url, type: event?.type, body, name: environment.name }),
  }),
};
export const answered: Promise<Response> = worker.fetch(new Request("http://localhost"), {
  name: "production",
});

export const POST = fetchHandler(receivers);
export const replied: Promise<Response> = POST(new Request("http://localhost"), { params: {} });
