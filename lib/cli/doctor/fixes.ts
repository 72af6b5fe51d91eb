import type { ErrorCode } from "../../errors";
import type { Answer } from "./outcome";

/** What mends a refusal or a failure of this package, of which the doctor expects none. */
const fixes: Readonly<Record<ErrorCode, string>> = {
  ERR_UNAUTHENTICATED: "Give the secret that the receiver's auth expects, and where it expects it.",
  ERR_ADDRESS_NOT_ALLOWED:
    "Add the address that the doctor runs at to allowAddresses, or run it behind one that is allowed.",
  ERR_NOT_FOUND:
    "Name the trigger right behind the path that the receiver is mounted at, as in /call-missed.",
  ERR_METHOD_NOT_ALLOWED: "Check that this is the receiver of the right provider.",
  ERR_BODY_EMPTY:
    "Look for what empties the body on its way: a parser in front that leaves {}, or a proxy.",
  ERR_BODY_MALFORMED: "Look for what changes the body on its way: a parser in front, or a proxy.",
  ERR_BODY_TOO_DEEP: "Look for what changes the body on its way: a parser in front, or a proxy.",
  ERR_TOO_MANY_KEYS: "Look for what changes the body on its way: a parser in front, or a proxy.",
  ERR_PROTOTYPE_KEY: "Look for what changes the body on its way: a parser in front, or a proxy.",
  ERR_BODY_ABORTED: "Look for what cuts the connection: a proxy with a limit of its own.",
  ERR_BODY_TIMEOUT:
    "Raise bodyDeadlineMs, or find what holds the body back: a parser in front, or a proxy.",
  ERR_BODY_TOO_LARGE: 'Raise the receiver\'s limit; its default of "256kb" is enough.',
  ERR_CONTENT_TYPE: "Look for what changes the content type on its way: a proxy, or code in front.",
  ERR_CHARSET: "Look for what changes the content type on its way: a proxy, or code in front.",
  ERR_CONTENT_ENCODING: "Look for what compresses the body on its way: a proxy.",
  ERR_UNIDENTIFIED:
    "Name the trigger: --trigger path or query, or the receiver's option trigger. Check that this is the receiver of the right provider.",
  ERR_PAYLOAD_INVALID:
    "Check that this is the receiver of the right provider, and that its option fields renames no documented field.",
  ERR_ADDRESS_UNKNOWN:
    'Set Express\'s "trust proxy" to the number or the addresses of your proxies.',
  ERR_BODY_CONSUMED:
    "Mount the receiver before the body parser, app.use(path, receiver) above app.use(express.json()), or let the parser keep the bytes in req.rawBody.",
  ERR_HANDLER_FAILED: "Look into the app's log, or listen with onError: the handler has thrown.",
  ERR_REPLY_INVALID:
    "Return what the event expects: an object of texts for callerInformation, a string or html`…` for chatbotCallback.",
  ERR_DUPLICATES_FAILED: "Look into the app's log: the store of duplicates has failed.",
  ERR_INBOX_FAILED:
    "Look into the app's log, or listen with onRejected: the inbox has failed or was too slow.",
  ERR_INTERNAL: "Look into the app's log, or listen with onError and onRejected.",
  ERR_DEADLINE:
    "Answer faster: return the reply first and do the rest later, or give the handler a fallback.",
  ERR_DRAINING: "Start the app again: it is shutting down.",
  ERR_ABANDONED: "Start the app again: it has shut down.",
};

/** The code of a refusal if it is one of this package's. Whatever else stands there is not for a terminal. */
export const errorCode = (code: unknown): ErrorCode | undefined =>
  typeof code === "string" && Object.hasOwn(fixes, code) ? (code as ErrorCode) : undefined;

/** What mends an answer that should have been a 2xx. */
export function fixFor({ status, code }: Pick<Answer, "status" | "code">): string {
  if (code !== undefined) return fixes[code];
  if (status >= 502 && status <= 504) {
    return "Check that the app behind the proxy runs: 502 to 504 are usually the proxy's words.";
  }
  if (status >= 500) return "Look into the app's log: it fails on this delivery.";
  if (status === 404 || status === 405) {
    return "Give it a route that takes this method, as app.use(path, …) does.";
  }
  if (status === 415) return "Take the content type, with the parser for it.";
  return "Look into the app's log for what it misses in the delivery.";
}

/** What mends a connection that can't be made, by the code of its error. */
export function fixForLoss(reason: string): string {
  if (reason === "ECONNREFUSED") {
    return "Start the app, and check host and port: nothing listens there.";
  }
  if (/^E(?:NOTFOUND|AI_AGAIN)$/.test(reason)) return "Check the host's name: nobody knows it.";
  if (/CERT|SIGN|TLS|SSL|EPROTO/.test(reason)) {
    return "Check that the port speaks TLS, with a certificate for this name that a public authority has signed, and its chain: providers take no other.";
  }
  return "Check the protocol (http or https), the address, the port, and firewalls in between.";
}
