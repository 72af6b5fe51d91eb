/** What every peer is sent: Callsavvy's example of a call summary. */
import { readFileSync } from "node:fs";

const file = new URL("../../schemas/callsavvy/call-summary.schema.json", import.meta.url);

/** Of the payload, as published. */
export const schema = JSON.parse(readFileSync(file, "utf8"));

export const [payload] = schema.examples;
export const PATH = "/webhooks/callsavvy";
export const SECRET = "a-secret-of-the-benchmark";
