import { type BullmqInboxOptions, bullmqInbox } from "telephony-webhooks/bullmq";

const options: BullmqInboxOptions = {
  connection: { host: "127.0.0.1", port: 6379, tls: {}, family: 4 },
  queue: "webhooks",
};
const inbox = bullmqInbox({ ...options, keepDoneMs: 3_600_000 });
export const waiting: Promise<number> = inbox.stats("servetel").then(({ waiting }) => waiting);
