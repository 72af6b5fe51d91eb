import type { IncomingMessage, ServerResponse } from "node:http";
import type { Reception } from "./delivery";
import { receptionOf } from "./receiver";

/** A receiver of any provider's. */
export type AnyReceiver = (
  req: IncomingMessage,
  res: ServerResponse,
  next: (error?: unknown) => void,
) => Promise<void>;

/** Receivers by the path that each is mounted at, as in `{ "/webhooks/servetel": lines }`. */
export type Receivers = Readonly<Record<string, AnyReceiver>>;

/** A receiver that a path leads to. */
export interface Mount {
  /** Without a slash at its end: `""` for the root. */
  readonly at: string;
  readonly receiver: AnyReceiver;
  readonly reception: Reception;
}

/**
 * Finds the receiver whose mount the path equals or lies below, the longest one of several, in any case, as Express
 * does. Throws a `TypeError` for a mount that is no path or is there twice, and for what is no receiver.
 */
export function mountsOf(receivers: Receivers): (path: string) => Mount | undefined {
  const mounts = Object.entries(receivers).map(([path, receiver]) => {
    if (!/^\/[^?#]*$/.test(path)) {
      throw new TypeError(
        `A receiver is mounted at a path such as "/webhooks/servetel", not at "${path}".`,
      );
    }
    const reception = receptionOf(receiver);
    if (!reception) {
      throw new TypeError(
        `What is mounted at "${path}" is no receiver: callsavvy(…), servetel(…) and createReceiver(…) make one.`,
      );
    }
    const at = path.replace(/\/+$/, "");
    return { at, receiver, reception, lowerCase: at.toLowerCase() };
  });
  if (mounts.length === 0) throw new TypeError("Mount one receiver or more.");
  if (new Set(mounts.map(({ lowerCase }) => lowerCase)).size < mounts.length) {
    throw new TypeError("Two receivers are mounted at the same path.");
  }
  mounts.sort((a, b) => b.at.length - a.at.length);

  return (path) =>
    mounts.find(({ at, lowerCase }) => {
      const isWhole = path.length === at.length || path[at.length] === "/";
      return isWhole && path.slice(0, at.length).toLowerCase() === lowerCase;
    });
}
