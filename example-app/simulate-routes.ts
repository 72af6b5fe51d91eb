import { type Request, Router } from "express";
import { deliver, describeShape, encodings, shapeNames } from "telephony-webhooks/testing";
import { joinCalls } from "./calls";
import type { Directory } from "./directory";
import type { History } from "./history";
import type { Outage } from "./outage";
import type { Secrets } from "./receivers";
import { type Caller, findShapes, isProvider, simulate } from "./simulate";
import { joinTickets } from "./tickets";

interface Surroundings {
  readonly secrets: Secrets;
  readonly directory: Directory;
  readonly history: History;
  readonly outage: Outage;
}

const strangers: readonly Caller[] = [
  { name: "Unknown caller", phone: "+915550004321", email: "somebody@example.org" },
  { name: "Hidden number", phone: "", email: "nobody@example.org" },
];

/** What the page's buttons do: the test kit delivers an event to this very server, over HTTP as a provider would. */
export function createSimulateRoutes(surroundings: Surroundings): Router {
  const { secrets, directory, history, outage } = surroundings;
  const router = Router();
  const callers = () => [...directory.all(), ...strangers];

  router.get("/", (_req, res) => {
    res.json({
      callers: callers().map(({ name, phone }) => ({ name, phone })),
      encodings,
      shapes: shapeNames.map((name) => ({ name, description: describeShape(name) })),
      shapesByEvent: findShapes(),
    });
  });

  router.post("/outage", (req, res) => {
    const { on } = req.query;
    if (on !== "true" && on !== "false") {
      return void res.status(400).type("text/plain").send("It is on=true or on=false.\n");
    }
    outage.set(on === "true");
    res.status(204).end();
  });

  /** What the request has chosen; throws a `TypeError` for what there isn't. */
  function readChoice(req: Request) {
    const { provider, type } = req.params;
    const { as, shape, caller, question } = req.query;
    if (typeof provider !== "string" || !isProvider(provider)) return refuse("provider");
    const delivery = simulate(provider, String(type), {
      caller: callers().find(({ name }) => name === caller) ?? refuse("caller"),
      shape: choose("shape", shapeNames, shape),
      question: typeof question === "string" ? question : "Are you open on Sunday?",
      calls: joinCalls(history.events, Date.now()),
      tickets: joinTickets(history.events),
    });
    return { provider, delivery, as: choose("encoding", encodings, as) ?? delivery.as };
  }

  router.post("/:provider/:type", async (req, res) => {
    let choice: ReturnType<typeof readChoice>;
    try {
      choice = readChoice(req);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      return void res.status(400).type("text/plain").send(`${error.message}\n`);
    }
    const { provider, delivery, as } = choice;
    const answer = await deliver(originOf(req), delivery, {
      path: `/webhooks/${provider}`,
      token: secrets[provider],
      as,
    });
    const { status, durationMs, reply, problem } = answer;
    res.json({ status, durationMs, reply, problem });
  });

  return router;
}

/** Throws a `TypeError` for a choice that there isn't. */
function choose<Choice extends string>(
  what: string,
  choices: readonly Choice[],
  chosen: unknown,
): Choice | undefined {
  if (chosen === undefined) return undefined;
  return choices.find((choice) => choice === chosen) ?? refuse(what);
}

function refuse(what: string): never {
  throw new TypeError(`There is no such ${what}.`);
}

/** The server that the request has come to. */
function originOf({ socket }: Request): string {
  const { localAddress = "127.0.0.1", localPort } = socket;
  return `http://${localAddress.includes(":") ? `[${localAddress}]` : localAddress}:${localPort}`;
}
