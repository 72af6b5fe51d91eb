import type { IncomingMessage, RequestListener } from "node:http";

/** What it hands over besides the request. */
export interface HttpBindings {
  readonly incoming: IncomingMessage;
}

/** As much of `@hono/node-server` as the tests use: its own types need those of a browser. */
export function getRequestListener(
  fetch: (request: Request, bindings: HttpBindings) => Response | Promise<Response>,
): RequestListener;
