const express = require("express");
const { callsavvy, sharedSecret } = require("telephony-webhooks");
const { callSummary, deliver, json, report, secret } = require("./deliver.cjs");

const durations = [];
const phone = callsavvy({ auth: sharedSecret(secret) });
phone.on("callSummary", ({ payload }) => durations.push(payload.call_duration));

const app = express().use("/callsavvy", phone);
void deliver(app, "/callsavvy", json(callSummary)).then((status) => report({ status, durations }));
