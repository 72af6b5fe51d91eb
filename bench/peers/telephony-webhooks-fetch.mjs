/** Ours by the Fetch standard, on Hono's server for Node. */
import { createAdaptorServer } from "@hono/node-server";
import { fetchHandler } from "../../dist/fetch.js";
import { PATH } from "./delivery.mjs";
import { announce } from "./listen.mjs";
import { receiver } from "./receiver.mjs";

const server = createAdaptorServer({ fetch: fetchHandler({ [PATH]: receiver }) });
server.listen(0, "127.0.0.1", () => announce(server));
