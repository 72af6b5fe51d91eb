import { Agent, request } from "node:http";
import type { Encoded } from "./encode";

/** A request to the letter. Without a body it is a GET, unless it says otherwise. */
export interface Sent extends Omit<Encoded, "body"> {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

export const methodOf = ({ method, body }: Sent) => method ?? (body === undefined ? "GET" : "POST");

export const headersOf = ({ contentType, headers }: Sent) => ({
  ...(contentType !== undefined && { "content-type": contentType }),
  ...headers,
});

/** Thousands of connections would use up the ports. */
const agent = new Agent({ keepAlive: true, maxSockets: 1 });

/** The status that one request is answered with, over a connection that stays open for the next one. */
export function statusOf(port: number, sent: Sent): Promise<number | undefined> {
  const { path = "/", query } = sent;
  return new Promise((resolve, reject) => {
    const req = request({
      agent,
      host: "127.0.0.1",
      port,
      method: methodOf(sent),
      path: query === undefined ? path : `${path}?${query}`,
      headers: headersOf(sent),
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
