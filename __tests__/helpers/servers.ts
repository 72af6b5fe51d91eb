import type { RequestListener } from "node:http";
import { getRequestListener, type HttpBindings } from "@hono/node-server";
import type express from "express";
import { type AnyReceiver, fetchHandler, type Receivers } from "telephony-webhooks/fetch";
import { nodeListener } from "telephony-webhooks/node";
import { expresses } from "./expresses";

type Express = typeof express;

/** As much of an Express app as mounting receivers takes, made of another way to listen. */
function mounting(listenerFor: (receivers: Receivers) => RequestListener): Express {
  const createApp = () => {
    const receivers: Record<string, AnyReceiver> = {};
    let listener: RequestListener | undefined;
    const app = Object.assign(
      (...request: Parameters<RequestListener>) => {
        listener ??= listenerFor(receivers);
        return listener(...request);
      },
      {
        use(...args: [AnyReceiver] | [string, AnyReceiver]) {
          const [path, receiver] = args.length === 1 ? ["/", args[0]] : args;
          receivers[path] = receiver;
          return app;
        },
      },
    );
    return app;
  };
  return createApp as unknown as Express;
}

const address = (_request: Request, { incoming }: HttpBindings) => incoming.socket.remoteAddress;

/** All ways to listen, under one type. */
export const servers: typeof expresses = [
  ...expresses,
  ["nodeListener", mounting((receivers) => nodeListener(receivers))],
  [
    "fetchHandler",
    mounting((receivers) => getRequestListener(fetchHandler(receivers, { address }))),
  ],
];
