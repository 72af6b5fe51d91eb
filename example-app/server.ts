import type { AddressInfo } from "node:net";
import { generateSecret } from "telephony-webhooks";
import { createApp, type Secrets } from "./app";
import { curlLines } from "./curl-lines";

const port = Number(process.env["PORT"] ?? 3000);
if (!Number.isInteger(port) || port < 0 || port > 65_535) {
  console.error("PORT takes a number from 0 to 65535, as in: PORT=8080 npm start");
  process.exit(1);
}

const secrets: Secrets = {
  callsavvy: secretFrom("CALLSAVVY_SECRET"),
  servetel: secretFrom("SERVETEL_SECRET"),
};

const { app, drain } = createApp(secrets);
const server = app.listen(port);

server.on("listening", () => {
  const { port } = server.address() as AddressInfo;
  console.log(`\nListening on http://localhost:${port}. Try it from another terminal:\n`);
  for (const line of curlLines(`http://localhost:${port}`, secrets)) console.log(`${line}\n`);
});

server.on("error", (error: NodeJS.ErrnoException) => {
  const isTaken = error.code === "EADDRINUSE";
  console.error(
    isTaken ? `Port ${port} is taken. Name another: PORT=8080 npm start` : error.message,
  );
  process.exit(1);
});

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => void shutDown());
}

/** Asks senders to come back later and ends when what they have sent has been handled. */
async function shutDown(): Promise<void> {
  const givenUp = await drain();
  if (givenUp > 0) console.error(`${givenUp} deliveries were not handled in time.`);
  server.close();
  setTimeout(() => server.closeAllConnections(), 1_000).unref();
}

/** The secret of the environment, or one made up for this run. */
function secretFrom(variable: string): string {
  const secret = process.env[variable];
  if (secret) return secret;
  const made = generateSecret();
  console.log(`${variable} is not set; this run uses ${made}`);
  return made;
}
