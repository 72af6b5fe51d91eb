import { withoutParameters } from "../form";
import { isSecretHeader, SECRET_PARAMETERS } from "../secret-names";
import type { HttpMessage } from "./http-message";

/** A request without what should neither be printed nor lie around in files; all else to the byte. */
export function withoutSecrets(message: HttpMessage): HttpMessage {
  return {
    ...message,
    query: withoutParameters(message.query, SECRET_PARAMETERS) ?? "",
    headers: message.headers.filter(([name]) => !isSecretHeader(name)),
  };
}
