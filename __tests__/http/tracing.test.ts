import { AsyncLocalStorage } from "node:async_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it, jest } from "@jest/globals";
import type { Express } from "express";
import request from "supertest";
import {
  callsavvy,
  type DeliveryTrace,
  memoryDuplicates,
  servetel,
  sharedSecret,
} from "telephony-webhooks";
import { chat, digitPressed, ringing, summary, ticket } from "../fixtures/minimal";
import { gate } from "../helpers/gate";
import { servers } from "../helpers/servers";
import { silenceConsole } from "../helpers/silence";
import { channel, endTraces, listenToTraces } from "../helpers/traces";
import { until } from "../helpers/until";

silenceConsole();

describe.each(servers)("behind %s", (_, express) => {
  const secret = "a-secret-of-many-letters";
  const phone = callsavvy({
    auth: sharedSecret(secret),
    deadlineMs: 40,
    duplicates: memoryDuplicates(),
  })
    .on("callSummary", () => {})
    .on("newTicketOpened", () => Promise.reject(new Error("no disk")))
    .on("newChat", () => sleep(80))
    .on("callerInformation", () => Promise.reject(new Error("no database")), { fallback: {} })
    .onRejected(() => {})
    .onError(() => {});
  const app = express()
    .use("/phone", phone)
    .use(
      "/lines",
      servetel({ auth: "none" }).on("dtmfOption", () => {}),
    )
    .use("/next", callsavvy({ auth: "none", unhandled: "next" }), (_req, res) => {
      res.sendStatus(204);
    });

  const odd = { ...summary, call_duration: 184 };
  const post = (fields: object, path = `/phone?token=${secret}`) =>
    request(app).post(path).send(fields);
  const known = { provider: "callsavvy", identifiedBy: "field", durationMs: expect.any(Number) };

  it("tells how each delivery ended, and nothing of what was in it", async () => {
    const ended = listenToTraces();
    await post(odd);
    await post(odd);
    await post(ticket);
    await post(ringing);
    await post(chat);
    await post({ event: "canary", pages: 3 });
    await post({ ...ticket, ticket_id: { canary: 1 } });
    await post(ticket, "/phone?token=wrong");
    await post(ticket, "/phone/nowhere");
    await request(app).delete("/phone");
    await post(ticket, "/next");
    await request(app)
      .get("/lines/dtmf-option")
      .query({ ...digitPressed, " uuid": "" });
    const refused = { provider: "callsavvy", outcome: "refused", durationMs: expect.any(Number) };
    expect(ended).toEqual([
      { ...known, type: "callSummary", repairs: 1, outcome: "handled", status: 200 },
      { ...known, type: "callSummary", repairs: 1, outcome: "duplicate", status: 200 },
      {
        ...{ ...known, type: "newTicketOpened", repairs: 0 },
        ...{ outcome: "failed", status: 500, code: "ERR_HANDLER_FAILED" },
      },
      {
        ...{ ...known, type: "callerInformation", repairs: 0 },
        ...{ outcome: "failed", status: 200, code: "ERR_HANDLER_FAILED" },
      },
      { ...known, type: "newChat", repairs: 0, outcome: "late", status: 202 },
      { ...known, repairs: 0, outcome: "unhandled", status: 202 },
      { ...refused, status: 422, code: "ERR_PAYLOAD_INVALID" },
      { ...refused, status: 401, code: "ERR_UNAUTHENTICATED" },
      { ...refused, status: 404, code: "ERR_NOT_FOUND" },
      { ...refused, status: 405, code: "ERR_METHOD_NOT_ALLOWED" },
      { ...known, type: "newTicketOpened", repairs: 0, outcome: "passed" },
      {
        ...{ ...known, provider: "servetel", type: "dtmfOption", identifiedBy: "path" },
        ...{ repairs: 1, outcome: "handled", status: 200 },
      },
    ]);
    expect(JSON.stringify(ended)).not.toMatch(/canary|secret/);
  });

  it("tells a twin in flight from the first, and one that runs elsewhere", async () => {
    const ended = listenToTraces();
    const door = gate();
    const onDuplicate = jest.fn();
    const duplicates = memoryDuplicates();
    const [one, two] = [1, 2].map(() => {
      const receiver = callsavvy({ auth: "none", duplicates });
      return express().use(receiver.on("newChat", () => door.opened).onDuplicate(onDuplicate));
    });
    const first = [one, one].map((app) =>
      request(app as Express)
        .post("/")
        .send(chat)
        .then(),
    );
    await until(() => onDuplicate.mock.calls.length > 0);
    await request(two as Express)
      .post("/")
      .send(chat);
    door.open();
    await Promise.all(first);
    expect(ended.map(({ outcome, status }) => [outcome, status])).toEqual([
      ["duplicate", 202],
      ["handled", 200],
      ["duplicate", 200],
    ]);
  });

  it("says why the answer was changed where a header could not be sent", async () => {
    const ended = listenToTraces();
    const auth = sharedSecret(secret, { bearer: true });
    const broken = {
      authenticate: (head: Parameters<typeof auth.authenticate>[0]) => {
        const refusal = auth.authenticate(head);
        return Object.assign(refusal as object, { headers: { "X-Odd": "a\nb" } }) as never;
      },
    };
    await request(express().use(callsavvy({ auth: broken })))
      .post("/")
      .send(ticket);
    expect(ended).toEqual([
      expect.objectContaining({ outcome: "refused", status: 500, code: "ERR_INTERNAL" }),
    ]);
  });

  it("lets a store follow the delivery into its handlers", async () => {
    const store = new AsyncLocalStorage<DeliveryTrace>();
    channel.start.bindStore(store);
    try {
      const seen: unknown[] = [];
      const receiver = callsavvy({ auth: "none" }).on("newChat", async () => {
        await sleep(1);
        seen.push(store.getStore()?.provider);
      });
      await request(express().use(receiver)).post("/").send(chat);
      expect(seen).toEqual(["callsavvy"]);
    } finally {
      channel.start.unbindStore(store);
    }
  });

  it("says nothing of health checks, and nothing at all where nobody listens", async () => {
    const ended = listenToTraces();
    await request(app).head("/phone");
    await request(app).options("/phone");
    endTraces();
    await post(odd);
    expect(ended).toEqual([]);
  });
});
