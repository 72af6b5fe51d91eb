import type { RequestListener } from "node:http";

/** As much of `@hono/node-server` as the tests use: its own types need those of a browser. */
export function getRequestListener(
  fetch: (request: Request) => Response | Promise<Response>,
): RequestListener;
