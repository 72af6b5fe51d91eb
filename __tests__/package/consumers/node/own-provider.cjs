const { createReceiver, defineProvider, event, sharedSecret } = require("telephony-webhooks");
const { alone, deliver, json, report, secret } = require("./deliver.cjs");

const ringing = {
  type: "object",
  properties: { kind: { type: "string" }, at: { type: "string", format: "date-time" } },
  required: ["kind", "at"],
};

const acme = defineProvider({
  name: "acme",
  identify: { by: "field", field: "kind" },
  events: { ringing: event({ schema: ringing }) },
});

const receiver = createReceiver(acme, { auth: sharedSecret(secret) });
receiver.on("ringing", () => undefined).onRejected(() => undefined);

async function main() {
  const statuses = [
    await deliver(alone(receiver), "/", json({ kind: "ringing", at: "2026-07-11T20:39:28Z" })),
    await deliver(alone(receiver), "/", json({ kind: "ringing", at: "yesterday" })),
  ];
  return { statuses, files: Object.keys(require.cache) };
}

void main().then(report);
