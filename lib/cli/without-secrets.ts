import { withoutParameters } from "../form";
import type { HttpMessage } from "./http-message";

/** Headers and query parameters that are secrets by their names. Fields of a delivery by `GET` have none of these names. */
const SECRET_HEADER = /^(?:proxy-)?authorization$|^cookie$|api-?key|password|secret|token/i;
export const SECRET_PARAMETERS = [
  "access_token",
  "api_key",
  "apikey",
  "password",
  "secret",
  "token",
];

/** A request without what should neither be printed nor lie around in files; all else to the byte. */
export function withoutSecrets(message: HttpMessage): HttpMessage {
  return {
    ...message,
    query: withoutParameters(message.query, SECRET_PARAMETERS) ?? "",
    headers: message.headers.filter(([name]) => !SECRET_HEADER.test(name)),
  };
}
