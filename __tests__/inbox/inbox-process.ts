import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
// By its path, not its name, which would be whatever has been built into dist/.
import { sqliteInbox } from "../../lib/sqlite";
import { delivery } from "./kept-delivery";

/** What this process has done with the file that it shares with another one. */
export interface Done {
  /** Ids of deliveries that it has put and that were new. */
  readonly stored: readonly string[];
  readonly duplicates: number;
  /** Ids of deliveries that it has handled. */
  readonly handled: readonly string[];
}

const WORKERS = 4;

/** Puts its own deliveries and those that both have, and handles meanwhile whatever there is, until all of them are done. */
async function run(file: string, name: string, each: number, deliveries: number): Promise<Done> {
  const inbox = sqliteInbox({ file });
  // Opened, so that the other one may begin too.
  process.send?.("ready");
  await once(process, "message");
  const stored: string[] = [];
  const handled: string[] = [];
  let duplicates = 0;
  const receive = async () => {
    for (let number = 0; number < each; number += 5) {
      const ids = [0, 1, 2, 3, 4].flatMap((more) => [
        `${name} ${number + more}`,
        `both ${number + more}`,
      ]);
      const outcomes = await Promise.all(
        ids.map(async (id) => [id, await inbox.put(delivery({ id }))] as const),
      );
      for (const [id, outcome] of outcomes) {
        if (outcome === "stored") stored.push(id);
        else duplicates++;
      }
    }
  };
  const work = async () => {
    while ((await inbox.stats()).done < deliveries) {
      const claim = await inbox.claim("servetel", 600_000);
      if (claim) {
        handled.push(claim.delivery.id);
        await inbox.complete(claim);
      } else {
        await sleep(5);
      }
    }
  };
  await Promise.all([receive(), ...Array.from({ length: WORKERS }, work)]);
  await inbox.close();
  return { stored, duplicates, handled };
}

const [file = "", name = "", each, deliveries] = process.argv.slice(2);
void run(file, name, Number(each), Number(deliveries)).then((done) => {
  process.send?.(done, () => process.disconnect());
});
