import type { IncomingMessage, ServerResponse } from "node:http";
import type { Reception } from "./delivery";
import { receptionOf } from "./receiver";
import type { Transport } from "./transport";

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
  readonly reception: Reception;
  /** At the root, others may stand behind the receiver. */
  readonly unknownPath: Transport["unknownPath"];
}

/**
 * Finds the receiver whose mount the path equals or lies below, the longest one of several, in any case, as Express
 * does. Throws a `TypeError` for a mount that is no path or is there twice, and for what is no receiver or needs a
 * route parameter.
 */
export function mountsOf(receivers: Receivers): (path: string) => Mount | undefined {
  const mounts = new Map<string, Mount>();
  for (const [path, receiver] of Object.entries(receivers)) {
    const at = demandPath(path).replace(/\/$/, "");
    const reception = demandReception(receiver, path);
    const key = at.toLowerCase();
    if (mounts.has(key)) throw new TypeError(`Two receivers are mounted at "${path}".`);
    mounts.set(key, { at, reception, unknownPath: at === "" ? "pass" : "refuse" });
  }
  if (mounts.size === 0) throw new TypeError("Mount one receiver or more.");
  const longest = Math.max(...Array.from(mounts.keys(), ({ length }) => length));

  return (path) => {
    // However long a path is and however many slashes it has, it is cut no more often than the longest mount could be.
    let end = path.length > longest ? path.lastIndexOf("/", longest) : path.length;
    while (end > 0) {
      const mount = mounts.get(path.slice(0, end).toLowerCase());
      if (mount) return mount;
      end = path.lastIndexOf("/", end - 1);
    }
    return end === 0 ? mounts.get("") : undefined;
  };
}

/** A mount is compared with what comes in a URL, so it has to be written as in one. */
function demandPath(path: string): string {
  if (path.startsWith("/") && !/\/:|\*/.test(path)) {
    const { pathname } = new URL(`http://localhost${path}`);
    if (pathname === path && !path.includes("//")) return path;
  }
  throw new TypeError(
    `A receiver is mounted at a path without parameters, as a URL writes it, such as "/webhooks/servetel", not at "${path}".`,
  );
}

function demandReception(receiver: AnyReceiver, path: string): Reception {
  const reception = receptionOf(receiver);
  if (!reception) {
    throw new TypeError(
      `What is mounted at "${path}" is no receiver: callsavvy(…), servetel(…) and createReceiver(…) make one.`,
    );
  }
  const [parameter] = reception.config.auth.secretParams ?? [];
  if (parameter !== undefined) {
    throw new TypeError(
      `The receiver at "${path}" looks for its secret in the route parameter "${parameter}", and only Express has those. Put it into the query or a header.`,
    );
  }
  return reception;
}
