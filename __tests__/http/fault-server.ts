import { AsyncLocalStorage } from "node:async_hooks";
import { once } from "node:events";
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { RequestHandler } from "express";
// By its path, not its name, which would be whatever has been built into dist/.
import { callsavvy, WebhookError } from "../../lib/index";
import { expresses } from "../helpers/expresses";
import { revokedProxy } from "../helpers/revoked-proxy";
import { pastExpress } from "../helpers/servers";

/** The first message: where each way to listen does. */
export interface Listening {
  readonly ports: Readonly<Record<string, number>>;
}

/** Every other message: what the user of a receiver hears of the delivery to this URL. */
export interface Heard {
  readonly url: string;
  readonly what: string;
}

interface Exchange {
  readonly url: string;
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  /** Nothing past Express. */
  readonly next: (error?: unknown) => void;
}

/** What a handler's closures would give it. */
const exchanges = new AsyncLocalStorage<Exchange>();
const exchange = () => exchanges.getStore() as Exchange;

function tell(what: string): void {
  process.send?.({ url: exchange().url, what } satisfies Heard);
}

type Act = (event: { readonly type: string; readonly signal: AbortSignal }) => unknown;

/** What the functions of the user's do with a delivery that has the key `faulty`. */
interface Fault {
  readonly handler?: Act;
  readonly secondHandler?: Act;
  readonly onError?: Act;
  readonly onUnhandled?: Act;
  readonly onRejected?: Act;
  /** Whether the deadline plays a part. */
  readonly isLate?: boolean;
}

const DEADLINE_MS = 40;
const untilLate = () => sleep(2 * DEADLINE_MS);

/** A reply, and nothing special where none is asked. */
const good = { caller_name: "fine" };

const error = () => new Error("canary");
const throwing = (thrown: unknown) => () => {
  throw thrown;
};
const never = () => new Promise<never>(() => {});

/** An object on which every look at these properties throws. */
const unreadable = (target: object, ...names: string[]) =>
  Object.defineProperties(
    target,
    Object.fromEntries(names.map((name) => [name, { get: throwing(error()), enumerable: true }])),
  );

type Then = (resolve: (value: object) => void, reject: (reason: unknown) => void) => void;
const thenable = (then: Then) => ({ then });

const answerItself = () => exchange().res.writeHead(418).end("mine");

function blockUntilLate(): void {
  const endsAt = performance.now() + 2 * DEADLINE_MS;
  while (performance.now() < endsAt);
}

function circle(): object {
  const list: unknown[] = [];
  list.push(list);
  return list;
}

const faults = {
  "has no fault": {},

  "throws an error": { handler: throwing(error()) },
  rejects: { handler: () => Promise.reject(error()) },
  "throws undefined": { handler: throwing(undefined) },
  "throws null": { handler: throwing(null) },
  "throws a text": { handler: throwing("canary") },
  "throws a revoked proxy": { handler: throwing(revokedProxy()) },
  "throws an error that throws when looked at": {
    handler: throwing(unreadable(error(), "stack", "name", "message", "code", "cause")),
  },
  "throws an error of ours": { handler: throwing(new WebhookError("ERR_UNAUTHENTICATED")) },
  "throws a thenable": { handler: throwing(thenable(throwing(error()))) },

  "never settles": { handler: never, isLate: true },
  "fails after the deadline": {
    handler: () => untilLate().then(throwing(error())),
    isLate: true,
  },
  "gives up when its signal aborts": {
    handler: async ({ signal }) => {
      await once(signal, "abort");
      throw signal.reason;
    },
    isLate: true,
  },
  "blocks the event loop past the deadline": {
    handler: () => {
      blockUntilLate();
      return good;
    },
    isLate: true,
  },

  "returns a thenable that settles twice": {
    handler: () =>
      thenable((resolve, reject) => {
        resolve(good);
        reject(error());
      }),
  },
  "returns a thenable that settles and throws": {
    handler: () =>
      thenable((resolve) => {
        resolve(good);
        throw error();
      }),
  },
  "returns a thenable that throws": { handler: () => thenable(throwing(error())) },
  "returns a thenable that throws when looked at": { handler: () => unreadable({}, "then") },
  "returns a thenable that never settles": { handler: () => thenable(() => {}), isLate: true },
  "returns a revoked proxy": { handler: revokedProxy },

  "returns no object": { handler: () => 4 },
  "returns a circle": { handler: () => ({ caller_name: circle() }) },
  "forgets to await what rejects": {
    // What a handler returns that is asked nothing is its own affair.
    handler: ({ type }) =>
      type === "callerInformation" && {
        caller_name: Promise.reject(error()),
        customer_info: Promise.reject(error()),
      },
  },
  "returns a BigInt": { handler: () => ({ caller_name: 4n }) },
  "returns what throws when looked at": { handler: () => unreadable({}, "caller_name") },
  "returns what throws when printed": {
    handler: () => ({ caller_name: { toJSON: throwing(error()) } }),
  },

  "answers itself": {
    handler: () => {
      answerItself();
      return good;
    },
  },
  "answers itself and throws": {
    handler: () => {
      answerItself();
      throw error();
    },
  },
  "answers itself twice": {
    handler: () => {
      answerItself();
      answerItself();
    },
  },
  "answers itself after the deadline": {
    handler: () => untilLate().then(answerItself),
    isLate: true,
  },
  "calls next twice": {
    handler: () => {
      exchange().next();
      exchange().next();
      return good;
    },
  },
  "calls next with an error": {
    handler: () => {
      exchange().next(error());
      return good;
    },
  },
  "destroys the socket": {
    handler: () => {
      exchange().req.socket.destroy();
      return good;
    },
  },
  "destroys the socket and throws": {
    handler: () => {
      exchange().req.socket.destroy();
      throw error();
    },
  },
  "outlives its sender": {
    handler: async () => {
      await once(exchange().res, "close");
      await sleep(1);
      tell("finished");
      return good;
    },
  },

  "is followed by one that throws": { secondHandler: throwing(error()) },
  "throws, as does the one that follows": {
    handler: throwing(error()),
    secondHandler: throwing(error()),
  },
  "is followed by one that fails after the deadline": {
    secondHandler: () => untilLate().then(throwing(error())),
    isLate: true,
  },

  "throws, as does onError": { handler: throwing(error()), onError: throwing("canary") },
  "throws, and onError rejects": {
    handler: throwing(error()),
    onError: () => Promise.reject("canary"),
  },
  "is missing, and onUnhandled throws": { onUnhandled: throwing(error()) },
  "is missing, and onUnhandled rejects": { onUnhandled: () => Promise.reject(error()) },
  "is missing, and onUnhandled never settles": { onUnhandled: never, isLate: true },
  "is not reached, and onRejected throws": { onRejected: throwing("canary") },
  "is not reached, and onRejected rejects": { onRejected: () => Promise.reject("canary") },
} satisfies Record<string, Fault>;

export type FaultName = keyof typeof faults;

function receiverWith(fault: Fault, ...options: [{ fallback: object }?]): RequestHandler {
  type Event = Parameters<Act>[0] & { readonly payload: { readonly [key: string]: unknown } };
  const act = (part: Act | undefined) => (event: Event) =>
    part && event.payload["faulty"] ? part(event) : good;
  const handler = (event: Event) => {
    tell("handled");
    return act(fault.handler)(event) as object;
  };

  const phone = callsavvy({ auth: "none", ...(fault.isLate && { deadlineMs: DEADLINE_MS }) });
  if (!fault.onUnhandled) phone.on("newChat", handler);
  if (!fault.onUnhandled) phone.on("callerInformation", handler, ...options);
  if (fault.secondHandler) phone.onAny(act(fault.secondHandler));
  return phone
    .onUnhandled(act(fault.onUnhandled))
    .onError(({ code }, event) => {
      tell(`reported ${code}`);
      return act(fault.onError)(event);
    })
    .onRejected(({ code }) => {
      tell(`refused ${code}`);
      return fault.onRejected?.({ type: "", signal: new AbortController().signal });
    });
}

type Express = (typeof expresses)[number][1];

/** What of a URL says which receiver the delivery is for; the rest may tell it from other deliveries. */
export interface Query {
  readonly fault: FaultName;
  readonly hasFallback: "yes" | "no";
}

function receivers(): Map<string, RequestHandler> {
  return new Map(
    Object.entries<Fault>(faults).flatMap(([name, fault]) => [
      [`${name} no`, receiverWith(fault)],
      [`${name} yes`, receiverWith(fault, { fallback: { caller_name: "fallback" } })],
    ]),
  );
}

/** Of what `receivers` gives. */
function keyIn(url: string): string {
  const { searchParams } = new URL(url, "http://localhost");
  const { fault, hasFallback } = Object.fromEntries(searchParams) as unknown as Query;
  return `${fault} ${hasFallback}`;
}

function appWith(express: Express): RequestListener {
  const receiverAt = receivers();
  const app = express();
  app.use((req, res, next) => {
    const { url } = req;
    const receiver = receiverAt.get(keyIn(url));
    exchanges.run({ url, req, res, next }, () => void receiver?.(req, res, next));
  });
  app.use((_req, res) => {
    res.status(418).send("mine");
  });
  return app;
}

function listenerWith(express: Express): RequestListener {
  const apps = new Map(
    Array.from(receivers(), ([key, receiver]) => [key, express().use(receiver)]),
  );
  return (req, res) => {
    const url = req.url as string;
    const app: RequestListener | undefined = apps.get(keyIn(url));
    exchanges.run({ url, req, res, next: () => {} }, () => app?.(req, res));
  };
}

async function listen(): Promise<void> {
  const ports: Record<string, number> = {};
  const listeners = [
    ...expresses.map(([name, express]) => [name, appWith(express)] as const),
    ...pastExpress.map(([name, express]) => [name, listenerWith(express)] as const),
  ];
  for (const [name, listener] of listeners) {
    const server = createServer(listener).listen(0, "127.0.0.1");
    await once(server, "listening");
    ports[name] = (server.address() as AddressInfo).port;
  }
  process.send?.({ ports } satisfies Listening);
}

// The test may end without a word.
process.on("disconnect", () => process.exit());
void listen();
