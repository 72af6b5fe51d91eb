import { afterEach, describe, expect, it, jest } from "@jest/globals";
import { bullmqInbox } from "../../lib/bullmq";
import { demandInbox } from "../../lib/inbox/inbox";

/** Nobody listens there, and nobody asks. */
const connection = "redis://127.0.0.1:1";

/** Calls it as JavaScript may. */
const make = (options: object) => () => Reflect.apply(bullmqInbox, undefined, [options]);

describe("bullmqInbox", () => {
  afterEach(() => {
    jest.dontMock("bullmq");
    jest.resetModules();
  });

  it("takes a URL, or a host and a port, and asks nobody before it is used", async () => {
    for (const place of [connection, { host: "127.0.0.1", port: 1, password: "s3cret" }]) {
      const inbox = bullmqInbox({ connection: place, queue: "my-app.webhooks_1" });
      expect(demandInbox(inbox)).toBe(inbox);
      expect(await inbox.stats()).toEqual({ waiting: 0, leased: 0, failed: 0, done: 0, dead: 0 });
      await inbox.close();
    }
  });

  it.each([
    ["a place that is no Redis", "http://user:s3cret@localhost"],
    ["no place", undefined],
    ["a client", { duplicate: () => {}, password: "s3cret" }],
  ])("refuses %s, without telling secrets", (_what, place) => {
    const refused = make({ connection: place, queue: "webhooks" });
    expect(refused).toThrow(TypeError);
    expect(refused).toThrow(/takes a URL \(redis:\/\/…, rediss:\/\/…\) or \{ host, port, … \}/);
    expect(refused).not.toThrow(/s3cret/);
  });

  it.each([undefined, "", "a:b", "a b", 7])("refuses %j as the name of its queues", (queue) => {
    const refused = make({ connection, queue });
    expect(refused).toThrow(TypeError);
    expect(refused).toThrow(/option queue of bullmqInbox takes a name of letters/);
  });

  it.each([0, -1, Number.NaN, "1000"])("refuses to keep for %p ms", (keepDoneMs) => {
    const refused = make({ connection, queue: "webhooks", keepDoneMs });
    expect(refused).toThrow("The option keepDoneMs of bullmqInbox takes milliseconds");
  });

  it("refuses an option that it does not know, with the one that is meant", () => {
    expect(make({ connection, queu: "webhooks" })).toThrow(/queu.*queue/);
  });

  it("says how to install BullMQ where it is missing", () => {
    jest.doMock("bullmq", () => {
      throw new Error("Cannot find module 'bullmq'");
    });
    expect(make({ connection, queue: "webhooks" })).toThrow(/npm install bullmq/);
  });
});
