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

/** All that the server sends until it closes the connection. */
export async function untilClosed(socket: Socket): Promise<string> {
  const chunks: Buffer[] = [];
  socket.on("data", (chunk) => chunks.push(chunk));
  socket.on("error", () => {});
  await once(socket, "close");
  return Buffer.concat(chunks).toString();
}
