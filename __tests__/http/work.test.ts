import { afterEach, describe, expect, it, jest } from "@jest/globals";
import request from "supertest";
import {
  type CallsavvyProvider,
  callsavvy,
  type DeliveryTrace,
  type Inbox,
  type InboxClaim,
  type InboxDelivery,
  type OptionsOf,
  type Receiver,
  servetel,
  sharedSecret,
  type WebhookError,
  type WorkOptions,
} from "telephony-webhooks";
import { digitPressed, ticket } from "../fixtures/minimal";
import { asForm, asGoForm, asJson, asQuery, send } from "../helpers/encode";
import { express } from "../helpers/expresses";
import { gate } from "../helpers/gate";
import { MemoryInbox } from "../helpers/memory-inbox";
import { silenceConsole } from "../helpers/silence";
import { listenToTraces } from "../helpers/traces";
import { until } from "../helpers/until";

const console = silenceConsole();

const receivers: Receiver<CallsavvyProvider>[] = [];

afterEach(async () => {
  await Promise.all(receivers.splice(0).map((receiver) => receiver.drain(1)));
});

function phone(inbox: Inbox, options: Partial<OptionsOf<CallsavvyProvider>> = {}) {
  const receiver = callsavvy({ auth: "none", inbox, ...options });
  receivers.push(receiver);
  return receiver;
}

/** What a process before this one has stored. */
async function stored(count = 1): Promise<MemoryInbox> {
  const inbox = new MemoryInbox();
  for (let id = 1; id <= count; id++) {
    const fields = { ...ticket, ticket_id: String(id) };
    expect(await send(callsavvy({ auth: "none", inbox }), asJson(fields))).toMatchObject({
      status: 202,
    });
  }
  return inbox;
}

const soon: WorkOptions = { pollMs: 5 };

const settled = (inbox: MemoryInbox, ...states: string[]) =>
  until(() => inbox.states.join() === states.join());

describe("a receiver at work", () => {
  it("gives what it has stored to the handlers, and completes it", async () => {
    const inbox = new MemoryInbox();
    const handler = jest.fn();
    // So seldom that only the word of the storing receiver wakes the worker.
    const receiver = phone(inbox).on("newTicketOpened", handler).work({ pollMs: 3_600_000 });
    const app = express().use("/:tenant", receiver);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect((await request(app).post("/acme").send(ticket)).status).toBe(202);
    await settled(inbox, "done");
    expect(handler).toHaveBeenCalledTimes(1);
    expect(handler).toHaveBeenCalledWith(
      expect.objectContaining({
        id: expect.stringMatching(/^callsavvy\.newTicketOpened\.[0-9a-f]{32}$/),
        payload: ticket,
        raw: ticket,
        params: { tenant: "acme" },
        receivedAt: inbox.entries[0]?.delivery.receivedAt,
        identifiedBy: "field",
      }),
    );
  });

  it("gives what another process has stored to the handlers that are registered in the same turn", async () => {
    const inbox = await stored(3);
    const handler = jest.fn();
    phone(inbox).work().on("newTicketOpened", handler);
    await settled(inbox, "done", "done", "done");
    const ids = handler.mock.calls.map(([event]) => (event as { payload: typeof ticket }).payload);
    expect(ids.map(({ ticket_id }) => ticket_id)).toEqual(["1", "2", "3"]);
    expect(console.lines()).toEqual([]);
  });

  it("finds what another process stores later", async () => {
    const inbox = new MemoryInbox();
    const handler = jest.fn();
    phone(inbox).on("newTicketOpened", handler).work(soon);
    await send(callsavvy({ auth: "none", inbox }), asJson(ticket));
    await settled(inbox, "done");
    expect(handler).toHaveBeenCalledTimes(1);
  });

  it("understands a delivery as it was understood when it came, whoever was let in by what", async () => {
    for (const encode of [asJson, asForm, asGoForm, asQuery]) {
      const inbox = new MemoryInbox();
      const secret = "a-secret-of-many-letters";
      const handler = jest.fn<(event: { toJSON(): unknown }) => void>();
      const onAny = (event: { toJSON(): unknown }) => handler(event);
      const options = { auth: sharedSecret(secret, { query: "key" }), inbox };
      const receiver = servetel(options).onAny(onAny);
      const encoded = encode({ ...digitPressed, caller_id_number: " 915550002222" });
      const query = [`key=${secret}`, encoded.query].filter(Boolean).join("&");
      const answer = await send(receiver, { ...encoded, query }, "/dtmf-option");
      expect(answer.status).toBe(202);
      const inline = jest.fn<(event: { toJSON(): unknown }) => void>();
      await send(servetel({ auth: "none" }).onAny(inline), encoded, "/dtmf-option");
      receiver.work(soon);
      await settled(inbox, "done");
      await receiver.drain();
      const seen = [handler, inline].map((heard) => heard.mock.calls[0]?.[0].toJSON());
      expect(seen[0]).toEqual({ ...(seen[1] as object), receivedAt: expect.anything() });
    }
  });

  it("takes a delivery for what it was recognised as when it came", async () => {
    const inbox = new MemoryInbox();
    const types = jest.fn();
    const one = servetel({ auth: "none", inbox, trigger: "dtmfOption" });
    await send(one, asJson(digitPressed));
    const many = "a&".repeat(1_000);
    const other = servetel({ auth: "none", inbox, trigger: "callMissed" });
    const query = `trigger=call-hangup&${many}`;
    await send(servetel({ auth: "none", inbox }), { ...asJson(digitPressed), query });
    other.onAny(({ type, identifiedBy }) => types(type, identifiedBy)).work(soon);
    await settled(inbox, "done", "done");
    await other.drain();
    expect(types.mock.calls).toEqual([
      ["dtmfOption", "option"],
      ["callHangup", "query"],
    ]);
  });

  it("leaves the deliveries of other providers to their receivers", async () => {
    const inbox = await stored();
    await send(servetel({ auth: "none", inbox }), asJson(digitPressed), "/dtmf-option");
    phone(inbox)
      .onAny(() => {})
      .work(soon);
    await settled(inbox, "done", "waiting");
  });

  it("handles as many at once as it is told, and no more", async () => {
    const inbox = await stored(5);
    const door = gate();
    let running = 0;
    let most = 0;
    const handler = async () => {
      most = Math.max(most, ++running);
      await door.opened;
      running--;
    };
    phone(inbox).on("newTicketOpened", handler).work({ concurrency: 3, pollMs: 1 });
    await until(() => running === 3);
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(inbox.states).toEqual(["leased", "leased", "leased", "waiting", "waiting"]);
    door.open();
    await settled(inbox, ...Array<string>(5).fill("done"));
    expect(most).toBe(3);
  });

  it("completes what nobody handles, and tells onUnhandled", async () => {
    const inbox = await stored();
    const onUnhandled = jest.fn();
    phone(inbox).onUnhandled(onUnhandled).work(soon);
    await settled(inbox, "done");
    expect(onUnhandled).toHaveBeenCalledTimes(1);
  });

  it("renews the lease as long as a handler runs", async () => {
    const inbox = await stored();
    const door = gate();
    const handler = jest.fn(() => door.opened);
    for (const _process of [1, 2]) {
      phone(inbox.ofAnotherProcess())
        .on("newTicketOpened", handler)
        .work({ leaseMs: 150, pollMs: 5 });
    }
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(handler).toHaveBeenCalledTimes(1);
    door.open();
    await settled(inbox, "done");
  });

  it("takes over what a process that has ended was handling", async () => {
    const inbox = await stored();
    await inbox.claim("callsavvy", 50);
    const handler = jest.fn();
    phone(inbox).on("newTicketOpened", handler).work(soon);
    await settled(inbox, "done");
    expect(handler).toHaveBeenCalledTimes(1);
    expect(inbox.entries[0]?.attempts).toBe(2);
  });
});

describe("a delivery whose handler fails", () => {
  const failure = new Error("no database");

  it("is tried again, later each time, and then handled", async () => {
    const inbox = await stored();
    const handler = jest
      .fn<() => Promise<void>>()
      .mockRejectedValueOnce(failure)
      .mockRejectedValueOnce(failure)
      .mockResolvedValue();
    const onError = jest.fn<(error: WebhookError) => void>();
    const delays: number[] = [];
    const { fail } = inbox;
    inbox.fail = async (claim, delayMs, reason) => {
      delays.push(delayMs);
      await fail.call(inbox, claim, delayMs, reason);
    };
    phone(inbox).on("newTicketOpened", handler).onError(onError).work(soon);
    for (const attempt of [1, 2]) {
      await until(() => delays.length === attempt && inbox.states[0] !== "leased");
      expect(inbox.states).toEqual(["failed: ERR_HANDLER_FAILED"]);
      inbox.makeDue();
    }
    await settled(inbox, "done");
    expect(handler).toHaveBeenCalledTimes(3);
    expect(onError.mock.calls.map(([error]) => error.cause)).toEqual([failure, failure]);
    const [first = 0, second = 0] = delays;
    expect(first).toBeGreaterThanOrEqual(500);
    expect(first).toBeLessThanOrEqual(1_000);
    expect(second).toBeGreaterThanOrEqual(1_000);
    expect(second).toBeLessThanOrEqual(2_000);
  });

  it("is dead after the last attempt, and onDead hears of it", async () => {
    const inbox = await stored();
    const onDead = jest.fn<(error: WebhookError, delivery: InboxDelivery) => void>();
    phone(inbox)
      .on("newTicketOpened", () => Promise.reject(failure))
      .onError(() => {})
      .onDead(onDead)
      .work({ ...soon, maxAttempts: 2 });
    await settled(inbox, "failed: ERR_HANDLER_FAILED");
    inbox.makeDue();
    await settled(inbox, "dead: ERR_HANDLER_FAILED");
    await until(() => onDead.mock.calls.length > 0);
    const [error, delivery] = onDead.mock.calls[0] ?? [];
    expect(error).toMatchObject({ code: "ERR_HANDLER_FAILED", cause: failure });
    expect(delivery).toBe(inbox.entries[0]?.delivery);
  });

  it("is dead with a line on the console where nobody listens, without a value of it", async () => {
    const inbox = await stored();
    const fail = () => Promise.reject(failure);
    phone(inbox)
      .on("newTicketOpened", fail)
      .work({ ...soon, maxAttempts: 1 });
    await settled(inbox, "dead: ERR_HANDLER_FAILED");
    await until(() => console.lines().length > 1);
    expect(console.lines()[1]).toBe(
      "telephony-webhooks: callsavvy: newTicketOpened: a delivery is dead: ERR_HANDLER_FAILED: A handler failed. The inbox keeps it; register onDead to hear of such deliveries.",
    );
  });

  it("counts as failed at its deadline, frees its place, and its signal aborts", async () => {
    const inbox = await stored(2);
    const signals: AbortSignal[] = [];
    const onError = jest.fn<(error: WebhookError) => void>();
    phone(inbox)
      .on("newTicketOpened", ({ signal }) => {
        signals.push(signal);
        return new Promise((_, reject) => {
          signal.addEventListener("abort", () => reject(signal.reason));
        });
      })
      .onError(onError)
      .work({ ...soon, concurrency: 1, deadlineMs: 30 });
    await settled(inbox, "failed: ERR_DEADLINE", "failed: ERR_DEADLINE");
    await until(() => signals.every(({ aborted }) => aborted));
    expect(onError.mock.calls.map(([{ code }]) => code)).toEqual(["ERR_DEADLINE", "ERR_DEADLINE"]);
  });

  it("has its last attempt though shutdowns have taken some", async () => {
    const inbox = await stored();
    for (const _attempt of [1, 2, 3]) {
      await inbox.claim("callsavvy", 1);
      inbox.makeDue();
    }
    const handler = jest.fn();
    phone(inbox)
      .on("newTicketOpened", handler)
      .work({ ...soon, maxAttempts: 1 });
    await settled(inbox, "done");
    expect(handler).toHaveBeenCalledTimes(1);
  });

  it("reaches no further handler once its attempt is given up", async () => {
    const inbox = await stored();
    const door = gate();
    const second = jest.fn();
    phone(inbox)
      .on("newTicketOpened", () => door.opened)
      .on("newTicketOpened", second)
      .onError(() => {})
      .work({ ...soon, deadlineMs: 20 });
    await settled(inbox, "failed: ERR_DEADLINE");
    door.open();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(second).not.toHaveBeenCalled();
  });

  it("is dead at once where its process has ended at each attempt and more", async () => {
    const inbox = await stored();
    for (const _attempt of [1, 2, 3, 4, 5]) {
      await inbox.claim("callsavvy", 1);
      inbox.makeDue();
    }
    const handler = jest.fn();
    const onDead = jest.fn();
    phone(inbox)
      .on("newTicketOpened", handler)
      .onDead(onDead)
      .work({ ...soon, maxAttempts: 2 });
    await settled(inbox, "dead: ERR_ABANDONED");
    await until(() => onDead.mock.calls.length > 0);
    expect(handler).not.toHaveBeenCalled();
  });
});

describe("a delivery that fits the schemas no longer", () => {
  it("is dead with its bytes, and onRejected and onDead hear of it", async () => {
    const inbox = await stored();
    const [entry] = inbox.entries;
    const bytes = Buffer.from(JSON.stringify({ ...ticket, ticket_id: {} }));
    Object.assign(entry ?? {}, { delivery: { ...entry?.delivery, bytes } });
    const handler = jest.fn();
    const [onRejected, onDead] = [jest.fn(), jest.fn()];
    phone(inbox).onAny(handler).onRejected(onRejected).onDead(onDead).work(soon);
    await settled(inbox, "dead: ERR_PAYLOAD_INVALID");
    await until(() => onDead.mock.calls.length > 0);
    expect(handler).not.toHaveBeenCalled();
    expect(entry?.delivery.bytes).toBe(bytes);
    expect(onRejected).toHaveBeenCalledWith(
      expect.objectContaining({ code: "ERR_PAYLOAD_INVALID" }),
      expect.objectContaining({ bytes }),
    );
    expect(onDead).toHaveBeenCalledWith(
      expect.objectContaining({
        issues: expect.arrayContaining([expect.objectContaining({ path: "/ticket_id" })]),
      }),
      entry?.delivery,
    );
  });
});

describe("an inbox that fails while the receiver is at work", () => {
  it("is reported once until it works again, and asked again until then", async () => {
    const inbox = await stored();
    const down = new Error("no connection");
    inbox.failures.claim = [down, down, down];
    const onInboxError = jest.fn<(error: WebhookError) => void>();
    const handler = jest.fn();
    phone(inbox).on("newTicketOpened", handler).onInboxError(onInboxError).work(soon);
    await settled(inbox, "done");
    expect(onInboxError.mock.calls.map(([{ code, cause }]) => [code, cause])).toEqual([
      ["ERR_INBOX_FAILED", down],
    ]);
    inbox.failures.claim = [down];
    await until(() => onInboxError.mock.calls.length === 2);
  });

  it("is reported on the console where nobody listens, without its message", async () => {
    const inbox = new MemoryInbox();
    inbox.failures.claim = [new Error("canary")];
    phone(inbox).work(soon);
    await until(() => console.lines().length > 0);
    expect(console.lines()[0]).toMatch(
      /^telephony-webhooks: callsavvy: the inbox has failed, and is asked again until it answers\. Register onInboxError to see why\.\nError\n/,
    );
    expect(console.lines().join()).not.toContain("canary");
  });

  it("is told again what has been handled, instead of handling it again", async () => {
    const inbox = await stored();
    inbox.failures.complete = [new Error("no connection")];
    const handler = jest.fn();
    phone(inbox)
      .on("newTicketOpened", handler)
      .onInboxError(() => {})
      .work(soon);
    await settled(inbox, "done");
    expect(handler).toHaveBeenCalledTimes(1);
  });

  it("gives the delivery to somebody else where it can't be told in the time of a lease", async () => {
    const inbox = await stored();
    const down = new Error("no connection");
    inbox.failures.complete = [down];
    inbox.failures.renew = [down, down, down];
    const handler = jest.fn();
    phone(inbox)
      .on("newTicketOpened", handler)
      .onInboxError(() => {})
      .work({ ...soon, leaseMs: 30 });
    await settled(inbox, "done");
    expect(handler.mock.calls.length).toBeGreaterThan(1);
  });

  it("is told nothing of what somebody else has by now, and nor is onDead", async () => {
    const inbox = await stored();
    const door = gate();
    const renewed: boolean[] = [];
    const { renew } = inbox;
    inbox.renew = async (claim, leaseMs) => {
      const isOurs = await renew.call(inbox, claim, leaseMs);
      renewed.push(isOurs);
      return isOurs;
    };
    const onDead = jest.fn();
    const handler = jest.fn(() => door.opened.then(() => Promise.reject(new Error("no database"))));
    const onError = jest.fn();
    phone(inbox)
      .on("newTicketOpened", handler)
      .onError(onError)
      .onDead(onDead)
      .work({ ...soon, concurrency: 1, leaseMs: 30, maxAttempts: 1 });
    await until(() => handler.mock.calls.length === 1);
    let claim: InboxClaim | undefined;
    while (!claim) {
      inbox.makeDue();
      claim = await inbox.claim("callsavvy", 60_000);
    }
    await until(() => renewed.includes(false));
    door.open();
    await until(() => onError.mock.calls.length === 1);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(inbox.states).toEqual(["leased"]);
    expect(onDead).not.toHaveBeenCalled();
  });

  it.each<[string, (claim: InboxClaim) => unknown]>([
    ["without a head", (claim) => ({ ...claim, delivery: { ...claim.delivery, head: undefined } })],
    [
      "whose time is a text",
      (claim) => ({ ...claim, delivery: { ...claim.delivery, receivedAt: "2026" } }),
    ],
    ["that is no object", () => true],
  ])("that gives a delivery %s ends no process", async (_case, spoil) => {
    const inbox = await stored();
    const { claim } = inbox;
    inbox.claim = async (...args) => {
      const given = await claim.call(inbox, ...args);
      return given && (spoil(given) as InboxClaim);
    };
    const onInboxError = jest.fn<(error: WebhookError) => void>();
    phone(inbox).onInboxError(onInboxError).work(soon);
    await until(() => onInboxError.mock.calls.length > 0);
    expect(onInboxError.mock.calls[0]?.[0].cause).toBeInstanceOf(TypeError);
    await receivers.splice(0)[0]?.drain(1);
    expect(inbox.states[0]).not.toBe("done");
  });

  it("does not stop the work by a complete that never ends", async () => {
    const inbox = await stored(2);
    const { complete } = inbox;
    inbox.complete = jest
      .fn<typeof complete>()
      .mockReturnValueOnce(new Promise<never>(() => {}))
      .mockImplementation((claim) => complete.call(inbox, claim));
    phone(inbox)
      .on("newTicketOpened", () => {})
      .onInboxError(() => {})
      .work({ ...soon, concurrency: 1, leaseMs: 40 });
    await settled(inbox, "done", "done");
  });
});

describe("a drain", () => {
  it("lets the handlers end, tells the inbox, and claims no more", async () => {
    const inbox = await stored(3);
    const door = gate();
    const handler = jest.fn(() => door.opened);
    const receiver = phone(inbox).on("newTicketOpened", handler);
    receiver.work({ ...soon, concurrency: 1 });
    await until(() => handler.mock.calls.length === 1);
    const drained = receiver.drain();
    door.open();
    expect(await drained).toBe(0);
    expect(inbox.states).toEqual(["done", "waiting", "waiting"]);
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(handler).toHaveBeenCalledTimes(1);
  });

  it("gives back to the inbox what takes longer, due at once", async () => {
    const inbox = await stored();
    const handler = jest.fn(() => new Promise<never>(() => {}));
    const onError = jest.fn<(error: WebhookError) => void>();
    const receiver = phone(inbox).on("newTicketOpened", handler).onError(onError);
    receiver.work(soon);
    await until(() => handler.mock.calls.length === 1);
    expect(await receiver.drain(20)).toBe(1);
    expect(inbox.states).toEqual(["failed: ERR_ABANDONED"]);
    expect(onError.mock.calls.map(([{ code }]) => code)).toEqual(["ERR_ABANDONED"]);
    const next = jest.fn();
    phone(inbox).on("newTicketOpened", next).work(soon);
    await settled(inbox, "done");
    expect(next).toHaveBeenCalledTimes(1);
  });

  it("gives back what was being claimed", async () => {
    const inbox = await stored();
    const door = gate();
    const claiming = jest.fn();
    const { claim } = inbox;
    inbox.claim = async (...args) => {
      claiming();
      await door.opened;
      return claim.call(inbox, ...args);
    };
    const handler = jest.fn();
    const receiver = phone(inbox).on("newTicketOpened", handler).work(soon);
    await until(() => claiming.mock.calls.length > 0);
    const drained = receiver.drain();
    door.open();
    await drained;
    expect(inbox.states).toEqual(["failed: ERR_DRAINING"]);
    expect(handler).not.toHaveBeenCalled();
  });

  it("ends where the inbox can't be told", async () => {
    const inbox = await stored();
    const handler = jest.fn(() => new Promise<never>(() => {}));
    inbox.failures.fail = [new Error("no connection")];
    const receiver = phone(inbox)
      .on("newTicketOpened", handler)
      .onError(() => {});
    receiver.onInboxError(() => {}).work(soon);
    await until(() => handler.mock.calls.length === 1);
    expect(await receiver.drain(1)).toBe(1);
    expect(inbox.states).toEqual(["leased"]);
  });

  it("does not wait for ever for an inbox that never answers", async () => {
    jest.useFakeTimers({ doNotFake: ["setImmediate", "nextTick", "queueMicrotask"] });
    try {
      const inbox = await stored();
      inbox.claim = () => new Promise<never>(() => {});
      const receiver = phone(inbox).work();
      await jest.advanceTimersByTimeAsync(10);
      const drained = receiver.drain(1);
      await jest.advanceTimersByTimeAsync(6_000);
      expect(await drained).toBe(0);
    } finally {
      jest.useRealTimers();
    }
  });
});

describe("work", () => {
  it("does nothing after a drain, which may come before the start is over", async () => {
    const inbox = await stored();
    const handler = jest.fn();
    const receiver = phone(inbox).on("newTicketOpened", handler);
    await receiver.drain();
    expect(() => receiver.work({ pollMs: 0 })).toThrow("The option pollMs of work");
    receiver.work(soon);
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(inbox.states).toEqual(["waiting"]);
    phone(inbox).on("newTicketOpened", handler).work(soon);
    await settled(inbox, "done");
  });

  it("needs an inbox", () => {
    expect(() => callsavvy({ auth: "none" }).work()).toThrow(
      "work takes deliveries out of an inbox: give the receiver one",
    );
  });

  it("is one receiver's, since its handlers get all that is in the inbox", async () => {
    const inbox = new MemoryInbox();
    const receiver = phone(inbox).work();
    const complaint = "A callsavvy receiver works on this inbox already";
    expect(() => receiver.work()).toThrow(complaint);
    expect(() => phone(inbox).work()).toThrow(complaint);
    const lines = servetel({ auth: "none", inbox }).work();
    await Promise.all([lines.drain(), receiver.drain()]);
    expect(() => receiver.work()).toThrow(complaint);
    phone(inbox).work();
  });

  it.each<[string, object, string]>([
    ["an unknown option", { concurency: 2 }, 'Unknown option of work "concurency". Did you mean'],
    [
      "no place",
      { concurrency: 0 },
      "The option concurrency of work is a whole number, 1 or more.",
    ],
    ["half an attempt", { maxAttempts: 1.5 }, "The option maxAttempts of work"],
    ["no lease", { leaseMs: 0 }, "The option leaseMs of work takes milliseconds"],
    ["an endless pause", { pollMs: Number.POSITIVE_INFINITY }, "The option pollMs of work"],
    ["a text for a deadline", { deadlineMs: "5 s" }, "The option deadlineMs of work"],
  ])("takes not %s", (_case, options, message) => {
    expect(() => phone(new MemoryInbox()).work(options)).toThrow(message);
  });

  it("takes undefined for what is not given", () => {
    phone(new MemoryInbox()).work({ concurrency: undefined } as object);
  });
});

describe("the trace", () => {
  it("tells that a delivery was stored, and later that it was handled", async () => {
    const ended: DeliveryTrace[] = listenToTraces();
    const inbox = new MemoryInbox();
    const receiver = phone(inbox)
      .on("newTicketOpened", () => {})
      .work(soon);
    await send(receiver, asJson(ticket));
    await send(receiver, asJson(ticket));
    await settled(inbox, "done");
    await until(() => ended.length === 3);
    const common = { provider: "callsavvy", type: "newTicketOpened", identifiedBy: "field" };
    const told = { ...common, repairs: 0, durationMs: expect.any(Number) };
    expect(ended).toHaveLength(3);
    expect(ended).toEqual(
      expect.arrayContaining([
        { ...told, outcome: "stored", status: 202 },
        { ...told, outcome: "duplicate", status: 202 },
        { ...told, outcome: "handled", status: 200 },
      ]),
    );
  });
});
