import express, { type Express } from "express";
import type { SqliteInbox } from "telephony-webhooks/sqlite";
import { CallBacks } from "./call-backs";
import type { Database } from "./database";
import { Directory } from "./directory";
import { History } from "./history";
import { InboxWatch } from "./inbox-watch";
import { Outage } from "./outage";
import { createReceivers, type Secrets } from "./receivers";
import { createScreen } from "./screen";

export interface ExampleApp {
  readonly app: Express;
  /** Begins to handle what the inbox has and gets. */
  readonly work: () => void;
  /**
   * Refuses new deliveries, waits for those that are being handled, and gives the number of those it gave up on. What is
   * in the inbox stays there.
   */
  readonly drain: () => Promise<number>;
  /** Hangs up on the pages that are open, which will come back by themselves. */
  readonly close: () => void;
}

export interface ExampleOptions {
  readonly secrets: Secrets;
  readonly database: Database;
  /** Keeps what has been received until it has been handled. */
  readonly inbox: SqliteInbox;
  /** The folder with the page's files. */
  readonly pageFolder: string;
  /** Under which name, besides `localhost`, the page may be opened. */
  readonly screenHost?: string | undefined;
  /** A delivery that has failed so often is dead. Default 5, within a quarter of a minute: somebody may want to see one die. */
  readonly maxAttempts?: number;
  /** Where a line for each event goes. Default: standard output. */
  readonly print?: (line: string) => void;
}

/** Whoever starts the app anew after a crash does not want to wait for longer to see what becomes of its deliveries. */
const LEASE_MS = 10_000;

/** An app that receives all events of both providers, keeps them, and shows what comes of them on a page. */
export function createApp(options: ExampleOptions): ExampleApp {
  const { database, inbox, maxAttempts = 5, print = console.log } = options;
  const directory = new Directory(database);
  const history = new History(database);
  const callBacks = new CallBacks(database);
  const outage = new Outage();
  const watch = new InboxWatch(inbox);
  const { phone, lines } = createReceivers({ ...options, directory, history, outage, print });
  const screen = createScreen({ ...options, directory, history, callBacks, watch, outage });

  history.onChange(() => watch.lookSoon());
  for (const receiver of [phone, lines]) {
    receiver.onDuplicate(() => watch.lookSoon());
    receiver.onError(() => watch.lookSoon());
    receiver.onDead(() => watch.lookSoon());
  }

  return {
    // The receivers stand before anything that might read a body.
    app: express()
      .disable("x-powered-by")
      .use("/webhooks/callsavvy", phone)
      .use("/webhooks/servetel", lines)
      .use(screen.router),
    work: () => {
      for (const receiver of [phone, lines]) receiver.work({ maxAttempts, leaseMs: LEASE_MS });
    },
    drain: async () => {
      const givenUp = await Promise.all([phone.drain(), lines.drain()]);
      return givenUp.reduce((sum, number) => sum + number);
    },
    close: screen.close,
  };
}
