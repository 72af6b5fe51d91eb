// A process that works off an inbox, or claims one delivery and never settles it; started by the tests.
import { setTimeout as sleep } from "node:timers/promises";
import { bullmqInbox } from "../../lib/bullmq";
import { provider } from "./bullmq-deliveries";

const [url = "", does, leaseMs] = process.argv.slice(2);
const tell = (message: string) => process.send?.(message);

async function work(): Promise<never> {
  const inbox = bullmqInbox({ connection: url, queue: "webhooks" });
  tell("ready");
  for (;;) {
    // While Redis is down, it goes on trying, and lives.
    const claim = await inbox.claim(provider, Number(leaseMs)).catch(() => undefined);
    if (!claim) {
      await sleep(10);
      continue;
    }
    tell(claim.delivery.id);
    if (does === "hold") await new Promise(() => {});
    await inbox.complete(claim).catch(() => {});
  }
}

void work();
