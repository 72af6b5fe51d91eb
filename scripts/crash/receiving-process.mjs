/** Receives tickets into an inbox, handles them from there, and writes down what it does, so that a kill loses no line. */
import { appendFileSync } from "node:fs";
import { createServer } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { callsavvy, sharedSecret } from "telephony-webhooks";
import { nodeListener } from "telephony-webhooks/node";
import { engines } from "./engines.mjs";

const [engine, place, log, concurrency, secret] = process.argv.slice(2);

const LONGEST_HANDLER_MS = 5;

/** Shorter than usual, so that the next process finds soon what this one leaves, and long enough for a loaded machine. */
const LEASE_MS = 5_000;

const FAILING_SHARE = 0.1;

const write = (what, id) => appendFileSync(log, `${process.pid} ${what} ${id}\n`);

const inbox = await engines[engine]().open(place);
const receiver = callsavvy({ auth: sharedSecret(secret, { header: "x-api-key" }), inbox })
  .on("newTicketOpened", async ({ payload: { ticket_id: id } }) => {
    write("starts", id);
    await sleep(Math.random() * LONGEST_HANDLER_MS);
    if (Math.random() < FAILING_SHARE) {
      write("fails", id);
      throw new Error("on purpose");
    }
    write("ends", id);
  })
  // A killed Redis is noise here.
  .onError(() => {})
  .onRejected(() => {})
  .onInboxError(() => {})
  .work({ concurrency: Number(concurrency), leaseMs: LEASE_MS, pollMs: 50 });

const server = createServer(nodeListener({ "/tickets": receiver }));
server.listen(0, "127.0.0.1", () => process.send(server.address().port));

process.on("message", async (message) => {
  if (message === "count") {
    const { waiting, leased, failed } = await inbox.stats("callsavvy");
    process.send(waiting + leased + failed);
  } else {
    server.close();
    server.closeAllConnections();
    await receiver.drain();
    await inbox.close();
    process.disconnect();
  }
});
