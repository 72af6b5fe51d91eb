/** Sends deliveries over keep-alive connections, so many at a time, and counts what comes back. */
import { Agent, request } from "node:http";

const PATIENCE_MS = 15_000;

/** How much of a body is sent where its end is not. */
const PART_BYTES = 10;

export class Client {
  requests = 0;
  /** @type {Map<string, number>} statuses, and "aborted" for those who hung up */
  outcomes = new Map();
  /** @type {Map<string, number>} what was not as expected */
  surprises = new Map();
  #next = 0;
  #agent;
  #server;
  #deliveries;

  /** @param {{ port: number }} server @param {import("./soak-deliveries.mjs").Delivery[]} deliveries */
  constructor(server, deliveries, connections) {
    this.#server = server;
    this.#deliveries = deliveries;
    this.#agent = new Agent({ keepAlive: true, maxSockets: connections });
  }

  /** Settles when the last answer has come. */
  async runUntil(isOver) {
    const senders = Array.from({ length: this.#agent.maxSockets }, async () => {
      while (!isOver()) await this.#deliver();
    });
    await Promise.all(senders);
  }

  close() {
    this.#agent.destroy();
  }

  async #deliver() {
    const delivery = this.#deliveries[this.#next++ % this.#deliveries.length];
    const outcome = await this.#send(delivery).catch(({ code, message }) => code ?? message);
    this.requests++;
    count(this.outcomes, String(outcome));
    if (outcome !== delivery.expected) {
      count(this.surprises, `${delivery.name}: ${outcome} instead of ${delivery.expected}`);
    }
  }

  #send({ method, path, headers, body, sends }) {
    const isWhole = sends === "whole";
    return new Promise((resolve, reject) => {
      const req = request({
        ...{ agent: this.#agent, host: "127.0.0.1", port: this.#server.port, timeout: PATIENCE_MS },
        ...{ method, path, headers: { ...headers, "Content-Length": Buffer.byteLength(body) } },
      });
      req.on("timeout", () => req.destroy(new Error("no answer")));
      req.on("error", reject);
      req.on("response", (res) => {
        res.resume();
        res.on("end", () => {
          resolve(res.statusCode);
          if (!isWhole) req.destroy();
        });
        res.on("error", reject);
      });
      if (isWhole) return req.end(body);
      req.write(body.slice(0, PART_BYTES), () => {
        if (sends !== "abort") return;
        resolve("aborted");
        req.destroy();
      });
    });
  }
}

function count(counts, name) {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}
