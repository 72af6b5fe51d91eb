import { createHash } from "node:crypto";
import type { Request, Response } from "express";
import type { Board } from "./board";

/** Each list of the board as JSON, and a name of the whole that only an equal board has. */
interface Edition {
  readonly lists: ReadonlyMap<string, string>;
  readonly id: string;
}

interface Reader {
  readonly response: Response;
  /** The lists that it has been sent, as JSON. */
  has: ReadonlyMap<string, string>;
  /** What was written to it last has not gone out yet. */
  isBehind: boolean;
  /** How many heartbeats have found it behind, one after the other. */
  missedBeats: number;
}

/** Who has not read for that many heartbeats is given up. */
const PATIENCE_BEATS = 4;

/**
 * Sends the board to all pages by server-sent events: whole at first, then the lists that have changed. Who reads slowly
 * is sent nothing until it has caught up, and then the board as it is by then: nothing piles up.
 */
export class BoardStream {
  readonly #readBoard: () => Board;
  readonly #readers = new Set<Reader>();
  readonly #gatherMs: number;
  readonly #heart: NodeJS.Timeout;
  #gathering: NodeJS.Timeout | undefined;
  #isClosed = false;

  /** Events of a burst, of `gatherMs`, are told in one go. */
  constructor(readBoard: () => Board, { heartbeatMs = 15_000, gatherMs = 100 } = {}) {
    this.#readBoard = readBoard;
    this.#gatherMs = gatherMs;
    this.#heart = setInterval(() => this.#beat(), heartbeatMs).unref();
  }

  /** How many pages are listening. */
  get readers(): number {
    return this.#readers.size;
  }

  /** Answers with the stream. A page that comes back, and has missed nothing, is not sent the board again. */
  open(request: Request, response: Response): void {
    if (this.#isClosed) return void response.status(503).end();
    response.writeHead(200, {
      "Content-Type": "text/event-stream; charset=utf-8",
      "Cache-Control": "no-store",
      "X-Accel-Buffering": "no",
    });
    if (request.method === "HEAD") return void response.end();
    response.write("retry: 1000\n\n");
    const edition = this.#edition();
    const isCurrent = request.get("Last-Event-ID") === edition.id;
    const reader: Reader = {
      response,
      has: isCurrent ? edition.lists : new Map(),
      isBehind: false,
      missedBeats: 0,
    };
    this.#readers.add(reader);
    response.on("drain", () => {
      reader.isBehind = false;
      reader.missedBeats = 0;
      this.#send(reader, this.#edition());
    });
    response.on("close", () => this.#readers.delete(reader));
    this.#send(reader, edition);
  }

  /** Tells all pages soon what has changed. */
  publish(): void {
    if (this.#readers.size === 0) return;
    this.#gathering ??= setTimeout(() => {
      this.#gathering = undefined;
      this.#sendAll();
    }, this.#gatherMs);
  }

  /** Hangs up on all pages, and lets none in; they try again by themselves. */
  close(): void {
    this.#isClosed = true;
    clearInterval(this.#heart);
    clearTimeout(this.#gathering);
    for (const { response } of this.#readers) response.end();
  }

  /** Calls are lost by time alone, so the board may have changed without an event. */
  #beat(): void {
    for (const reader of this.#readers) {
      if (reader.isBehind) reader.missedBeats += 1;
      else reader.isBehind = !reader.response.write(": still here\n\n");
      if (reader.missedBeats >= PATIENCE_BEATS) reader.response.destroy();
    }
    this.#sendAll();
  }

  #sendAll(): void {
    const ready = [...this.#readers].filter(({ isBehind }) => !isBehind);
    if (ready.length === 0) return;
    const edition = this.#edition();
    for (const reader of ready) this.#send(reader, edition);
  }

  #send(reader: Reader, { id, lists }: Edition): void {
    const changed = [...lists].filter(([name, json]) => reader.has.get(name) !== json);
    if (changed.length === 0) return;
    const data = changed.map(([name, json]) => `${JSON.stringify(name)}:${json}`).join();
    reader.has = lists;
    reader.isBehind = !reader.response.write(`id: ${id}\nevent: board\ndata: {${data}}\n\n`);
  }

  #edition(): Edition {
    const lists = new Map(
      Object.entries(this.#readBoard()).map(([name, list]) => [name, JSON.stringify(list)]),
    );
    const id = createHash("sha256")
      .update([...lists.values()].join())
      .digest("hex")
      .slice(0, 16);
    return { lists, id };
  }
}
