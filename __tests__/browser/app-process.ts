import { once } from "node:events";
import { createServer } from "node:net";
import { join } from "node:path";
import { type Delivery, deliver } from "telephony-webhooks/testing";
import { isReply } from "../example-app/reply-events";
import { BuiltApp, type ServerProcess } from "../example-app/server-process";
import { inboxAt, untilWorked } from "../example-app/until-worked";

const secrets: Readonly<Record<string, string>> = {
  callsavvy: "callsavvy's own secret",
  servetel: "servetel's own secret",
};

/** The example app as `npm start` runs it, on a port and a database file that outlast a restart. */
export class AppProcess {
  readonly #built = new BuiltApp();
  readonly #port: number;
  #server: ServerProcess | undefined;
  #origin = "";

  private constructor(port: number) {
    this.#port = port;
  }

  /** Compiles it, and waits until it listens. */
  static async start(): Promise<AppProcess> {
    const app = new AppProcess(await findPort());
    await app.resume();
    return app;
  }

  /** The address that it tells its user to open. */
  get origin(): string {
    return this.#origin;
  }

  get databaseFile(): string {
    return join(this.#built.folder, "calls.sqlite");
  }

  get inboxFile(): string {
    return join(this.#built.folder, "inbox.sqlite");
  }

  /** Starts it anew where it has ended. */
  async resume(): Promise<void> {
    this.#server = this.#built.start({
      PORT: String(this.#port),
      DATABASE: this.databaseFile,
      CALLSAVVY_SECRET: secrets["callsavvy"] as string,
      SERVETEL_SECRET: secrets["servetel"] as string,
    });
    this.#origin = await this.#server.origin();
  }

  async end(signal: NodeJS.Signals): Promise<void> {
    await this.#server?.stop(signal);
  }

  /** Sends it a delivery, and gives the body of the answer once the delivery has been handled. Throws where it is refused. */
  async send(delivery: Delivery): Promise<string> {
    const text = await this.post(delivery);
    await untilWorked(inboxAt(this.origin));
    return text;
  }

  /** Sends it a delivery as the provider would, and gives the body of the answer. Throws where it is refused. */
  async post(delivery: Delivery): Promise<string> {
    const { provider, type } = delivery;
    const { status, text } = await deliver(this.origin, delivery, {
      path: `/webhooks/${provider}`,
      token: secrets[provider] as string,
    });
    if (status !== (isReply(type) ? 200 : 202))
      throw new Error(`${type} was answered ${status}: ${text}`);
    return text;
  }

  /** Ends it, and leaves nothing of it behind. */
  async remove(): Promise<void> {
    await this.end("SIGKILL");
    this.#built.remove();
  }
}

/** A free port below those that systems give to outgoing connections, so that none takes it during a restart. */
async function findPort(): Promise<number> {
  const port = 10_000 + Math.floor(Math.random() * 20_000);
  const server = createServer().listen(port, "127.0.0.1");
  try {
    await once(server, "listening");
    return port;
  } catch {
    return findPort();
  } finally {
    server.close();
  }
}
