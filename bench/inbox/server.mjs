/** A receiver of tickets with an inbox or without: `server.mjs express|node none|sqlite|worked [FILE]`. */
import { createServer } from "node:http";
import express from "express";
import { callsavvy, sharedSecret } from "../../dist/index.js";
import { nodeListener } from "../../dist/node.js";
import { sqliteInbox } from "../../dist/sqlite.js";
import { handle } from "../peers/common-work.mjs";
import { PATH, SECRET } from "../peers/delivery.mjs";
import { announce } from "../peers/listen.mjs";

const [way, inbox, file] = process.argv.slice(2);

const receiver = callsavvy({
  auth: sharedSecret(SECRET),
  ...(inbox !== "none" && { inbox: sqliteInbox({ file }) }),
})
  .on("newTicketOpened", ({ payload }) => handle(payload))
  .onRejected(() => {});
if (inbox === "worked") receiver.work();

const listener =
  way === "express" ? express().use(PATH, receiver) : nodeListener({ [PATH]: receiver });
const server = createServer(listener);
server.listen(0, "127.0.0.1", () => announce(server));
