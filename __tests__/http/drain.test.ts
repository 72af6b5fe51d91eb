import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, it, jest } from "@jest/globals";
import request from "supertest";
import {
  type CallsavvyProvider,
  type Claim,
  callsavvy,
  type DuplicateStore,
  memoryDuplicates,
  type OptionsOf,
  servetel,
  sharedSecret,
  type WebhookError,
} from "telephony-webhooks";
import { digitPressed, ringing, ticket } from "../fixtures/minimal";
import { expresses } from "../helpers/expresses";
import { gate } from "../helpers/gate";
import { open, serving, untilClosed } from "../helpers/raw-http";
import { servers } from "../helpers/servers";
import { silenceConsole } from "../helpers/silence";
import { until } from "../helpers/until";

const console = silenceConsole();

/** A function that never ends, and a way to wait until it has begun. */
function endless() {
  const run = jest.fn((..._args: unknown[]) => new Promise<never>(() => {}));
  return { run, begun: () => until(() => run.mock.calls.length > 0) };
}

describe.each(servers)("behind %s", (_, express) => {
  const phone = (options: Partial<OptionsOf<CallsavvyProvider>> = {}) =>
    callsavvy({ auth: "none", ...options });
  const post = (receiver: ReturnType<typeof phone>, fields: object = ticket) =>
    request(express().use("/hook", receiver))
      .post("/hook")
      .send(fields)
      .then((answer) => answer);

  describe("a drained receiver", () => {
    const secret = "a-secret-of-many-letters";

    it.each([
      ["a delivery", "POST", "/hook"],
      ["one without the secret", "POST", "/hook?token=wrong"],
      ["one by the wrong method", "DELETE", "/hook"],
      ["one at an unknown path", "POST", "/hook/nowhere"],
      ["a health check", "HEAD", "/hook"],
      ["a question for its methods", "OPTIONS", "/hook"],
    ])(
      "answers 503 to %s and asks to come back on another connection",
      async (_case, method, path) => {
        const handler = jest.fn();
        const receiver = phone({ auth: sharedSecret(secret) }).onAny(handler);
        expect(await receiver.drain()).toBe(0);
        const app = express().use("/hook", receiver);
        const verb = method.toLowerCase() as "post";
        const answer = await request(app)[verb](path).query({ token: secret });
        expect(answer.status).toBe(503);
        expect(answer.headers).toMatchObject({ "retry-after": "5", connection: "close" });
        if (method !== "HEAD") expect(answer.body.code).toBe("ERR_DRAINING");
        expect(handler).not.toHaveBeenCalled();
      },
    );

    it("does not read the body of what it refuses", async () => {
      const receiver = phone();
      await receiver.drain();
      const head = ["POST /hook HTTP/1.1", "Content-Length: 9"];
      const app = express().use("/hook", receiver);
      const answer = await serving(app, (port) => untilClosed(open(port, head)));
      expect(answer).toMatch(/^HTTP\/1\.1 503 .*ERR_DRAINING/s);
    });

    it("logs what it refuses once", async () => {
      const receiver = phone();
      await receiver.drain();
      for (const _time of [1, 2, 3]) await post(receiver);
      expect(console.lines()).toEqual([expect.stringContaining("503 ERR_DRAINING")]);
    });
  });

  describe("drain", () => {
    it("waits for running handlers, whose deliveries are answered as ever", async () => {
      const door = gate();
      const handler = jest.fn(() => door.opened);
      const receiver = phone().on("newTicketOpened", handler);
      const answer = post(receiver);
      await until(() => handler.mock.calls.length > 0);
      let late: number | undefined;
      const drained = receiver.drain().then((number) => {
        late = number;
      });
      expect((await post(receiver)).status).toBe(503);
      expect(late).toBeUndefined();
      door.open();
      expect((await answer).status).toBe(200);
      await drained;
      expect(late).toBe(0);
    });

    it("waits for a handler that runs on after its answer", async () => {
      const door = gate();
      let isDone = false;
      const receiver = phone({ deadlineMs: 20 }).on("newTicketOpened", async ({ signal }) => {
        await door.opened;
        isDone = !signal.aborted;
      });
      expect((await post(receiver)).status).toBe(202);
      const drained = receiver.drain();
      await sleep(20);
      door.open();
      expect(await drained).toBe(0);
      expect(isDone).toBe(true);
    });

    it("waits for a body that is still coming", async () => {
      const handler = jest.fn();
      const receiver = phone().on("newTicketOpened", handler);
      const text = JSON.stringify(ticket);
      const head = [
        "POST /hook HTTP/1.1",
        "Content-Type: application/json",
        `Content-Length: ${text.length}`,
        "Connection: close",
      ];
      await serving(express().use("/hook", receiver), async (port, server) => {
        const socket = open(port, head, text.slice(0, 9));
        const answer = untilClosed(socket);
        await once(server, "request");
        const drained = receiver.drain();
        socket.write(text.slice(9));
        expect(await drained).toBe(0);
        expect(await answer).toMatch(/^HTTP\/1\.1 200 /);
      });
      expect(handler).toHaveBeenCalledTimes(1);
    });

    it("gives up on handlers that take longer: 503, a report, and their signal aborts", async () => {
      const onError = jest.fn<(error: WebhookError, event: object) => void>();
      const signals: AbortSignal[] = [];
      const receiver = phone()
        .on("newTicketOpened", ({ signal }) => {
          signals.push(signal);
          return endless().run();
        })
        .onError(onError);
      const answer = post(receiver);
      await until(() => signals.length > 0);
      expect(await receiver.drain(30)).toBe(1);
      const { status, body, headers } = await answer;
      expect([status, body.code, headers["retry-after"]]).toEqual([503, "ERR_ABANDONED", "5"]);
      expect(onError.mock.calls).toEqual([
        [
          expect.objectContaining({ code: "ERR_ABANDONED" }),
          expect.objectContaining({ type: "newTicketOpened" }),
        ],
      ]);
      await until(() => signals[0]?.aborted === true);
      expect(signals[0]?.reason).toMatchObject({ name: "AbortError" });
    });

    it("reports a handler once that gives up because its signal aborts, and another failure too", async () => {
      const onError = jest.fn<(error: WebhookError) => void>();
      const begun = jest.fn();
      const receiver = phone()
        .on("newTicketOpened", async ({ signal }) => {
          begun();
          await once(signal, "abort");
          throw signal.reason;
        })
        .on("newTicketOpened", () => Promise.reject(new Error("no disk")))
        .onError(onError);
      const answer = post(receiver);
      await until(() => begun.mock.calls.length > 0);
      expect(await receiver.drain(20)).toBe(1);
      expect((await answer).status).toBe(503);
      await until(() => onError.mock.calls.length > 1);
      expect(onError.mock.calls.map(([{ code }]) => code)).toEqual([
        "ERR_ABANDONED",
        "ERR_HANDLER_FAILED",
      ]);
    });

    it("reports a handler that was answered for already", async () => {
      const onError = jest.fn<(error: WebhookError) => void>();
      const receiver = phone({ deadlineMs: 20 })
        .on("newTicketOpened", endless().run)
        .onError(onError);
      expect((await post(receiver)).status).toBe(202);
      expect(await receiver.drain(20)).toBe(1);
      expect(onError.mock.calls).toEqual([
        [expect.objectContaining({ code: "ERR_ABANDONED" }), expect.anything()],
      ]);
    });

    it("that gives up sends the fallback of a reply, and its signal aborts too", async () => {
      const signals: AbortSignal[] = [];
      const receiver = phone()
        .on(
          "callerInformation",
          ({ signal }) => {
            signals.push(signal);
            return endless().run();
          },
          { fallback: { caller_name: "unknown" } },
        )
        .onError(() => {});
      const answer = post(receiver, ringing);
      await until(() => signals.length > 0);
      expect(await receiver.drain(20)).toBe(1);
      expect((await answer).body.caller_name).toBe("unknown");
      await until(() => signals[0]?.aborted === true);
    });

    it("that gives up sends a finished reply, whatever else is still running", async () => {
      const other = endless();
      const receiver = phone()
        .on("callerInformation", () => ({ caller_name: "Asha" }))
        .onAny(other.run)
        .onError(() => {});
      const answer = post(receiver, ringing);
      await other.begun();
      expect(await receiver.drain(20)).toBe(1);
      const { status, body } = await answer;
      expect([status, body.caller_name]).toEqual([200, "Asha"]);
    });

    it("that gives up refuses a delivery whose sender has not been let in yet", async () => {
      const onRejected = jest.fn<(error: WebhookError) => void>();
      const authentication = endless();
      const receiver = phone({ auth: { authenticate: authentication.run } }).onRejected(onRejected);
      const answer = post(receiver);
      await authentication.begun();
      expect(await receiver.drain(20)).toBe(1);
      expect((await answer).body.code).toBe("ERR_ABANDONED");
      expect(onRejected.mock.calls[0]?.[0]).toMatchObject({ code: "ERR_ABANDONED" });
    });

    it("that gives up refuses a delivery whose body does not come", async () => {
      const receiver = phone().onRejected(() => {});
      const head = ["POST /hook HTTP/1.1", "Content-Length: 9"];
      await serving(express().use("/hook", receiver), async (port, server) => {
        const answer = untilClosed(open(port, head));
        await once(server, "request");
        expect(await receiver.drain(20)).toBe(1);
        expect(await answer).toMatch(/^HTTP\/1\.1 503 .*ERR_ABANDONED/s);
      });
    });

    it("that gives up lets the next repeat run", async () => {
      const handler = endless();
      const calls: string[] = [];
      const memory = memoryDuplicates();
      const duplicates: DuplicateStore = {
        claim: (id, leaseMs) => memory.claim(id, leaseMs),
        complete: (id, ttlMs) => memory.complete(id, ttlMs),
        fail: (id) => {
          calls.push("fail");
          memory.fail(id);
        },
      };
      const receiver = phone({ duplicates })
        .on("newTicketOpened", handler.run)
        .onError(() => {});
      const answer = post(receiver);
      await handler.begun();
      await receiver.drain(20);
      expect((await answer).status).toBe(503);
      expect(calls).toEqual(["fail"]);
      const next = phone({ duplicates }).on("newTicketOpened", () => {});
      expect((await post(next)).status).toBe(200);
    });

    it("that gives up while a store is asked gives up what the handler then begins", async () => {
      const handler = endless();
      let claim = (_: Claim) => {};
      const claimed = new Promise<Claim>((resolve) => {
        claim = resolve;
      });
      const ask = jest.fn(() => claimed);
      const duplicates: DuplicateStore = { claim: ask, complete: () => {}, fail: () => {} };
      const onError = jest.fn<(error: WebhookError) => void>();
      const receiver = phone({ duplicates }).on("newTicketOpened", handler.run).onError(onError);
      const answer = post(receiver);
      await until(() => ask.mock.calls.length > 0);
      const drained = receiver.drain(20);
      await sleep(40);
      claim("claimed");
      expect(await drained).toBe(1);
      expect((await answer).status).toBe(503);
      expect(onError.mock.calls.map(([{ code }]) => code)).toEqual(["ERR_ABANDONED"]);
    });

    it("does not wait for a handler that nothing can end any more, which is garbage", async () => {
      setFlagsFromString("--expose-gc");
      const collectGarbage = runInNewContext("gc") as () => void;
      const receiver = phone({ deadlineMs: 20 }).on("newTicketOpened", () => new Promise(() => {}));
      expect((await post(receiver)).status).toBe(202);
      let late: number | undefined;
      void receiver.drain(60_000).then((number) => {
        late = number;
      });
      await until(() => {
        collectGarbage();
        return late !== undefined;
      });
      expect(late).toBe(0);
    });

    it("may be asked for twice", async () => {
      const door = gate();
      const handler = jest.fn(() => door.opened);
      const receiver = phone().on("newTicketOpened", handler);
      const answer = post(receiver);
      await until(() => handler.mock.calls.length > 0);
      const both = Promise.all([receiver.drain(), receiver.drain(1_000)]);
      door.open();
      expect(await both).toEqual([0, 0]);
      expect(await receiver.drain()).toBe(0);
      expect((await answer).status).toBe(200);
    });

    it.each([0, -1, Number.NaN, "10 s"])("refuses to wait for %s", async (timeoutMs) => {
      await expect(phone().drain(timeoutMs as number)).rejects.toThrow(/drain takes milliseconds/);
    });
  });
});

describe.each(expresses)("a drained receiver in an app of %s", (_, express) => {
  it("leaves to the app what is not its own", async () => {
    const lines = servetel({ auth: "none" });
    await lines.drain();
    const app = express().use(lines);
    app.get("/about", (_req, res) => {
      res.send("us");
    });
    expect((await request(app).get("/about")).text).toBe("us");
    expect((await request(app).get("/dtmf-option").query(digitPressed)).status).toBe(503);
  });
});
