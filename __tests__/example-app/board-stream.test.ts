import { describe, expect, it } from "@jest/globals";
import express from "express";
import request from "supertest";
import { deliver, sample } from "telephony-webhooks/testing";
import { type Board, makeLists } from "../../example-app/board";
import { BoardStream } from "../../example-app/board-stream";
import { serving } from "../helpers/raw-http";
import { until } from "../helpers/until";
import { BoardReader, type Message } from "./board-reader";
import { makeApp, secrets } from "./running-app";

const servetel = { path: "/webhooks/servetel", token: secrets.servetel };
/** What has been told of, but for the inbox, which may be looked into at any time. */
const listsOf = ({ lists }: Message) => Object.keys(lists).filter((name) => name !== "inbox");

const missed = () => sample("servetel", "callMissed", {}, { fresh: true });

describe("the stream of the board", () => {
  it("begins with the whole board and goes on with what has changed", async () => {
    const { app, close } = makeApp();
    await serving(app, async (port, server) => {
      const reader = await BoardReader.open(port);
      const { headers } = reader.response;
      expect(headers["content-type"]).toBe("text/event-stream; charset=utf-8");
      expect(headers["cache-control"]).toBe("no-store");
      const first = await reader.message(0);
      const lists = ["active", "callBack", "finished", "tickets", "chats", "questions", "events"];
      expect(first.lists).toEqual({
        ...Object.fromEntries(lists.map((name) => [name, []])),
        inbox: { waiting: 0, failed: 0, dead: 0, deadDeliveries: [] },
        handlersFail: false,
      });

      await deliver(server, missed(), servetel);
      const second = await reader.messageWith("events", 0);
      expect(listsOf(second)).toEqual(["callBack", "events"]);
      expect(second.lists.callBack).toHaveLength(1);
      expect(second.id).not.toBe(first.id);
      close();
      await until(() => reader.hasEnded);
      expect((await BoardReader.open(port)).response.statusCode).toBe(503);
    });
  });

  it("is over at once for who asks for its head alone", async () => {
    const { app } = makeApp();
    const { type } = await request(app).head("/board/stream").expect(200);
    expect(type).toBe("text/event-stream");
  });

  it("does not repeat what a page has that comes back, and tells what it has missed", async () => {
    const { app, close, worked } = makeApp();
    await serving(app, async (port, server) => {
      await deliver(server, missed(), servetel);
      await worked();
      const reader = await BoardReader.open(port);
      const { id } = await reader.message(0);
      reader.close();

      const back = await BoardReader.open(port, id);
      await deliver(server, missed(), servetel);
      const change = await back.messageWith("events", -1);
      expect(listsOf(change)).toEqual(["callBack", "events"]);
      expect(change.lists.events).toHaveLength(2);

      const late = await BoardReader.open(port, id);
      expect(Object.keys((await late.message(0)).lists)).toHaveLength(9);
      close();
    });
  });

  it("tells all pages", async () => {
    const { app, close } = makeApp();
    await serving(app, async (port, server) => {
      const readers = await Promise.all(Array.from({ length: 50 }, () => BoardReader.open(port)));
      await Promise.all(readers.map((reader) => reader.message(0)));
      await deliver(server, missed(), servetel);
      for (const reader of readers) {
        expect((await reader.messageWith("events", 0)).lists.events).toHaveLength(1);
      }
      close();
    });
  });
});

describe("a stream of a board", () => {
  /** A stream of a board that is large. */
  function largeStream(options: { readonly heartbeatMs?: number; readonly gatherMs?: number }) {
    let edition = 0;
    const empty = emptyBoard();
    const readBoard = (): Board => {
      const event = { number: edition, id: "x".repeat(2_000_000), provider: "", type: "" };
      return { ...empty, events: [{ ...event, at: "", who: "", repairs: 0 }] };
    };
    const stream = new BoardStream(readBoard, options);
    const change = () => {
      edition += 1;
      stream.publish();
      return edition;
    };
    let heldBytes = 0;
    const app = express().get("/board/stream", (req, res) => {
      stream.open(req, res);
      setInterval(() => {
        heldBytes = Math.max(heldBytes, res.writableLength);
      }, 5).unref();
    });
    return { app, stream, change, heldBytes: () => heldBytes };
  }

  const emptyBoard = (): Board => ({
    ...makeLists([], sources, 0),
    inbox: { waiting: 0, failed: 0, dead: 0, deadDeliveries: [] },
    handlersFail: false,
  });

  const sources = {
    customerByPhone: () => undefined,
    customerByEmail: () => undefined,
    settledThrough: () => 0,
  };

  it("shows that it is there, and forgets a page that is closed", async () => {
    const stream = new BoardStream(emptyBoard, { heartbeatMs: 10 });
    await serving(
      express().get("/board/stream", (req, res) => stream.open(req, res)),
      async (port) => {
        const reader = await BoardReader.open(port);
        await until(() => reader.comments.length >= 2);
        expect(reader.messages).toHaveLength(1);
        expect(stream.readers).toBe(1);
        reader.close();
        await until(() => stream.readers === 0);
        stream.close();
      },
    );
  });

  it("keeps nothing for a page that does not read, and gives it the newest when it does", async () => {
    const { app, stream, change, heldBytes } = largeStream({ gatherMs: 1 });
    await serving(app, async (port) => {
      const reader = await BoardReader.open(port);
      reader.response.pause();
      let edition = 0;
      await until(() => {
        edition = change();
        return edition === 60;
      });
      expect(heldBytes()).toBeLessThan(5_000_000);
      reader.response.resume();
      await until(() => reader.messages.at(-1)?.lists.events?.[0]?.number === edition);
      expect(reader.messages.length).toBeLessThan(20);
      stream.close();
    });
  });

  it("gives up a page that has not read for several heartbeats", async () => {
    const { app, stream, change } = largeStream({ heartbeatMs: 20, gatherMs: 1 });
    await serving(app, async (port) => {
      const reader = await BoardReader.open(port);
      reader.response.pause();
      await until(() => {
        change();
        return stream.readers === 0;
      });
      stream.close();
      reader.close();
    });
  });
});
