import { callsavvy, sharedSecret } from "telephony-webhooks";
import { fetchHandler } from "telephony-webhooks/fetch";
import { nodeListener } from "telephony-webhooks/node";
import { callSummary, deliver, json, report, secret } from "./deliver.cjs";

const types = [];
const phone = callsavvy({ auth: sharedSecret(secret) });
phone.on("callSummary", ({ type }) => types.push(type));

const listener = nodeListener({ "/callsavvy": phone });
const webhooks = fetchHandler({ "/callsavvy": phone });
const request = new Request(`http://localhost/callsavvy?token=${secret}`, {
  method: "POST",
  ...json(callSummary),
});
report({
  statuses: [
    await deliver(listener, "/callsavvy", json(callSummary)),
    await deliver(listener, "/nowhere", json(callSummary)),
    (await webhooks(request)).status,
  ],
  types,
});
