/** The work that peers do alike where they don't bring their own for it. */
import { createHash, timingSafeEqual } from "node:crypto";
import { SECRET } from "./delivery.mjs";

const digest = (text) => createHash("sha256").update(text).digest();
const expected = digest(SECRET);

/** In constant time, as sharedSecret does it. */
export const isSecret = (token) =>
  typeof token === "string" && timingSafeEqual(digest(token), expected);

/** What the one handler has heard of. */
export const heard = { deliveries: 0, seconds: 0 };

export function handle(payload) {
  heard.deliveries++;
  heard.seconds += Number(payload.call_duration);
}
