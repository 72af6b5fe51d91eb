import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, it, jest } from "@jest/globals";
import type { Express } from "express";
import request from "supertest";
import {
  type CallsavvyProvider,
  callsavvy,
  createReceiver,
  type DuplicateStore,
  defineProvider,
  event,
  type MemoryDuplicatesOptions,
  memoryDuplicates,
  type OptionsOf,
  servetel,
  type WebhookError,
} from "telephony-webhooks";
import { call, chat, digitPressed, ringing, summary, ticket } from "../fixtures/minimal";
import { asForm, asJson, asQuery, send } from "../helpers/encode";
import { express, expresses } from "../helpers/expresses";
import { gate } from "../helpers/gate";
import { servers } from "../helpers/servers";
import { silenceConsole } from "../helpers/silence";
import { until } from "../helpers/until";

const console = silenceConsole();

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

afterEach(() => {
  jest.restoreAllMocks();
});

const now = performance.now.bind(performance);

/** Lets the clock go before by as much, without waiting. */
function skip(ms: number): void {
  jest.spyOn(performance, "now").mockImplementation(() => now() + ms);
}

const phone = (options: Partial<OptionsOf<CallsavvyProvider>> = {}) =>
  callsavvy({ auth: "none", duplicates: memoryDuplicates(), ...options });

const post = (app: Express, fields: object, path = "/hook") => request(app).post(path).send(fields);

describe.each(servers)("behind %s", (_, express) => {
  const appOf = (receiver: ReturnType<typeof phone>) => express().use("/hook", receiver);

  describe("a repeat", () => {
    it("of a handled delivery is answered 200 and reaches onDuplicate, not the handlers", async () => {
      const [handler, onDuplicate] = [jest.fn(), jest.fn()];
      const app = appOf(phone().on("newTicketOpened", handler).onDuplicate(onDuplicate));
      for (const _time of [1, 2, 3]) {
        const answer = await post(app, ticket);
        expect([answer.status, answer.text]).toEqual([200, ""]);
      }
      expect(handler).toHaveBeenCalledTimes(1);
      expect(onDuplicate).toHaveBeenCalledTimes(2);
      expect(onDuplicate).toHaveBeenCalledWith(
        expect.objectContaining({ type: "newTicketOpened", payload: ticket }),
      );
      expect(console.lines()).toEqual([]);
    });

    it("is one in another encoding too", async () => {
      const handler = jest.fn();
      const lines = servetel({ auth: "none", duplicates: memoryDuplicates() });
      lines.on("dtmfOption", handler);
      for (const encode of [asJson, asForm, asQuery]) {
        expect((await send(lines, encode(digitPressed))).status).toBe(200);
      }
      expect(handler).toHaveBeenCalledTimes(1);
    });

    it("is none where anything declared differs, or the event does", async () => {
      const handler = jest.fn();
      const lines = servetel({ auth: "none", duplicates: memoryDuplicates() });
      const app = express().use("/hook", lines.onAny(handler));
      const ended = { ...call, end_stamp: "2026-07-11 20:42:39" };
      await post(app, ended, "/hook/call-missed");
      await post(app, ended, "/hook/call-missed-or-answered");
      await post(app, { ...ended, uuid: "64b7d1c02e9b0" }, "/hook/call-missed");
      expect(handler).toHaveBeenCalledTimes(3);
    });

    it("of a failed delivery is handled again", async () => {
      const handler = jest.fn<() => void>().mockImplementationOnce(() => {
        throw new Error("no disk");
      });
      const app = appOf(
        phone()
          .on("newTicketOpened", handler)
          .onError(() => {}),
      );
      expect((await post(app, ticket)).status).toBe(500);
      expect((await post(app, ticket)).status).toBe(200);
      expect((await post(app, ticket)).status).toBe(200);
      expect(handler).toHaveBeenCalledTimes(2);
    });

    it("of a delivery that failed after its answer is handled again", async () => {
      const door = gate();
      const handler = jest.fn<() => unknown>().mockImplementationOnce(async () => {
        await door.opened;
        throw new Error("late");
      });
      const onError = jest.fn();
      const app = appOf(phone({ deadlineMs: 20 }).on("newTicketOpened", handler).onError(onError));
      expect((await post(app, ticket)).status).toBe(202);
      expect((await post(app, ticket)).status).toBe(202);
      expect(handler).toHaveBeenCalledTimes(1);
      door.open();
      await until(() => onError.mock.calls.length > 0);
      expect((await post(app, ticket)).status).toBe(200);
      expect(handler).toHaveBeenCalledTimes(2);
    });

    it("of an event that only onUnhandled hears of reaches it once", async () => {
      const [onUnhandled, onDuplicate] = [jest.fn(), jest.fn()];
      const app = appOf(phone().onUnhandled(onUnhandled).onDuplicate(onDuplicate));
      const fax = { event: "faxReceived", pages: 3 };
      expect((await post(app, fax)).status).toBe(202);
      expect((await post(app, fax)).status).toBe(200);
      expect([onUnhandled.mock.calls.length, onDuplicate.mock.calls.length]).toEqual([1, 1]);
    });

    it("of an event of nobody's is no duplicate: nothing has been done", async () => {
      const onDuplicate = jest.fn();
      const app = appOf(phone().onDuplicate(onDuplicate));
      expect((await post(app, ticket)).status).toBe(202);
      expect((await post(app, ticket)).status).toBe(202);
      expect(onDuplicate).not.toHaveBeenCalled();
    });

    it("of a refused delivery is refused again", async () => {
      const onRejected = jest.fn();
      const app = appOf(
        phone()
          .onAny(() => {})
          .onRejected(onRejected),
      );
      for (const _time of [1, 2]) {
        expect((await post(app, { event: "newChat" })).status).toBe(422);
      }
      expect(onRejected).toHaveBeenCalledTimes(2);
    });

    it("does no harm where onDuplicate fails", async () => {
      const app = appOf(
        phone()
          .on("newTicketOpened", () => {})
          .onDuplicate(() => Promise.reject(new Error("canary"))),
      );
      await post(app, ticket);
      expect((await post(app, ticket)).status).toBe(200);
      await until(() => console.lines().length > 0);
      expect(console.lines()).toEqual([expect.stringContaining("the onDuplicate listener failed")]);
      expect(console.lines().join()).not.toContain("canary");
    });

    it("is handled where nobody asked for duplicates to be found", async () => {
      const handler = jest.fn();
      const app = appOf(callsavvy({ auth: "none" }).on("newTicketOpened", handler));
      for (const _time of [1, 2]) await post(app, ticket);
      expect(handler).toHaveBeenCalledTimes(2);
    });
  });

  describe("twins in flight", () => {
    const twins = (app: ReturnType<typeof appOf>, fields: object, count = 5) =>
      Array.from({ length: count }, () => post(app, fields).then((answer) => answer));

    it("run the handler once, and are answered alike", async () => {
      const door = gate();
      const handler = jest.fn(() => door.opened);
      const onDuplicate = jest.fn();
      const app = appOf(phone().on("newTicketOpened", handler).onDuplicate(onDuplicate));
      const answers = twins(app, ticket);
      await until(() => onDuplicate.mock.calls.length === 4);
      door.open();
      expect((await Promise.all(answers)).map(({ status }) => status)).toEqual(Array(5).fill(200));
      expect(handler).toHaveBeenCalledTimes(1);
    });

    it("share a failure, and the next repeat runs again", async () => {
      const door = gate();
      const handler = jest.fn<() => unknown>().mockImplementationOnce(async () => {
        await door.opened;
        throw new Error("no disk");
      });
      const [onDuplicate, onError] = [jest.fn(), jest.fn()];
      const app = appOf(
        phone().on("newTicketOpened", handler).onDuplicate(onDuplicate).onError(onError),
      );
      const answers = twins(app, ticket, 3);
      await until(() => onDuplicate.mock.calls.length === 2);
      door.open();
      expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([500, 500, 500]);
      expect(onError).toHaveBeenCalledTimes(1);
      expect((await post(app, ticket)).status).toBe(200);
      expect(handler).toHaveBeenCalledTimes(2);
    });

    it("share the reply to the letter, and a later one is replied to anew", async () => {
      const door = gate();
      let replies = 0;
      const onDuplicate = jest.fn();
      const receiver = phone()
        .on("callerInformation", async () => {
          await door.opened;
          replies++;
          return { caller_name: `reply ${replies}` };
        })
        .onDuplicate(onDuplicate);
      const app = appOf(receiver);
      const answers = twins(app, ringing, 3);
      await until(() => onDuplicate.mock.calls.length === 2);
      door.open();
      const texts = (await Promise.all(answers)).map(({ text }) => text);
      expect(new Set(texts).size).toBe(1);
      expect(texts[0]).toContain("reply 1");
      const later = await post(app, ringing);
      expect([later.status, later.body.caller_name]).toEqual([200, "reply 2"]);
      expect(onDuplicate).toHaveBeenCalledTimes(2);
    });

    it("share the answer of a reply that is late, and a later one is handled anew", async () => {
      const onDuplicate = jest.fn();
      const handler = jest.fn(() => new Promise<never>(() => {}));
      const receiver = phone({ deadlineMs: 60 })
        .on("callerInformation", handler, { fallback: { caller_name: "nobody" } })
        .onDuplicate(onDuplicate)
        .onError(() => {});
      const app = appOf(receiver);
      const answers = await Promise.all(twins(app, ringing, 2));
      expect(answers.map(({ body }) => body.caller_name)).toEqual(["nobody", "nobody"]);
      expect([onDuplicate.mock.calls.length, handler.mock.calls.length]).toEqual([1, 1]);
      await post(app, ringing);
      expect(handler).toHaveBeenCalledTimes(2);
    });
  });

  describe("the window", () => {
    const windowOf = async (
      fields: object,
      ms: number,
      ttlMs?: MemoryDuplicatesOptions["ttlMs"],
    ) => {
      const handler = jest.fn();
      const duplicates = memoryDuplicates(ttlMs === undefined ? {} : { ttlMs });
      const app = appOf(phone({ duplicates }).onAny(handler).onUnhandled(handler));
      await post(app, fields);
      skip(ms - 1_000);
      await post(app, fields);
      expect(handler).toHaveBeenCalledTimes(1);
      skip(ms + 1_000);
      await post(app, fields);
      expect(handler).toHaveBeenCalledTimes(2);
    };

    it.each<[string, object, number, MemoryDuplicatesOptions["ttlMs"]]>([
      ["is 24 h", ticket, 24 * HOUR_MS, undefined],
      ["is 60 s for callSummary, in which nothing is unique", summary, MINUTE_MS, undefined],
      ["is 60 s for newChat, in which nothing is unique", chat, MINUTE_MS, undefined],
      [
        "is 60 s for events that the schemas don't know",
        { event: "fax", pages: 3 },
        MINUTE_MS,
        undefined,
      ],
      ["is set for all events by a number", ticket, HOUR_MS, HOUR_MS],
      ["is set longer, too", ticket, 48 * HOUR_MS, 48 * HOUR_MS],
      ["is no longer for callSummary where the others' is", summary, MINUTE_MS, 48 * HOUR_MS],
      ["is shorter for callSummary where the others' is", summary, 10_000, 10_000],
      ["is set by event", summary, HOUR_MS, { callSummary: HOUR_MS }],
      [
        "is left to its default where another event's is set",
        chat,
        MINUTE_MS,
        { callSummary: HOUR_MS },
      ],
    ])("%s", async (_case, fields, ms, ttlMs) => {
      await windowOf(fields, ms, ttlMs);
    });

    it("begins when the delivery is first seen, and no repeat makes it longer", async () => {
      const handler = jest.fn();
      const app = appOf(phone().on("callSummary", handler));
      await post(app, summary);
      skip(40_000);
      await post(app, summary);
      skip(61_000);
      await post(app, summary);
      expect(handler).toHaveBeenCalledTimes(2);
    });

    it("ends on time, however shortly before the store was asked", () => {
      const store = memoryDuplicates();
      const startMs = now();
      // A clock that stands still between two looks at it.
      const look = (ms: number) => jest.spyOn(performance, "now").mockReturnValue(startMs + ms);
      look(0);
      store.complete("a", 5_000);
      look(4_999);
      expect(store.claim("a", 1)).toBe("done");
      look(5_100);
      expect(store.claim("a", 1)).toBe("claimed");
    });

    it("is a provider's to say for its events", async () => {
      const handler = jest.fn();
      const fields = { properties: { kind: { type: "string", enum: ["ringing"] } } };
      const acme = defineProvider({
        name: "acme",
        identify: { by: "field", field: "kind" },
        events: {
          ringing: event({ schema: { type: "object", ...fields }, duplicateTtlMs: 5_000 }),
        },
      });
      const receiver = createReceiver(acme, { auth: "none", duplicates: memoryDuplicates() });
      const app = express().use("/hook", receiver.on("ringing", handler));
      for (const ms of [0, 4_000, 6_000]) {
        skip(ms);
        await request(app).post("/hook").send({ kind: "ringing" });
      }
      expect(handler).toHaveBeenCalledTimes(2);
    });

    it("may be longer than a day where a provider says so", async () => {
      const handler = jest.fn();
      const acme = defineProvider({
        name: "acme",
        identify: { by: "field", field: "kind" },
        events: { ringing: event({ schema: {}, duplicateTtlMs: 48 * HOUR_MS }) },
      });
      const receiver = createReceiver(acme, { auth: "none", duplicates: memoryDuplicates() });
      const app = express().use("/hook", receiver.on("ringing", handler));
      for (const ms of [0, 47 * HOUR_MS, 49 * HOUR_MS]) {
        skip(ms);
        await request(app).post("/hook").send({ kind: "ringing" });
      }
      expect(handler).toHaveBeenCalledTimes(2);
    });

    it("ends early for the oldest where the memory is full", async () => {
      const handler = jest.fn();
      const app = appOf(phone({ duplicates: memoryDuplicates({ max: 2 }) }).onAny(handler));
      const numbered = (ticket_id: string) => post(app, { ...ticket, ticket_id });
      for (const id of ["1", "2", "3", "3", "2", "1"]) await numbered(id);
      expect(handler).toHaveBeenCalledTimes(4);
    });
  });

  describe("a store of the user's", () => {
    function recordingStore(claims: readonly unknown[] = ["claimed"]) {
      const calls: unknown[][] = [];
      const store: DuplicateStore = {
        claim: async (...args) => {
          calls.push(["claim", ...args]);
          return claims[Math.min(calls.length, claims.length) - 1] as "claimed";
        },
        complete: async (...args) => void calls.push(["complete", ...args]),
        fail: async (...args) => void calls.push(["fail", ...args]),
      };
      return { store, calls };
    }
    const id = expect.stringMatching(/^callsavvy\.newTicketOpened\.[0-9a-f]{32}$/);

    it("claims the event's id for a while, then completes it for the rest of its window", async () => {
      const { store, calls } = recordingStore();
      const app = appOf(phone({ duplicates: store }).on("newTicketOpened", () => sleep(20)));
      expect((await post(app, ticket)).status).toBe(200);
      expect(calls).toEqual([
        ["claim", id, 60_000],
        ["complete", id, expect.any(Number)],
      ]);
      const rest = calls[1]?.[2] as number;
      expect(rest).toBeLessThanOrEqual(24 * HOUR_MS - 19);
      expect(rest).toBeGreaterThan(24 * HOUR_MS - MINUTE_MS);
    });

    it("remembers for a moment at least what took longer than its window", async () => {
      const { store, calls } = recordingStore();
      const duplicates = { ...store, ttlMs: 5 };
      const app = appOf(phone({ duplicates }).on("newTicketOpened", () => sleep(20)));
      await post(app, ticket);
      expect(calls[1]).toEqual(["complete", id, 1]);
    });

    it("is told of a failure before the sender is", async () => {
      const { store, calls } = recordingStore();
      const app = appOf(
        phone({ duplicates: store })
          .on("newTicketOpened", () => Promise.reject(new Error("no disk")))
          .onError(() => {}),
      );
      expect((await post(app, ticket)).status).toBe(500);
      expect(calls.map(([name]) => name)).toEqual(["claim", "fail"]);
    });

    it.each([
      ["running", 202],
      ["done", 200],
    ])("that says %s makes the answer %i, and nothing runs", async (claim, status) => {
      const { store, calls } = recordingStore([claim]);
      const [handler, onDuplicate] = [jest.fn(), jest.fn()];
      const app = appOf(
        phone({ duplicates: store }).on("newTicketOpened", handler).onDuplicate(onDuplicate),
      );
      expect((await post(app, ticket)).status).toBe(status);
      expect([handler.mock.calls.length, onDuplicate.mock.calls.length]).toEqual([0, 1]);
      expect(calls).toHaveLength(1);
    });

    it("that can't be told of a failure lets the next repeat wait until its claim lapses", async () => {
      const handler = jest.fn<() => void>().mockImplementationOnce(() => {
        throw new Error("no disk");
      });
      const onError = jest.fn<(error: WebhookError) => void>();
      const memory = memoryDuplicates();
      const duplicates: DuplicateStore = {
        ...memory,
        fail: () => Promise.reject(new Error("down")),
      };
      const app = appOf(phone({ duplicates }).on("newTicketOpened", handler).onError(onError));
      expect((await post(app, ticket)).status).toBe(500);
      expect(onError.mock.calls.map(([{ code }]) => code)).toEqual([
        "ERR_HANDLER_FAILED",
        "ERR_DUPLICATES_FAILED",
      ]);
      expect((await post(app, ticket)).status).toBe(202);
      skip(MINUTE_MS + 1_000);
      expect((await post(app, ticket)).status).toBe(200);
      expect(handler).toHaveBeenCalledTimes(2);
    });

    it("that claims late keeps nobody waiting beyond the deadline", async () => {
      const { store } = recordingStore();
      const claim = gate();
      const duplicates = { ...store, claim: () => claim.opened.then(() => "claimed" as const) };
      const handling = gate();
      const app = appOf(
        phone({ duplicates, deadlineMs: 50 })
          .on("newTicketOpened", () => handling.opened)
          .onError(() => {}),
      );
      expect((await post(app, ticket)).status).toBe(202);
      claim.open();
      handling.open();
    });

    it("is not asked about events with a reply", async () => {
      const { store, calls } = recordingStore();
      const app = appOf(phone({ duplicates: store }).on("callerInformation", () => ({})));
      expect((await post(app, ringing)).status).toBe(200);
      expect(calls).toEqual([]);
    });

    it.each<[string, Partial<DuplicateStore>, number]>([
      [
        "throws when it is asked",
        {
          claim: () => {
            throw new Error("down");
          },
        },
        1,
      ],
      ["rejects when it is asked", { claim: () => Promise.reject(new Error("down")) }, 1],
      ["rejects when it is told", { complete: () => Promise.reject(new Error("down")) }, 1],
      ["answers nonsense", { claim: () => "OK" as never }, 1],
      [
        "is down altogether",
        { claim: () => Promise.reject(1), complete: () => Promise.reject(2) },
        2,
      ],
    ])(
      "keeps no event from its handlers where it %s, and is reported",
      async (_case, faults, reports) => {
        const onError = jest.fn<(error: WebhookError, event: object) => void>();
        const handler = jest.fn();
        const { store } = recordingStore();
        const app = appOf(
          phone({ duplicates: { ...store, ...faults } })
            .on("newTicketOpened", handler)
            .onError(onError),
        );
        expect((await post(app, ticket)).status).toBe(200);
        expect(handler).toHaveBeenCalledTimes(1);
        expect(onError.mock.calls.map(([{ code }]) => code)).toEqual(
          Array(reports).fill("ERR_DUPLICATES_FAILED"),
        );
        expect(onError.mock.calls[0]?.[1]).toMatchObject({ type: "newTicketOpened" });
        if (_case === "answers nonsense") {
          const cause = { message: "A claim is claimed, running, done." };
          expect(onError.mock.calls[0]?.[0]).toMatchObject({ cause });
        }
      },
    );

    it("that never answers is waited for one second, and the event is handled", async () => {
      const onError = jest.fn<(error: WebhookError) => void>();
      const handler = jest.fn();
      const { store } = recordingStore();
      const duplicates = { ...store, claim: () => new Promise<never>(() => {}) };
      const app = appOf(phone({ duplicates }).on("newTicketOpened", handler).onError(onError));
      expect((await post(app, ticket)).status).toBe(200);
      expect(handler).toHaveBeenCalledTimes(1);
      expect(onError.mock.calls[0]?.[0]).toMatchObject({
        code: "ERR_DUPLICATES_FAILED",
        cause: { code: "ERR_DEADLINE" },
      });
    });

    it("may be shared by several receivers, as by several machines", async () => {
      const door = gate();
      const handler = jest.fn(() => door.opened);
      const duplicates = memoryDuplicates();
      const receivers = [1, 2].map(() => phone({ duplicates }).on("newTicketOpened", handler));
      const [one, two] = receivers.map(appOf);
      if (!one || !two) throw new Error("there are two");
      const first = post(one, ticket).then(({ status }) => status);
      await until(() => handler.mock.calls.length > 0);
      expect((await post(two, ticket)).status).toBe(202);
      door.open();
      expect(await first).toBe(200);
      expect((await post(two, ticket)).status).toBe(200);
      expect(handler).toHaveBeenCalledTimes(1);
    });
  });
});

describe.each(expresses)("a repeat in an app of %s", (_, express) => {
  it("is none where it came for another tenant", async () => {
    const handler = jest.fn();
    const app = express().use("/:tenant/hook", phone().on("newTicketOpened", handler));
    for (const tenant of ["acme", "globex", "acme"]) await post(app, ticket, `/${tenant}/hook`);
    expect(handler).toHaveBeenCalledTimes(2);
  });

  it("is handed on like the first one where unhandled is next, since what became of that is unknown", async () => {
    let passed = 0;
    const app = express().use("/hook", phone({ unhandled: "next" }), (_req, res) => {
      passed++;
      res.end();
    });
    for (const _time of [1, 2]) await post(app, ticket);
    expect(passed).toBe(2);
  });
});

describe("a handler that outlasts its answer", () => {
  /** A store that remembers nothing, so that only the receiver knows what is running. */
  const forgetful: DuplicateStore = { claim: () => "claimed", complete() {}, fail() {} };
  const posterOf = (handler: () => Promise<void>) => {
    const receiver = callsavvy({ auth: "none", deadlineMs: 20, duplicates: forgetful });
    const app = express().use(receiver.on("newTicketOpened", handler));
    return async () => (await request(app).post("/").send(ticket)).status;
  };

  it("is not run again meanwhile", async () => {
    const door = gate();
    const handler = jest.fn(() => door.opened);
    const post = posterOf(handler);
    expect([await post(), await post()]).toEqual([202, 202]);
    expect(handler).toHaveBeenCalledTimes(1);
    door.open();
    await door.opened;
    await sleep(5);
    expect(await post()).toBe(200);
    expect(handler).toHaveBeenCalledTimes(2);
  });

  it("is run again after a minute, as on any other machine, and only then", async () => {
    const setTimeout = jest.spyOn(globalThis, "setTimeout");
    const doors = [gate(), gate(), gate()] as const;
    const handler = jest.fn(() => doors[handler.mock.calls.length - 1]?.opened as Promise<void>);
    const post = posterOf(handler);
    expect([await post(), await post()]).toEqual([202, 202]);
    setTimeout.mock.calls.find(([, ms]) => ms === MINUTE_MS)?.[0]();
    expect([await post(), await post()]).toEqual([202, 202]);
    expect(handler).toHaveBeenCalledTimes(2);
    doors[0].open();
    await sleep(5);
    expect(await post()).toBe(202);
    expect(handler).toHaveBeenCalledTimes(2);
  });
});

describe("what is asked of a store", () => {
  it("leaves no timer behind", async () => {
    const setTimeout = jest.spyOn(globalThis, "setTimeout");
    const clearTimeout = jest.spyOn(globalThis, "clearTimeout");
    const { claim, complete, fail } = memoryDuplicates();
    const duplicates: DuplicateStore = {
      claim: async (id, leaseMs) => claim(id, leaseMs),
      complete: async (id, ttlMs) => complete(id, ttlMs),
      fail,
    };
    const receiver = callsavvy({ auth: "none", duplicates });
    const app = express().use(receiver.on("newTicketOpened", () => {}));
    await request(app).post("/").send(ticket);
    const patience = setTimeout.mock.results.filter((_, call) => {
      const [, ms = 0] = setTimeout.mock.calls[call] ?? [];
      return ms > 900 && ms <= 1_000;
    });
    expect(patience).toHaveLength(2);
    for (const { value } of patience) expect(clearTimeout.mock.calls).toContainEqual([value]);
  });

  it("is by event only where somebody says so", () => {
    expect(memoryDuplicates()).not.toHaveProperty("ttlMs");
    expect(memoryDuplicates({ ttlMs: 5 })).toHaveProperty("ttlMs", 5);
  });
});

describe("a claim that nobody settles", () => {
  it("lapses, so that a crash keeps no repeat from being handled", async () => {
    const duplicates = memoryDuplicates();
    expect(duplicates.claim("a", 1_000)).toBe("claimed");
    expect(duplicates.claim("a", 1_000)).toBe("running");
    skip(1_500);
    await sleep(5);
    expect(duplicates.claim("a", 1_000)).toBe("claimed");
  });
});

describe("duplicates at construction", () => {
  const make = (duplicates: unknown) => () =>
    callsavvy({ auth: "none", duplicates: duplicates as DuplicateStore });
  const ttl = (ttlMs: unknown) => make({ ...memoryDuplicates(), ttlMs });

  it.each<[string, () => unknown, RegExp]>([
    ["the word memory", make("memory"), /memoryDuplicates\(\) or a store/],
    ["a store that can't claim", make({ complete() {}, fail() {} }), /claim, complete and fail/],
    ["a store that can't complete", make({ claim() {}, fail() {} }), /claim, complete and fail/],
    ["a store that can't fail", make({ claim() {}, complete() {} }), /claim, complete and fail/],
    ["no time at all", ttl(0), /ttlMs of duplicates \(all\) takes milliseconds/],
    ["a time that is no number", ttl("60s"), /takes milliseconds/],
    [
      "a time of an event that is no number",
      ttl({ newChat: "60s" }),
      /ttlMs of duplicates \(newChat\) takes milliseconds/,
    ],
    [
      "an unknown event",
      ttl({ newChatt: 1 }),
      /unknown event "newChatt"\. Did you mean "newChat"\?/,
    ],
    [
      "an event with a reply",
      ttl({ callerInformation: 1 }),
      /callerInformation, whose repeats are always answered anew/,
    ],
    ["null", make(null), /memoryDuplicates\(\) or a store/],
    ["a memory of no time", () => memoryDuplicates({ ttlMs: -1 }), /ttlMs of duplicates/],
    ["no room", () => memoryDuplicates({ max: 0 }), /max of memoryDuplicates takes a whole number/],
    ["half a room", () => memoryDuplicates({ max: 1.5 }), /max of memoryDuplicates/],
    [
      "an unknown option",
      () => memoryDuplicates({ ttl: 1 } as never),
      /Unknown option of memoryDuplicates "ttl"\. Did you mean "ttlMs"\?/,
    ],
    [
      "a provider's window of no time",
      () =>
        defineProvider({
          name: "acme",
          identify: { by: "field", field: "kind" },
          events: { ringing: event({ schema: {}, duplicateTtlMs: 0 }) },
        }),
      /duplicateTtlMs of acme\.ringing takes milliseconds/,
    ],
  ])("refuse %s", (_case, construct, message) => {
    expect(construct).toThrow(TypeError);
    expect(construct).toThrow(message);
  });

  it("take times of a month, which is longer than a timer can run", () => {
    expect(ttl(31 * 24 * HOUR_MS)).not.toThrow();
  });
});
