import type { RequestHandler } from "express";

/** The names by which this machine calls itself. */
const LOCAL = ["localhost", "127.0.0.1", "[::1]"];

/** What proxies and tunnels add, also those that put a name of this machine into `Host`. */
const FORWARDED = ["forwarded", "x-forwarded-for", "x-forwarded-host"];

/**
 * Answers only who has asked for this machine by its own name, and from itself, or by `screenHost`. The page shows what
 * customers say, and the app may stand behind a tunnel for the webhooks' sake. That also keeps out pages of others whose
 * name resolves to here.
 */
export function allowLocalHost(screenHost?: string): RequestHandler {
  return ({ headers, socket }, res, next) => {
    const name = nameOf(headers.host);
    const isForwarded = FORWARDED.some((header) => header in headers);
    const isFromHere = isLoopback(socket.remoteAddress) && !isForwarded;
    if (screenHost && name === screenHost.toLowerCase()) return next();
    if (LOCAL.includes(name) && isFromHere) return next();
    res
      .status(404)
      .type("text/plain")
      .send(
        "The live call screen answers on http://localhost alone, since it shows customers' data. " +
          "To open it by another name, start the app with SCREEN_HOST set to that name.\n",
      );
  };
}

/** Whoever connects from elsewhere can write this machine's name into `Host` all the same. */
function isLoopback(address = ""): boolean {
  return /^(?:::ffff:)?127\./.test(address) || address === "::1";
}

/** Without the port. */
function nameOf(host = ""): string {
  return URL.canParse(`http://${host}`) ? new URL(`http://${host}`).hostname : "";
}

/** Keeps other sites from pressing buttons in the name of whoever has the page open. */
export const allowOwnButtons: RequestHandler = (req, res, next) => {
  const { origin, host, "sec-fetch-site": site = "same-origin" } = req.headers;
  const isOwn = origin === undefined || (URL.canParse(origin) && new URL(origin).host === host);
  if (req.method === "GET" || req.method === "HEAD" || (isOwn && site === "same-origin")) {
    return next();
  }
  res.status(403).type("text/plain").send("This is for the live call screen itself.\n");
};

/** Nothing of the page may come from, be sent to or be shown in another one. */
export const protectPage: RequestHandler = (_req, res, next) => {
  res.set({
    "Content-Security-Policy": [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "connect-src 'self'",
      "img-src 'self' data:",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ].join("; "),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
  });
  next();
};
