import { type Request, type Response, Router } from "express";
import type { SqliteInbox } from "telephony-webhooks/sqlite";
import type { InboxWatch } from "./inbox-watch";

interface Surroundings {
  readonly inbox: SqliteInbox;
  readonly watch: InboxWatch;
}

/** What the page can do about a dead delivery: have it tried again, or drop it. */
export function createInboxRoutes({ inbox, watch }: Surroundings): Router {
  const router = Router();

  /** Answers 404 where the delivery is not dead, or no longer. */
  const onDead = (settle: (number: number) => Promise<number>) => {
    return async (req: Request, res: Response) => {
      const number = Number(req.params["number"]);
      const entry = Number.isSafeInteger(number) ? await inbox.show(number) : undefined;
      const isSettled = entry?.state === "dead" && (await settle(number)) > 0;
      await watch.look();
      res.status(isSettled ? 204 : 404).end();
    };
  };

  router.post(
    "/:number/retry",
    onDead((number) => inbox.retry([number])),
  );
  router.post(
    "/:number/drop",
    onDead((number) => inbox.drop([number])),
  );
  return router;
}
