import type { WebhookError } from "./errors";
import type { Answer } from "./transport";

/** A refusal as RFC 9457 problem details. Holds no payload value, no secret and no thrown text. */
export function problem({ code, title, status, detail, issues, headers }: WebhookError): Answer {
  const type = `https://unpkg.com/telephony-webhooks/README.md#${code.toLowerCase()}`;
  return {
    status,
    headers: { ...headers, "Content-Type": "application/problem+json" },
    body: JSON.stringify({ type, title, status, code, detail, issues }),
  };
}
