import type { IncomingMessage, ServerResponse } from "node:http";
import { NodeHead, NodeTransport, splitUrl, withoutOrigin } from "./node-transport";
import type { Head } from "./transport";

/** What Express 4 and 5 say of where a middleware stands. */
interface MountedRequest extends IncomingMessage {
  url: string;
  baseUrl?: string;
  params?: Readonly<Record<string, string | readonly string[]>>;
  route?: { readonly path?: unknown; readonly stack?: readonly { readonly handle?: unknown }[] };
}

/**
 * Takes a delivery from Express and answers through it. The middleware tells whether it stands in a route, whose
 * pattern has taken the whole path.
 */
export function expressTransport(
  req: IncomingMessage,
  res: ServerResponse,
  next: () => void,
  middleware: unknown,
): NodeTransport {
  const { url, baseUrl, route, params } = req as MountedRequest;
  const { path, query } = splitUrl(url);
  const isRouteHandler = route?.stack?.some(({ handle }) => handle === middleware);
  // The receiver may be wrapped in a function of the user's. A route with a pattern of any other kind is rather one
  // that has let the request pass before: Express leaves it on the request.
  const isInRoute = route?.path === path;
  const unknownPath = isInRoute ? "ignore" : baseUrl ? "refuse" : "pass";
  const head = new NodeHead(req, {
    path: isRouteHandler ? "" : withoutOrigin(path),
    query,
    params: textsOf(params),
  });
  return new NodeTransport(req, res, { head, unknownPath }, next);
}

/** What a wildcard takes is a list in Express 5. */
const textsOf = (params: MountedRequest["params"] = {}): Head["params"] =>
  Object.fromEntries(
    Object.entries(params).map(([name, value]) => [name, [value].flat().join("/")]),
  );
