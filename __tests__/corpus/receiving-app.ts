import { AsyncLocalStorage } from "node:async_hooks";
import type { RequestListener } from "node:http";
import Ajv, { type ValidateFunction } from "ajv";
import type { RequestHandler } from "express";
import {
  callsavvy,
  type EventType,
  html,
  type ReceiverOptions,
  type ServetelProvider,
  servetel,
  servetelProvider,
  sharedSecret,
  type WebhookError,
  type WebhookEvent,
} from "telephony-webhooks";
import type { expresses } from "../helpers/expresses";
import { eventFiles, providers, readSchema } from "../schemas/read-schemas";

/** What became of one request, as the app has seen it. */
export interface Report {
  readonly method: string;
  /** Whether it came as far as a receiver; Express answers others itself. */
  hasReachedReceiver: boolean;
  readonly handled: string[];
  readonly unhandled: string[];
  /** Codes of the errors that onRejected heard of. */
  readonly refused: string[];
  /** What must not happen, whatever is sent. */
  readonly faults: string[];
}

export interface ReceivingApp {
  readonly listener: RequestListener;
  /** A list that grows by a report for each request from a client's port, until a new one is asked for. */
  reportsOf(clientPort: number): readonly Report[];
}

export const SECRET = "a-secret-of-many-letters";

/** The paths of the receivers; the guarded one takes `?token=` and is Servetel's too. */
export const paths = { callsavvy: "/callsavvy", servetel: "/servetel", guarded: "/guarded" };

const camelCase = (title: string) => title.charAt(0).toLowerCase() + title.slice(1);

/** The published schema of every event, compiled here and not by the package. */
const schemas: ReadonlyMap<string, ValidateFunction> = new Map(
  providers
    .flatMap(eventFiles)
    .filter((file) => !file.includes(".reply."))
    .map((file) => {
      const schema = readSchema(file);
      return [
        camelCase(String(schema.title)),
        new Ajv({ ownProperties: true }).compile(schema),
      ] as const;
    }),
);

const servetelEvents = Object.keys(servetelProvider.events) as EventType<ServetelProvider>[];

/** An app with a handler of every event, each of which looks at all that it is given. */
export function createReceivingApp(
  express: (typeof expresses)[number][1],
  options: Partial<ReceiverOptions> = {},
): ReceivingApp {
  const reports = new Map<number, Report[]>();
  const current = new AsyncLocalStorage<Report>();

  const reporting = (note: (report: Report) => void): void => {
    const report = current.getStore();
    if (!report) throw new Error("a listener was called outside of a request");
    note(report);
  };
  const handle = (event: WebhookEvent) =>
    reporting(({ handled, faults }) => {
      handled.push(event.type);
      faults.push(...misfitsOf(event), ...unreadableIn(event));
    });
  const leave = (event: WebhookEvent) =>
    reporting(({ unhandled, faults }) => {
      unhandled.push(event.type);
      if (schemas.has(event.type)) faults.push(`${event.type} has lost its handler`);
      faults.push(...unreadableIn(event));
    });
  const reject = ({ code }: WebhookError) => reporting(({ refused }) => refused.push(code));
  const fail = ({ message }: WebhookError) => reporting(({ faults }) => faults.push(message));

  const phone = callsavvy({ auth: "none", ...options })
    .on(["callSummary", "newTicketOpened", "ticketEscalated", "newChat"], handle)
    .on("callerInformation", (event) => {
      handle(event);
      return { caller_name: event.payload.caller_number };
    })
    .on("chatbotCallback", (event) => {
      handle(event);
      return html`<p>${event.payload.original_message}</p>`;
    })
    .onUnhandled(leave)
    .onRejected(reject)
    .onError(fail);
  const lines = (auth: ReceiverOptions["auth"]) =>
    servetel({ ...options, auth })
      .on(servetelEvents, handle)
      .onUnhandled(leave)
      .onRejected(reject)
      .onError(fail);

  const reach: RequestHandler = (_req, _res, next) => {
    reporting((report) => {
      report.hasReachedReceiver = true;
    });
    next();
  };

  const app = express()
    .use(paths.callsavvy, reach, phone)
    .use(paths.servetel, reach, lines("none"))
    .use(paths.guarded, reach, lines(sharedSecret(SECRET)));

  return {
    listener(req, res) {
      const report: Report = {
        method: String(req.method),
        hasReachedReceiver: false,
        handled: [],
        unhandled: [],
        refused: [],
        faults: [],
      };
      reports.get(req.socket.remotePort as number)?.push(report);
      current.run(report, () => app(req, res));
    },
    reportsOf(clientPort) {
      const list: Report[] = [];
      reports.set(clientPort, list);
      return list;
    },
  };
}

function misfitsOf({ type, payload }: WebhookEvent): string[] {
  const fits = schemas.get(type);
  if (!fits) return [`${type} has no schema`];
  return fits(payload) ? [] : [`${type} breaks its schema: ${JSON.stringify(fits.errors)}`];
}

/** Whoever stores an event reads all of it. */
function unreadableIn(event: WebhookEvent): string[] {
  try {
    const { provider, type } = event;
    const stored = JSON.parse(JSON.stringify(event));
    const digits = stored.id.slice(`${provider}.${type}.`.length);
    return /^[0-9a-f]{32}$/.test(digits) ? [] : [`the id of ${type} is ${stored.id}`];
  } catch (thrown) {
    return [`the event can't be read: ${thrown}`];
  }
}
