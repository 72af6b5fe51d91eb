import type { IncomingMessage, ServerResponse } from "node:http";
import { NodeHead, NodeTransport, splitUrl, withoutOrigin } from "./node-transport";
import type { Head, Transport } from "./transport";

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
 *
 * Express changes the prototypes of every request and response, after which V8 can't remember where their properties
 * are: each look at one costs about a microsecond, so that none is looked at which does not matter.
 */
export function expressTransport(
  req: IncomingMessage,
  res: ServerResponse,
  next: () => void,
  middleware: unknown,
): NodeTransport {
  const { url, params } = req as MountedRequest;
  const { path, query } = splitUrl(url);
  const below = path === "/" ? NOTHING_BELOW : belowMount(req as MountedRequest, path, middleware);
  const head = new NodeHead(req, { path: below.path, query, params: textsOf(params) });
  return new NodeTransport(req, res, { head, unknownPath: below.unknownPath }, next);
}

type BelowMount = Pick<Head, "path"> & Pick<Transport, "unknownPath">;

const NOTHING_BELOW: BelowMount = { path: "", unknownPath: "ignore" };

function belowMount(
  { baseUrl, route }: MountedRequest,
  path: string,
  middleware: unknown,
): BelowMount {
  if (route?.stack?.some(({ handle }) => handle === middleware)) return NOTHING_BELOW;
  // The receiver may be wrapped in a function of the user's. A route with a pattern of any other kind is rather one
  // that has let the request pass before: Express leaves it on the request.
  if (route?.path === path) return { path: withoutOrigin(path), unknownPath: "ignore" };
  return { path: withoutOrigin(path), unknownPath: baseUrl ? "refuse" : "pass" };
}

/** What a wildcard takes is a list in Express 5. */
const textsOf = (params: MountedRequest["params"] = {}): Head["params"] =>
  Object.fromEntries(
    Object.entries(params).map(([name, value]) => [name, [value].flat().join("/")]),
  );
