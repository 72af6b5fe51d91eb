import { Deadline, LATE } from "../deadline";
import { isObject } from "../json";

/** How to reach Redis: what ioredis takes. */
export interface RedisConnectionOptions {
  readonly host?: string;
  readonly port?: number;
  readonly username?: string;
  readonly password?: string;
  readonly db?: number;
  /** A socket of Unix, in place of host and port. */
  readonly path?: string;
  readonly tls?: object;
  readonly [option: string]: unknown;
}

/** What else is meant to wait for Redis has to fail here, since a sender waits too. */
const FAIL_FAST = {
  connectTimeout: 2_000,
  /** A connection from which nothing comes any more is given up, not waited for. */
  socketTimeout: 5_000,
  /** For so long a closed one may keep the process. */
  disconnectTimeout: 500,
  enableOfflineQueue: false,
  maxRetriesPerRequest: 1,
  /** BullMQ would ask every connection for its version; what matters is asked once, by `warnOfSettings`. */
  skipVersionCheck: true,
} as const;

const LONGEST_RETRY_MS = 500;

/**
 * Options for BullMQ with which nothing waits for a Redis that is down, and a lost connection is tried again until the
 * inbox closes. Throws a `TypeError`, without the connection's secrets.
 */
export function connectionOf(connection: unknown, isClosing: () => boolean): object {
  const settings = {
    ...FAIL_FAST,
    // To end an attempt from outside is not safe: BullMQ 5 then tells of an error when nobody listens any more.
    retryStrategy: (times: number) => (isClosing() ? null : Math.min(times * 50, LONGEST_RETRY_MS)),
  };
  if (typeof connection === "string" && /^rediss?:\/\//.test(connection)) {
    return { url: connection, ...settings };
  }
  if (isObject(connection) && typeof connection["duplicate"] !== "function") {
    return { ...connection, ...settings };
  }
  throw new TypeError(
    "The option connection of bullmqInbox takes a URL (redis://…, rediss://…) or { host, port, … }, not a client: the inbox makes connections of its own, which fail fast.",
  );
}

/** How BullMQ's queues and workers get to Redis. */
export interface Connected {
  /** Waits as long as it takes, even for ever. */
  waitUntilReady(): Promise<unknown>;
  on(name: "error", listener: (error: Error & { code?: string }) => void): unknown;
}

/** What ioredis says of a command while there is no connection. */
const CUT = /^Stream isn't writeable.*/;

/** The way to Redis of one queue or worker. */
export class RedisLine {
  readonly #connected: Connected;
  /** What has gone wrong since the last answer. */
  #trouble = "";

  constructor(connected: Connected) {
    this.#connected = connected;
    // Without a listener, Node would end the process.
    connected.on("error", ({ code, message }) => {
      this.#trouble = ` (${code ?? message})`;
    });
  }

  /**
   * Settles as the answer does, but no later than that. What Redis or its client throws may show the command with its
   * arguments, and so a payload or a password: of that, only the message goes on.
   */
  async ask<Answer>(patienceMs: number, question: () => Promise<Answer>): Promise<Answer> {
    const patience = new Deadline(patienceMs);
    const inTime = async <Result>(work: Promise<Result>): Promise<Result> => {
      const settled = await patience.race(work);
      if (settled === LATE) throw new Error(`no answer within ${patienceMs} ms`);
      return settled;
    };
    try {
      // In two steps, so that nothing is asked once the patience has run out.
      await inTime(this.#connected.waitUntilReady());
      const answer = await inTime(question());
      this.#trouble = "";
      return answer;
    } catch (error) {
      const { message } = error as Error;
      throw new Error(`Redis: ${message.replace(CUT, "not connected")}${this.#trouble}`);
    } finally {
      patience.clear();
    }
  }
}
