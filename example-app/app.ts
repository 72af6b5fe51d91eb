import express, { type Express } from "express";
import { CallBacks } from "./call-backs";
import type { Database } from "./database";
import { Directory } from "./directory";
import { History } from "./history";
import { createReceivers, type Secrets } from "./receivers";
import { createScreen } from "./screen";

export interface ExampleApp {
  readonly app: Express;
  /** Refuses new deliveries, waits for those that are being handled, and gives the number of those it gave up on. */
  readonly drain: () => Promise<number>;
  /** Hangs up on the pages that are open, which will come back by themselves. */
  readonly close: () => void;
}

export interface ExampleOptions {
  readonly secrets: Secrets;
  readonly database: Database;
  /** The folder with the page's files. */
  readonly pageFolder: string;
  /** Under which name, besides `localhost`, the page may be opened. */
  readonly screenHost?: string | undefined;
  /** Where a line for each event goes. Default: standard output. */
  readonly print?: (line: string) => void;
}

/** An app that receives all events of both providers, keeps them, and shows what comes of them on a page. */
export function createApp(options: ExampleOptions): ExampleApp {
  const { database, print = console.log } = options;
  const directory = new Directory(database);
  const history = new History(database);
  const callBacks = new CallBacks(database);
  const { phone, lines } = createReceivers({ ...options, directory, history, print });
  const screen = createScreen({ ...options, directory, history, callBacks });

  return {
    // The receivers stand before anything that might read a body.
    app: express()
      .disable("x-powered-by")
      .use("/webhooks/callsavvy", phone)
      .use("/webhooks/servetel", lines)
      .use(screen.router),
    drain: async () => {
      const givenUp = await Promise.all([phone.drain(), lines.drain()]);
      return givenUp.reduce((sum, number) => sum + number);
    },
    close: screen.close,
  };
}
