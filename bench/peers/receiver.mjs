/** Ours: the whole pipeline, with one handler. */
import { callsavvy, sharedSecret } from "../../dist/index.js";
import { handle } from "./common-work.mjs";
import { SECRET } from "./delivery.mjs";

export const receiver = callsavvy({ auth: sharedSecret(SECRET) })
  .on("callSummary", ({ payload }) => handle(payload))
  .onRejected(() => {});
