import { once } from "node:events";
import { connect, type Socket } from "node:net";
import type { Input } from "./input";

/** An answer as it is on the wire. */
export interface Answer {
  readonly status: number;
  /** By their names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** All that came back for what was sent. */
export interface Exchange {
  readonly answers: readonly Answer[];
  /** What came beyond them. */
  readonly rest: string;
  /** "silent" where the server neither answered nor closed in time. */
  readonly outcome: "answered" | "closed" | "silent";
}

const PATIENCE_MS = 10_000;

/** A connection without an HTTP client on top, which would mend what is to be sent and hide what comes back. */
export class Connection {
  readonly localPort: number;
  readonly #socket: Socket;
  #received: Buffer = Buffer.alloc(0);
  #onReceived: () => void = () => {};
  #settle: (outcome: Exchange["outcome"]) => void = () => {};

  private constructor(socket: Socket) {
    this.#socket = socket;
    this.localPort = socket.localPort as number;
    socket.setTimeout(PATIENCE_MS, () => {
      this.#settle("silent");
      this.close();
    });
    socket.on("data", (chunk) => {
      this.#received = Buffer.concat([this.#received, chunk]);
      this.#onReceived();
    });
    // A reset closes it as well, and what came before it counts.
    socket.on("error", () => {});
    socket.on("close", () => this.#settle("closed"));
  }

  static async to(port: number): Promise<Connection> {
    const socket = connect(port, "127.0.0.1");
    await once(socket, "connect");
    return new Connection(socket);
  }

  get isOpen(): boolean {
    return this.#socket.writable;
  }

  close(): void {
    this.#socket.destroy();
  }

  /** Sends an input and takes what comes: one answer if the sender asks, else all until the connection is closed. */
  exchange({ bytes, sender }: Input): Promise<Exchange> {
    const isToHead = bytes.subarray(0, 5).toString() === "HEAD ";
    const answers: Answer[] = [];
    return new Promise((resolve) => {
      this.#settle = (outcome) => {
        const rest = this.#received.toString("latin1");
        this.#received = Buffer.alloc(0);
        resolve({ answers, rest, outcome });
      };
      this.#onReceived = () => {
        answers.push(...this.#takeAnswers(isToHead));
        const [answer] = answers;
        if (sender !== "asking" || !answer) return;
        this.#settle("answered");
        if (answer.headers["connection"] === "close") this.close();
      };
      this.#socket.write(bytes, () => {
        if (sender === "half-closing") this.#socket.end();
        if (sender === "hanging up") this.close();
      });
    });
  }

  #takeAnswers(isToHead: boolean): Answer[] {
    const taken = takeAnswer(this.#received, isToHead);
    if (!taken) return [];
    this.#received = taken.rest;
    const others = this.#takeAnswers(isToHead);
    // A 100 announces an answer and is none.
    return taken.answer.status < 200 ? others : [taken.answer, ...others];
  }
}

function takeAnswer(
  bytes: Buffer,
  isToHead: boolean,
): { answer: Answer; rest: Buffer } | undefined {
  const end = bytes.indexOf("\r\n\r\n");
  if (end < 0) return undefined;
  const [statusLine = "", ...lines] = bytes.toString("latin1", 0, end).split("\r\n");
  const [, status] = /^HTTP\/1\.1 (\d{3}) /.exec(statusLine) ?? [];
  if (status === undefined) return undefined;
  const headers = Object.fromEntries(lines.map(headerOf));
  const start = end + 4;
  const length = isToHead ? 0 : lengthOf(headers);
  if (bytes.length < start + length) return undefined;
  const body = bytes.toString("utf8", start, start + length);
  return {
    answer: { status: Number(status), headers, body },
    rest: bytes.subarray(start + length),
  };
}

/** In chunks come only those of Node's own refusals that have no body. */
const lengthOf = (headers: Answer["headers"]) =>
  headers["transfer-encoding"] === "chunked"
    ? "0\r\n\r\n".length
    : Number(headers["content-length"] ?? 0);

function headerOf(line: string): [name: string, value: string] {
  const colon = line.indexOf(":");
  return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
}
