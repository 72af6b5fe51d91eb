/** Those who send tickets, and remember which were acknowledged. */
import { Agent, request } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { SECRET } from "./receiver.mjs";

const HEADERS = { "Content-Type": "application/json", "X-Api-Key": SECRET };

const SENDERS = 8;
const PAUSE_MS = 3;
const PATIENCE_MS = 5_000;

/** How many of the acknowledged deliveries are sent once more. */
const REPEATED_SHARE = 0.05;

export class Senders {
  /** Ids of the tickets that were answered with 2xx. @type {Set<string>} */
  acknowledged = new Set();
  #sent = 0;
  #repeated = 0;
  #unanswered = 0;
  #refused = 0;
  /** Ids that will be sent again, since nobody knows what has become of them. */
  #unsure = [];
  #next = 1;
  #port;
  #isOver = false;
  #agent = new Agent({ keepAlive: true });
  #running = Array.from({ length: SENDERS }, () => this.#run());

  /** From now on, to this port. */
  sendTo(port) {
    this.#port = port;
  }

  get counts() {
    return {
      sent: this.#sent,
      acknowledged: this.acknowledged.size,
      repeated: this.#repeated,
      unanswered: this.#unanswered,
      refused: this.#refused,
    };
  }

  /** Sends what nobody has acknowledged until somebody does, and ends. */
  async finish() {
    this.#isOver = true;
    await Promise.all(this.#running);
    this.#agent.destroy();
  }

  async #run() {
    while (!this.#isOver || this.#unsure.length > 0) {
      await sleep(PAUSE_MS);
      if (this.#port === undefined) continue;
      const id = this.#unsure.shift() ?? String(this.#next++);
      if (await this.#send(id)) {
        this.acknowledged.add(id);
        if (Math.random() < REPEATED_SHARE) {
          this.#repeated++;
          await this.#send(id);
        }
      } else {
        this.#unsure.push(id);
        await sleep(10 * PAUSE_MS);
      }
    }
  }

  /** Whether it was acknowledged. */
  async #send(id) {
    this.#sent++;
    try {
      const status = await this.#post(JSON.stringify(ticket(id)));
      if (status >= 200 && status < 300) return true;
      this.#refused++;
    } catch {
      this.#unanswered++;
    }
    return false;
  }

  #post(body) {
    return new Promise((resolve, reject) => {
      const headers = { ...HEADERS, "Content-Length": body.length };
      const target = { host: "127.0.0.1", port: this.#port, path: "/tickets" };
      const how = { method: "POST", headers, agent: this.#agent, timeout: PATIENCE_MS };
      const req = request({ ...target, ...how }, (res) => {
        res.resume();
        res.on("end", () => resolve(res.statusCode));
        res.on("error", reject);
      });
      req.on("timeout", () => req.destroy(new Error("no answer")));
      req.on("error", reject);
      req.end(body);
    });
  }
}

const ticket = (id) => ({
  event: "newTicketOpened",
  ticket_id: id,
  ticket_department: "2",
  ticket_subject: `Ticket ${id}`,
  sender_email: "asha@example.com",
});
