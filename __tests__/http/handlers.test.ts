import { EventEmitter, once } from "node:events";
import type { ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it, jest } from "@jest/globals";
import type { RequestHandler } from "express";
import request from "supertest";
import { callsavvy, servetel, WebhookError } from "telephony-webhooks";
import { chat, digitPressed, ringing } from "../fixtures/minimal";
import { expresses } from "../helpers/expresses";
import { revokedProxy } from "../helpers/revoked-proxy";
import { servers } from "../helpers/servers";
import { silenceConsole } from "../helpers/silence";
import { until } from "../helpers/until";

const console = silenceConsole();

/** One report of the deadline, and one of what failed after it. */
async function untilReportedLateAndFailed(
  onError: jest.Mock<(error: WebhookError) => void>,
): Promise<void> {
  await until(() => onError.mock.calls.length > 1);
  expect(onError.mock.calls.map(([{ code }]) => code)).toEqual([
    "ERR_DEADLINE",
    "ERR_HANDLER_FAILED",
  ]);
}

const phone = (options: Partial<Parameters<typeof callsavvy>[0]> = {}) =>
  callsavvy({ auth: "none", ...options });

describe.each(servers)("behind %s", (_, express) => {
  const post = (receiver: RequestHandler, fields: object) =>
    request(express().use("/hook", receiver)).post("/hook").send(fields);

  describe("handlers", () => {
    it("run in order of registration, onAny among them, each awaited", async () => {
      const order: string[] = [];
      const receiver = phone()
        .on("newChat", async () => {
          await sleep(10);
          order.push("first");
        })
        .onAny(() => order.push("any"))
        .on(["newChat", "callSummary"], () => order.push("last"));
      expect((await post(receiver, chat)).status).toBe(200);
      expect(order).toEqual(["first", "any", "last"]);
    });

    it("get the whole event", async () => {
      const handler = jest.fn<(event: object) => void>();
      const app = express();
      app.use("/hook", servetel({ auth: "none" }).on("dtmfOption", handler));
      await request(app)
        .post("/hook")
        .send({ ...digitPressed, digit_pressed: 4 });
      const event = handler.mock.calls[0]?.[0];
      expect(event).toMatchObject({
        id: expect.stringMatching(/^servetel\.dtmfOption\.[0-9a-f]{32}$/),
        provider: "servetel",
        type: "dtmfOption",
        payload: digitPressed,
        raw: { ...digitPressed, digit_pressed: 4 },
        repairs: [{ path: "/digit_pressed", rule: "converted" }],
        identifiedBy: "shape",
        params: {},
        receivedAt: expect.any(Date),
        signal: expect.any(AbortSignal),
      });
      expect(Object.keys(JSON.parse(JSON.stringify(event))).sort()).toEqual(
        [
          ...["id", "identifiedBy", "params", "payload", "provider", "raw", "receivedAt"],
          ...["repairs", "type"],
        ].sort(),
      );
    });
  });

  describe("a failing handler", () => {
    const secretive = new TypeError("can't save canary");
    it.each<[string, () => unknown, unknown]>([
      [
        "throws",
        () => {
          throw secretive;
        },
        secretive,
      ],
      ["rejects", () => Promise.reject(secretive), secretive],
      [
        "throws undefined",
        () => {
          throw undefined;
        },
        undefined,
      ],
      ["rejects with a text", () => Promise.reject("canary"), "canary"],
      [
        "throws a WebhookError of its own",
        () => {
          throw new WebhookError("ERR_UNAUTHENTICATED");
        },
        expect.any(WebhookError),
      ],
    ])("that %s is answered with 500 and reported once", async (_case, handler, cause) => {
      const onError = jest.fn<(error: WebhookError, event: object) => void>();
      const after = jest.fn();
      const receiver = phone().on("newChat", handler).on("newChat", after).onError(onError);
      const response = await post(receiver, chat);
      expect([response.status, response.body.code]).toEqual([500, "ERR_HANDLER_FAILED"]);
      expect(response.text).not.toContain("canary");
      expect(onError).toHaveBeenCalledTimes(1);
      expect(onError.mock.calls[0]?.[0]).toMatchObject({ code: "ERR_HANDLER_FAILED" });
      expect(onError.mock.calls[0]?.[0].cause).toEqual(cause);
      expect(onError.mock.calls[0]?.[1]).toMatchObject({ type: "newChat" });
      expect(after).toHaveBeenCalledTimes(1);
      expect((await post(receiver, chat)).status).toBe(500);
    });

    it("is logged by its kind and place, never by its words, where nobody listens", async () => {
      const receiver = phone().on("newChat", function saveChat() {
        throw secretive;
      });
      await post(receiver, chat);
      expect(console.lines()).toHaveLength(1);
      expect(console.lines()[0]).toMatch(
        /newChat: ERR_HANDLER_FAILED.*onError.*\nTypeError\n +at /s,
      );
      expect(console.lines()[0]).not.toContain("canary");
    });

    it.each([
      [
        "an error whose stack tells nothing",
        Object.assign(new Error("canary"), { stack: "canary" }),
      ],
      ["an error without words", new Error()],
      ["no error at all", "canary"],
      ["a revoked proxy", revokedProxy()],
      ["an error of an odd name", Object.assign(new Error("canary"), { name: "canary\nline" })],
      [
        "an error that throws when it is looked at",
        Object.defineProperty(new Error("canary"), "stack", {
          get: () => {
            throw new Error("canary");
          },
        }),
      ],
    ])("is logged without its words where it throws %s", async (_case, thrown) => {
      await post(
        phone().on("newChat", () => Promise.reject(thrown)),
        chat,
      );
      expect(console.lines()).toHaveLength(1);
      expect(console.lines()[0]).not.toContain("canary");
    });

    it.each(["throws", "rejects"])("does not end the process where onError %s", async (how) => {
      const receiver = phone()
        .on("newChat", () => Promise.reject(secretive))
        .onError(() => {
          if (how === "throws") throw secretive;
          return Promise.reject(secretive);
        });
      expect((await post(receiver, chat)).status).toBe(500);
      await until(() => console.lines().length > 0);
      expect(console.lines()[0]).toMatch(/the onError listener failed\.\nTypeError\n +at /);
      expect(console.lines()[0]).not.toContain("canary");
    });
  });

  describe("a late handler", () => {
    it("is answered with 202 where it only is told, and runs on", async () => {
      const gate = new EventEmitter();
      let isDone = false;
      const receiver = phone({ deadlineMs: 20 }).on("newChat", async ({ signal }) => {
        await once(gate, "open");
        isDone = !signal.aborted;
      });
      const response = await post(receiver, chat);
      expect([response.status, response.text]).toEqual([202, ""]);
      gate.emit("open");
      await until(() => isDone);
    });

    it("reaches onError once where it fails after the answer", async () => {
      const gate = new EventEmitter();
      const onError = jest.fn();
      const receiver = phone({ deadlineMs: 20 })
        .on("newChat", async () => {
          await once(gate, "open");
          throw new Error("late");
        })
        .onError(onError);
      expect((await post(receiver, chat)).status).toBe(202);
      expect(onError).not.toHaveBeenCalled();
      gate.emit("open");
      await until(() => onError.mock.calls.length > 0);
      await sleep(20);
      expect(onError).toHaveBeenCalledTimes(1);
    });

    it("is answered with 503 where it should reply, its signal aborts, and it is reported once", async () => {
      const onError = jest.fn<(error: WebhookError) => void>();
      const aborted = jest.fn<(reason: unknown) => void>();
      const receiver = phone({ deadlineMs: 20 })
        .on("callerInformation", async ({ signal }) => {
          signal.addEventListener("abort", () => aborted(signal.reason));
          await sleep(60);
          throw signal.reason;
        })
        .onError(onError);
      const response = await post(receiver, ringing);
      expect([response.status, response.body.code]).toEqual([503, "ERR_DEADLINE"]);
      await sleep(80);
      expect(aborted).toHaveBeenCalledWith(expect.objectContaining({ name: "TimeoutError" }));
      expect(onError.mock.calls.map(([{ code }]) => code)).toEqual(["ERR_DEADLINE"]);
    });

    it("reaches onError where it should reply and fails for a reason of its own", async () => {
      const onError = jest.fn<(error: WebhookError) => void>();
      const receiver = phone({ deadlineMs: 20 })
        .on("callerInformation", async () => {
          await sleep(50);
          throw new Error("no database");
        })
        .onError(onError);
      expect((await post(receiver, ringing)).status).toBe(503);
      await untilReportedLateAndFailed(onError);
    });

    it("that looks at its signal only then finds it aborted", async () => {
      const looked: boolean[] = [];
      const receiver = phone({ deadlineMs: 20 }).on("callerInformation", async (event) => {
        await sleep(40);
        const { signal } = event;
        looked.push(signal.aborted, signal === event.signal);
        return {};
      });
      expect((await post(receiver, ringing)).status).toBe(503);
      await until(() => looked.length > 0);
      expect(looked).toEqual([true, true]);
    });

    it("keeps no other handler's late failure from being reported", async () => {
      const onError = jest.fn<(error: WebhookError) => void>();
      const receiver = phone({ deadlineMs: 20 })
        .on("callerInformation", () => sleep(40, {}))
        .onAny(() => Promise.reject(new Error("late")))
        .onError(onError);
      expect((await post(receiver, ringing)).status).toBe(503);
      await untilReportedLateAndFailed(onError);
    });

    it("keeps no finished reply from being sent where another handler is late", async () => {
      const onError = jest.fn();
      const receiver = phone({ deadlineMs: 30 })
        .on("callerInformation", () => ({ caller_name: "Asha" }))
        .onAny(() => sleep(80))
        .onError(onError);
      const response = await post(receiver, ringing);
      expect([response.status, response.body.caller_name]).toEqual([200, "Asha"]);
      await sleep(80);
      expect(onError).not.toHaveBeenCalled();
    });

    it("does not hide that another one has failed", async () => {
      const receiver = phone({ deadlineMs: 30 })
        .on("newChat", () => Promise.reject(new Error("no disk")))
        .on("newChat", () => sleep(60))
        .onError(() => {});
      expect((await post(receiver, chat)).status).toBe(500);
    });

    it("does not see its signal abort where the answer was in time", async () => {
      const signals: AbortSignal[] = [];
      const receiver = phone({ deadlineMs: 300 }).on("callerInformation", ({ signal }) => {
        signals.push(signal);
        return {};
      });
      expect((await post(receiver, ringing)).status).toBe(200);
      await sleep(350);
      expect(signals[0]?.aborted).toBe(false);
    });
  });

  describe("registration", () => {
    const never = undefined as never;
    const nothing = (() => {}) as never;
    it.each<[string, () => unknown, RegExp]>([
      [
        "an unknown event, naming the nearest",
        () => phone().on("callSumary" as never, () => ({})),
        /Unknown callsavvy event "callSumary"\. Did you mean "callSummary"\?/,
      ],
      [
        "an unknown event, naming all where none is near",
        () => phone().on("fax" as never, () => ({})),
        /Unknown callsavvy event "fax"\. Known: callSummary, callerInformation, chatbotCallback/,
      ],
      [
        "a name that every object has",
        () => phone().on("constructor" as never, () => ({})),
        /Unknown callsavvy event/,
      ],
      [
        "a second reply",
        () => {
          const receiver = phone().on("callerInformation", () => ({}));
          return receiver.on("callerInformation", () => ({}));
        },
        /callerInformation has a handler already, and only one can reply/,
      ],
      [
        "a reply in a list",
        () => phone().on(["callerInformation", "newChat"] as never, () => ({})),
        /registered on its own/,
      ],
      [
        "a fallback for an event without a reply",
        () => phone().on("newChat" as never, nothing, ...([{ fallback: {} }] as never)),
        /newChat has no reply, so no fallback/,
      ],
      [
        "a fallback that is no valid reply",
        () => phone().on("chatbotCallback", () => "", { fallback: 4 as never }),
        /The fallback of chatbotCallback is no valid reply/,
      ],
      [
        "an unknown option, naming the nearest",
        () => phone().on("callerInformation", () => ({}), { fallBack: {} } as never),
        /Unknown option of on\(\) "fallBack"\. Did you mean "fallback"\?/,
      ],
      [
        "null for options",
        () => phone().on("callerInformation", () => ({}), null as never),
        /are an object/,
      ],
      ["no event at all", () => phone().on([], () => {}), /the name of an event, or several/],
      [
        "a handler that is no function",
        () => phone().on("newChat", never),
        /A handler is a function/,
      ],
      ["an onAny handler that is none", () => phone().onAny(never), /A handler is a function/],
      ["a listener that is none", () => phone().onError(never), /onError takes a function/],
    ])("refuses %s", (_case, register, message) => {
      expect(register).toThrow(TypeError);
      expect(register).toThrow(message);
    });

    it("gives the middleware a name, for stack traces", () => {
      expect(phone().name).toBe("callsavvyReceiver");
    });
  });
});

describe.each(expresses)("in an app of %s", (_, express) => {
  it("handlers leave the event on the request, for what runs after them", async () => {
    const seen: unknown[] = [];
    const app = express().use((req, res, next) => {
      res.on("finish", () => seen.push(req.webhook?.type));
      next();
    });
    app.use(
      "/hook",
      phone().on("newChat", () => {}),
    );
    await request(app).post("/hook").send(chat);
    await until(() => seen.length > 0);
    expect(seen).toEqual(["newChat"]);
  });

  describe("a handler that answers by itself", () => {
    const answering = (answer: (res: ServerResponse) => void, fails: boolean) => {
      const app = express().use((_req, res, next) => {
        const receiver = phone().onError(() => {});
        receiver.on("newChat", () => {
          answer(res);
          if (fails) throw new Error("no disk");
        });
        void receiver(_req, res, next);
      });
      return request(app).post("/").send(chat);
    };

    it("and has ended its answer is let be", async () => {
      for (const fails of [true, false]) {
        const response = await answering((res) => res.writeHead(418).end("mine"), fails);
        expect([response.status, response.text]).toEqual([418, "mine"]);
      }
    });

    it("and goes on after it has returned is let be", async () => {
      const response = await answering((res) => {
        res.write("half, ");
        setTimeout(() => res.end("whole"), 20);
      }, false);
      expect([response.status, response.text]).toEqual([200, "half, whole"]);
    });

    it("and fails halfway ends with its connection, so that nobody waits for the rest", async () => {
      const halfway = answering((res) => void res.write("half, "), true);
      await expect(halfway).rejects.toThrow(/aborted|hang up/);
    });
  });
});
