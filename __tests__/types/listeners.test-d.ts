/** Checked by the compiler: `npm run typecheck`, and `npm test` through types.test.ts. */
import { createServer, type RequestListener } from "node:http";
import { expectTypeOf } from "expect-type";
import express from "express";
import express4 from "express4";
import { callsavvy, servetel, type WebhookEvent } from "telephony-webhooks";
import { type FetchOptions, fetchHandler, type Received } from "telephony-webhooks/fetch";
import { nodeListener } from "telephony-webhooks/node";

const phone = callsavvy({ auth: "none" });
const lines = servetel({ auth: "none" });
const receivers = { "/webhooks/callsavvy": phone, "/webhooks/servetel": lines };

// Apps of both Expresses are fallbacks, and so is any listener.
const listener = nodeListener(receivers, express());
expectTypeOf(listener).toEqualTypeOf<RequestListener>();
nodeListener(receivers, express4());
nodeListener(receivers, (req, res) => res.end(req.url));
createServer(nodeListener(receivers));

// A handler takes whatever a platform gives, unless one of its functions wants to know.
const webhooks = fetchHandler(receivers);
expectTypeOf(webhooks(new Request("http://localhost"), {}, 7)).toEqualTypeOf<Promise<Response>>();

interface Environment {
  readonly name: string;
}
const informed = fetchHandler(receivers, {
  fallback: (_request, { event, body }, environment: Environment) => {
    expectTypeOf(event).toEqualTypeOf<WebhookEvent | undefined>();
    expectTypeOf(body).toEqualTypeOf<Record<string, unknown> | undefined>();
    return new Response(environment.name);
  },
});
void informed(new Request("http://localhost"), { name: "production" });
fetchHandler(receivers, { address: (request) => request.headers.get("x-real-ip") ?? undefined });
expectTypeOf<FetchOptions<[Environment]>["address"]>().toEqualTypeOf<
  ((request: Request, environment: Environment) => string | undefined) | undefined
>();
expectTypeOf<Received>().toEqualTypeOf<{
  readonly event?: WebhookEvent;
  readonly body?: Record<string, unknown>;
}>();

// Mistakes.
// @ts-expect-error no receiver
nodeListener({ "/hook": {} });
// @ts-expect-error no listener
nodeListener(receivers, "app");
// @ts-expect-error no such option
fetchHandler(receivers, { falback: () => new Response() });
// @ts-expect-error no Response
fetchHandler(receivers, { fallback: () => "mine" });
// @ts-expect-error its fallback wants to know the environment
void informed(new Request("http://localhost"));
