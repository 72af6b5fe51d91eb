import express from "express";
import { callsavvy, sharedSecret } from "telephony-webhooks";
import { callSummary, deliver, json, report, secret } from "./deliver.cjs";

const durations = [];
const phone = callsavvy({ auth: sharedSecret(secret) });
phone.on("callSummary", ({ payload }) => durations.push(payload.call_duration));

const app = express().use("/callsavvy", phone);
const status = await deliver(app, "/callsavvy", json(callSummary));
report({ status, durations });
