import type { Catalog } from "./catalog";
import { draining, WebhookError } from "./errors";
import type { Answer, Transport } from "./transport";

/** Where a request leads: to somebody else, nowhere, to an answer at once, or into the pipeline. */
export type Route =
  | { readonly leads: "elsewhere" }
  | { readonly leads: "nowhere"; readonly error: WebhookError }
  | { readonly leads: "answer"; readonly answer: Answer }
  | { readonly leads: "in"; readonly trigger: string | undefined };

/** Looks at path and method alone. Errors: `ERR_DRAINING`, `ERR_NOT_FOUND`, `ERR_METHOD_NOT_ALLOWED`. */
export function route(
  { head, unknownPath }: Transport,
  { triggers, methods }: Catalog,
  isDraining: boolean,
): Route {
  const name = head.path.replace(/^\/|\/$/g, "");
  const trigger = triggers.get(name.toLowerCase());
  const isUnknown = name !== "" && trigger === undefined;
  if (isUnknown && unknownPath === "pass") return { leads: "elsewhere" };
  if (isDraining) return { leads: "nowhere", error: draining() };
  if (isUnknown && unknownPath === "refuse") {
    return { leads: "nowhere", error: new WebhookError("ERR_NOT_FOUND") };
  }

  const { method } = head;
  if (methods.some((taken) => taken === method)) return { leads: "in", trigger };
  const headers = { Allow: [...methods, "HEAD", "OPTIONS"].join(", ") };
  if (method === "HEAD") return { leads: "answer", answer: { status: 200, headers } };
  if (method === "OPTIONS") return { leads: "answer", answer: { status: 204, headers } };
  return { leads: "nowhere", error: new WebhookError("ERR_METHOD_NOT_ALLOWED", { headers }) };
}
