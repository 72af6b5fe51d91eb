import { type ErrorRequestHandler, Router, static as serveFiles } from "express";
import type { SqliteInbox } from "telephony-webhooks/sqlite";
import { type Board, findMissed, makeLists, type Sources } from "./board";
import { latestNumber } from "./board-row";
import { BoardStream } from "./board-stream";
import type { CallBacks } from "./call-backs";
import { joinCalls } from "./calls";
import type { Directory } from "./directory";
import type { History } from "./history";
import { createInboxRoutes } from "./inbox-routes";
import type { InboxWatch } from "./inbox-watch";
import type { Outage } from "./outage";
import { allowLocalHost, allowOwnButtons, protectPage } from "./private-screen";
import type { Secrets } from "./receivers";
import { createSimulateRoutes } from "./simulate-routes";

interface Surroundings {
  readonly secrets: Secrets;
  readonly directory: Directory;
  readonly history: History;
  readonly callBacks: CallBacks;
  readonly inbox: SqliteInbox;
  readonly watch: InboxWatch;
  readonly outage: Outage;
  /** The folder with the page's files. */
  readonly pageFolder: string;
  /** Under which name, besides `localhost`, the page may be opened. */
  readonly screenHost?: string | undefined;
}

export interface Screen {
  readonly router: Router;
  /** Hangs up on all pages. */
  readonly close: () => void;
}

/** Makes the live call screen: the page, what it shows as JSON and as a stream, and what its buttons do. */
export function createScreen({
  secrets,
  directory,
  history,
  callBacks,
  inbox,
  watch,
  outage,
  pageFolder,
  screenHost,
}: Surroundings): Screen {
  const sources: Sources = {
    customerByPhone: (phone) => directory.findByPhone(phone),
    customerByEmail: (email) => directory.findByEmail(email),
    settledThrough: (phone) => callBacks.through(phone),
  };
  const readBoard = (): Board => ({
    ...makeLists(history.events, sources, Date.now()),
    inbox: watch.view,
    handlersFail: outage.isOn,
  });
  const stream = new BoardStream(readBoard);
  for (const source of [history, watch, outage]) source.onChange(() => stream.publish());
  watch.lookWhile(() => stream.readers > 0);

  const router = Router();
  router.use(allowLocalHost(screenHost), allowOwnButtons, protectPage);

  router.get("/board", async (_req, res) => {
    await watch.look();
    res.set("Cache-Control", "no-store").json(readBoard());
  });

  router.get("/board/stream", async (req, res) => {
    await watch.look();
    if (!res.destroyed) stream.open(req, res);
  });

  router.get("/events/:number", (req, res) => {
    const event = history.find(Number(req.params.number));
    if (event) {
      res.set("Cache-Control", "no-store").json({ ...event, raw: history.rawOf(event.number) });
    } else {
      res.status(404).type("text/plain").send("The history does not have this event.\n");
    }
  });

  router.post("/missed/:number/called-back", (req, res) => {
    const through = Number(req.params.number);
    const missed = findMissed(joinCalls(history.events, Date.now()), sources.settledThrough);
    const call = missed.flat().find(({ events }) => latestNumber(events) === through);
    if (call) {
      callBacks.mark(call.phone, through);
      stream.publish();
    }
    res.status(call ? 204 : 404).end();
  });

  router.use("/simulate", createSimulateRoutes({ secrets, directory, history, outage }));
  router.use("/inbox", createInboxRoutes({ inbox, watch }));

  router.get("/favicon.ico", (_req, res) => res.sendFile("favicon.svg", { root: pageFolder }));
  router.use(serveFiles(pageFolder));
  router.use(refuseMalformed);

  return {
    router,
    close: () => {
      watch.close();
      stream.close();
    },
  };
}

/** Express would show the stack of the error, and so where this app lies. */
const refuseMalformed: ErrorRequestHandler = (error, _req, res, next) => {
  if (!(error.status >= 400 && error.status < 500)) return next(error);
  res.status(error.status).type("text/plain").send("Nobody can make sense of this request.\n");
};
