import { deliver, encode, type Target } from "telephony-webhooks/testing";

type Fields = Readonly<Record<string, unknown>>;

/** A delivery's fields as one sender writes them, to be sent wherever the test says. */
export type Encoded = Omit<ReturnType<typeof encode>, "path">;

export const asJson = (fields: Fields): Encoded => encode({ fields, as: "json" });
export const asForm = (fields: Fields): Encoded => encode({ fields, as: "form" });
export const asGoForm = (fields: Fields): Encoded => encode({ fields, as: "form-go" });
export const asQuery = (fields: Fields): Encoded => encode({ fields, as: "get" });

/** A body that nobody else would write. */
export const asText = (contentType: string, body: string): Encoded => ({
  method: "POST",
  query: "",
  headers: { "Content-Type": contentType },
  body,
});

/** What comes of it, in an app or in a receiver by itself. */
export const send = (target: Target, encoded: Encoded, path = "") =>
  deliver(target, { ...encoded, path });
