/** Where deliveries are kept, and what of it can crash. */
import { join } from "node:path";
import redis from "../redis-server.cjs";

/**
 * @typedef {object} Engine
 * @property {string} place what `open` takes
 * @property {() => Promise<void>} start
 * @property {() => Promise<void>} crash with all that belongs to it, and back
 * @property {() => Promise<void>} stop
 * @property {(place: string) => Promise<import("telephony-webhooks").Inbox>} open
 */

const nothing = async () => {};

/** @type {Record<string, (folder?: string) => Engine>} */
export const engines = {
  sqlite: (folder = "") => ({
    place: join(folder, "inbox.sqlite"),
    ...{ start: nothing, crash: nothing, stop: nothing },
    open: async (file) => (await import("telephony-webhooks/sqlite")).sqliteInbox({ file }),
  }),

  bullmq() {
    let server;
    return {
      get place() {
        return server.url;
      },
      start: async () => {
        server = await redis.RedisServer.started();
      },
      crash: async () => {
        await server.kill();
        await server.start();
      },
      stop: async () => server?.remove(),
      open: async (connection) => {
        const { bullmqInbox } = await import("telephony-webhooks/bullmq");
        return bullmqInbox({ connection, queue: "crash" });
      },
    };
  },

  memory: () => ({
    place: "",
    ...{ start: nothing, crash: nothing, stop: nothing },
    open: async () => forgetfulInbox(),
  }),
};

/** What an inbox must not be. */
function forgetfulInbox() {
  const waiting = [];
  const leased = new Set();
  const settle = async (claim) => leased.delete(claim);
  return {
    async put(delivery) {
      waiting.push(delivery);
      return "stored";
    },
    async claim() {
      const delivery = waiting.shift();
      if (!delivery) return undefined;
      const claim = { delivery, attempt: 1 };
      leased.add(claim);
      return claim;
    },
    renew: async () => true,
    complete: settle,
    bury: settle,
    async fail(claim) {
      await settle(claim);
      waiting.push(claim.delivery);
    },
    stats: async () => ({
      ...{ waiting: waiting.length, leased: leased.size },
      ...{ failed: 0, done: 0, dead: 0 },
    }),
    close: nothing,
  };
}
