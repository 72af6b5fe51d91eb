/** The process that a soak loads: both receivers, patient and impatient ones, with handlers that behave in every way. */
import { createServer } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import express from "express";
import { callsavvy, html, servetel, sharedSecret } from "../dist/index.js";

/** So long after the deadline of 250 ms that a pause of the process can't bring them together. */
const HANDLER_DELAY_MS = 1000;

const auth = sharedSecret(process.env.SOAK_SECRET);

/** Heard of, and forgotten. */
const quietly = (receiver) =>
  receiver
    .onUnhandled(({ id }) => id)
    .onRejected(({ message }) => message)
    .onError(({ cause }) => cause);

const customer = { caller_name: "Asha Example", customer_info: null };

const phone = quietly(callsavvy({ auth }))
  .on("callerInformation", () => customer)
  .on("chatbotCallback", ({ payload }) => html`<p>Hello ${payload.sender_name}!</p>`)
  .onAny(({ id }) => id);

const lines = quietly(servetel({ auth })).onAny((event) => JSON.stringify(event));

const failing = quietly(callsavvy({ auth }))
  .on("callerInformation", () => ({ caller_name: 4 }))
  .on("chatbotCallback", () => Promise.reject(new Error("failed")), { fallback: "sorry" })
  .on("callSummary", () => {
    throw new Error("failed");
  });

const late = quietly(callsavvy({ auth, deadlineMs: 250 }))
  .on("callerInformation", ({ signal }) => sleep(HANDLER_DELAY_MS, customer, { signal }))
  .on("chatbotCallback", () => sleep(HANDLER_DELAY_MS, "late"), { fallback: "sorry" })
  .on("callSummary", () => sleep(HANDLER_DELAY_MS))
  .on("newChat", () => sleep(HANDLER_DELAY_MS).then(() => Promise.reject(new Error("failed"))))
  .on("newTicketOpened", () => new Promise(() => {}));

const hasty = quietly(callsavvy({ auth, bodyDeadlineMs: 100 })).onAny(() => {});

const app = express()
  .use("/callsavvy", phone)
  .use("/servetel", lines)
  .use("/failing", failing)
  .use("/late", late)
  .use("/hasty", hasty);

// A connection that the server gives up while the client takes it up again would be nobody's fault.
const server = createServer({ keepAliveTimeout: 60_000 }, app);

/** After two collections: the first one may leave what finalizers hold. */
async function measure() {
  for (let round = 0; round < 2; round++) {
    globalThis.gc();
    await sleep(0);
  }
  const connections = await new Promise((resolve) =>
    server.getConnections((_error, count) => resolve(count)),
  );
  const resources = {};
  for (const kind of process.getActiveResourcesInfo()) resources[kind] = (resources[kind] ?? 0) + 1;
  return { heapUsed: process.memoryUsage().heapUsed, connections, resources };
}

process.on("message", async () => process.send(await measure()));
// Whoever started this process ends it; a Ctrl-C of the terminal reaches both.
process.on("SIGINT", () => {});
process.on("disconnect", () => process.exit());

server.listen(0, "127.0.0.1", () => process.send({ port: server.address().port }));
