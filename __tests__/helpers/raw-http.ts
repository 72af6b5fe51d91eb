import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";

/** Serves on a free port while the work runs. */
export async function serving<Result>(
  listener: RequestListener,
  work: (port: number, server: Server) => Promise<Result>,
): Promise<Result> {
  const server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  try {
    return await work((server.address() as AddressInfo).port, server);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

/** Opens a connection and writes the head of a request, and as much of its body as is given. */
export function open(port: number, head: readonly string[], body = ""): Socket {
  const socket = connect(port, "127.0.0.1");
  socket.write(`${[...head, "Host: localhost"].join("\r\n")}\r\n\r\n${body}`);
  return socket;
}

/** All that the server sends until it closes the connection; throws where it leaves it open. */
export async function untilClosed(socket: Socket): Promise<string> {
  const chunks: Buffer[] = [];
  socket.setTimeout(3000, () => socket.destroy(new Error("the connection stays open")));
  socket.on("data", (chunk) => chunks.push(chunk));
  socket.on("end", () => socket.end());
  await once(socket, "close");
  return Buffer.concat(chunks).toString();
}
