/** Requests without a connection, for listeners of `node:http`. */
import { IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";

const nowhere = new Socket();

/**
 * Settles with the status of the answer.
 * @param {import("node:http").RequestListener} listener
 * @param {{ method?: string, url: string, headers: Record<string, string>, body: Buffer }} request
 * @returns {Promise<number>}
 */
export function deliver(listener, { method = "POST", url, headers, body }) {
  return new Promise((resolve) => {
    const req = new IncomingMessage(nowhere);
    Object.assign(req, { method, url, httpVersionMajor: 1, httpVersionMinor: 1, complete: true });
    req.headers = { ...headers, "content-length": String(body.length) };
    req.push(body);
    req.push(null);
    const res = new ServerResponse(req);
    res.end = () => {
      resolve(res.statusCode);
      return res;
    };
    listener(req, res);
  });
}
