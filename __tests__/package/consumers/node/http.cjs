const { callsavvy, servetel, sharedSecret } = require("telephony-webhooks");
const { alone, callSummary, deliver, form, json, report, secret } = require("./deliver.cjs");

const callMissed = {
  uuid: "65a1f0c2b3d50",
  call_to_number: "+2345550199",
  caller_id_number: "+2345550100",
};

const auth = sharedSecret(secret);
const types = [];
const phone = callsavvy({ auth }).on("callSummary", ({ type }) => types.push(type));
const lines = servetel({ auth }).on("callMissed", ({ type }) => types.push(type));

async function main() {
  const statuses = [
    await deliver(alone(phone), "/", json(callSummary)),
    await deliver(alone(lines), "/call-missed", form(callMissed)),
  ];
  return { statuses, types };
}

void main().then(report);
