import { Agent, request } from "node:http";
import type { EncodedDelivery } from "telephony-webhooks/testing";

/** A request to the letter. Without a body it is a GET, unless it says otherwise. */
export type Sent = Partial<EncodedDelivery>;

export const methodOf = ({ method, body }: Sent) => method ?? (body === undefined ? "GET" : "POST");

/** Thousands of connections would use up the ports. */
const agent = new Agent({ keepAlive: true, maxSockets: 1 });

/** The status that one request is answered with, over a connection that stays open for the next one. */
export function statusOf(port: number, sent: Sent): Promise<number | undefined> {
  const { path = "/", query = "", headers = {} } = sent;
  return new Promise((resolve, reject) => {
    const req = request({
      agent,
      host: "127.0.0.1",
      port,
      method: methodOf(sent),
      path: query === "" ? path : `${path}?${query}`,
      headers: { ...headers },
      timeout: 3000,
    });
    req.on("response", (res) => {
      res.on("end", () => resolve(res.statusCode)).on("error", reject);
      res.resume();
    });
    req.on("timeout", () => req.destroy(new Error("no answer came")));
    req.on("error", reject);
    req.end(sent.body);
  });
}
