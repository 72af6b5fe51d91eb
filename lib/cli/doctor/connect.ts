import { connect as connectTcp } from "node:net";

/** Opens a connection and closes it again. Gives the error's code, as in `ECONNREFUSED`; nothing where it worked. */
export function connect({ hostname, port, protocol }: URL, timeoutMs: number) {
  return new Promise<string | undefined>((resolve) => {
    const socket = connectTcp({
      host: hostname.replace(/^\[|\]$/g, ""),
      port: Number(port || (protocol === "https:" ? 443 : 80)),
      timeout: timeoutMs,
    });
    const end = (code?: string) => {
      socket.destroy();
      resolve(code);
    };
    socket.on("connect", () => end());
    socket.on("timeout", () => end("ETIMEDOUT"));
    socket.on("error", ({ code }: NodeJS.ErrnoException) => end(code));
  });
}
