import type { RequestListener } from "node:http";
import { getRequestListener, type HttpBindings } from "@hono/node-server";
import type express from "express";
// By their paths, not their names, which a process of its own would look up in dist/.
import { type AnyReceiver, fetchHandler, type Receivers } from "../../lib/fetch";
import { nodeListener } from "../../lib/node";
import { expresses, isAsked } from "./expresses";

type Express = typeof express;

/** As much of an Express app as mounting receivers takes, made of another way to listen. */
function mounting(listenerFor: (receivers: Receivers) => RequestListener): Express {
  const createApp = () => {
    const receivers: Record<string, AnyReceiver> = {};
    let listener: RequestListener | undefined;
    const app = Object.assign((...request: Parameters<RequestListener>) => listener?.(...request), {
      use(...args: [AnyReceiver] | [string, AnyReceiver]) {
        const [path, receiver] = args.length === 1 ? ["/", args[0]] : args;
        receivers[path] = receiver;
        // At once, so that the test hears of what can't be mounted.
        listener = listenerFor(receivers);
        return app;
      },
    });
    return app;
  };
  return createApp as unknown as Express;
}

const address = (_request: Request, { incoming }: HttpBindings) => incoming.socket.remoteAddress;

const all: typeof expresses = [
  ["nodeListener", mounting((receivers) => nodeListener(receivers))],
  [
    "fetchHandler",
    mounting((receivers) => getRequestListener(fetchHandler(receivers, { address }))),
  ],
];

/** The ways past Express. */
export const pastExpress = all.filter(isAsked);

/** All ways to listen, under one type. */
export const servers = [...expresses, ...pastExpress];
