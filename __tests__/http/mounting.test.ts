import { createServer } from "node:http";
import { describe, expect, it, jest } from "@jest/globals";
import type { Express, NextFunction, Request, RequestHandler, Response } from "express";
import request from "supertest";
import { callsavvy, servetel, sharedSecret } from "telephony-webhooks";
import { call, ticket } from "../fixtures/minimal";
import { expresses } from "../helpers/expresses";
import { silenceConsole } from "../helpers/silence";

silenceConsole();

const hangup = {
  ...call,
  end_stamp: "2026-07-11 20:42:39",
};
const asForm = new URLSearchParams(ticket).toString();

describe.each(expresses)("behind %s", (name, express) => {
  function receivers() {
    const events: object[] = [];
    const keep = (event: object) => events.push(event);
    const phone = callsavvy({ auth: "none" }).onAny(keep);
    const lines = servetel({ auth: "none" }).onAny(keep);
    return { phone, lines, events };
  }

  describe("where it is mounted", () => {
    it.each<[string, (lines: RequestHandler) => Express, string, object]>([
      [
        "by app.use, the path below names the trigger",
        (lines) => express().use("/hooks", lines),
        "/hooks/call-missed",
        { type: "callMissed", identifiedBy: "path" },
      ],
      [
        "by app.use, camel case and a last slash do as well",
        (lines) => express().use("/hooks", lines),
        "/hooks/callHangup/",
        { type: "callHangup", identifiedBy: "path" },
      ],
      [
        "by app.use with a parameter in the path",
        (lines) => express().use("/hooks/:tenant", lines),
        "/hooks/acme/call-missed",
        { type: "callMissed", identifiedBy: "path", params: { tenant: "acme" } },
      ],
      [
        "at the root",
        (lines) => express().use(lines),
        "/call-missed",
        { type: "callMissed", identifiedBy: "path" },
      ],
      [
        "in a nested Router",
        (lines) => {
          const hooks = express.Router().use("/servetel", lines);
          return express().use("/hooks", hooks);
        },
        "/hooks/servetel/call-missed",
        { type: "callMissed", identifiedBy: "path" },
      ],
      [
        "behind a route that let the request pass",
        (lines) =>
          express()
            .all(/.*/, (_req: Request, _res: Response, next: NextFunction) => next())
            .use("/hooks", lines),
        "/hooks/call-missed",
        { type: "callMissed", identifiedBy: "path" },
      ],
      [
        "behind a route of the same path that let the request pass",
        (lines) =>
          express()
            .post("/hooks/:trigger", (_req: Request, _res: Response, next: NextFunction) => next())
            .use("/hooks", lines),
        "/hooks/Call-Missed",
        { type: "callMissed", identifiedBy: "path" },
      ],
      [
        "as a route handler, nothing remains below it",
        (lines) => express().post("/hook", lines),
        "/hook",
        { type: "callMissedOrAnswered", identifiedBy: "shape" },
      ],
      [
        "as a route handler whose path is a trigger's",
        (lines) => express().post("/call-missed", lines),
        "/call-missed",
        { type: "callMissedOrAnswered", identifiedBy: "shape" },
      ],
      [
        "as a route handler in a nested Router",
        (lines) => express().use("/hooks", express.Router().post("/servetel", lines)),
        "/hooks/servetel",
        { type: "callMissedOrAnswered", identifiedBy: "shape" },
      ],
      [
        "in a route, wrapped in a function of the user's",
        (lines) =>
          express().post("/hook", (req: Request, res: Response, next: NextFunction) => {
            void lines(req, res, next);
          }),
        "/hook?trigger=call-hangup",
        { type: "callHangup", identifiedBy: "query" },
      ],
    ])("%s", async (_case, appWith, url, expected) => {
      const { lines, events } = receivers();
      const answer = await request(appWith(lines)).post(url).send(hangup);
      expect([answer.status, answer.body]).toEqual([200, {}]);
      expect(events).toMatchObject([expected]);
    });

    it("refuses what no trigger is named, also behind a route that let the request pass", async () => {
      const { lines, events } = receivers();
      const app = express()
        .post("/hooks/:any", (_req: Request, _res: Response, next: NextFunction) => next())
        .use("/hooks", lines);
      expect((await request(app).post("/hooks/nonsense").send(hangup)).status).toBe(404);
      expect(events).toEqual([]);
    });

    it("joins what a wildcard parameter has matched", async () => {
      const { lines, events } = receivers();
      const pattern = name === "Express 4" ? "/hooks/:rest(*)" : "/hooks/*rest";
      await request(express().post(pattern, lines)).post("/hooks/a/b").send(hangup);
      expect(events).toMatchObject([{ params: { rest: "a/b" } }]);
    });

    it("receives an absolute URL, as a proxy may send it", async () => {
      const { lines, events } = receivers();
      const app = express().use((req, _res, next) => {
        req.url = `http://shop.example${req.url}`;
        next();
      }, lines);
      expect((await request(app).post("/call-missed").send(hangup)).status).toBe(200);
      expect(events).toMatchObject([{ type: "callMissed", identifiedBy: "path" }]);
    });
  });

  describe("behind another parser", () => {
    const bytesKept = express.json({
      verify: (req, _res, bytes) => {
        (req as { rawBody?: Buffer }).rawBody = bytes;
      },
    });
    const drain: RequestHandler = (req, _res, next) => {
      req.resume().on("end", () => next());
    };
    const preset =
      (body: unknown): RequestHandler =>
      (req, _res, next) => {
        req.resume().on("end", () => {
          req.body = body;
          next();
        });
      };
    const half: RequestHandler = (req, _res, next) => {
      req.once("data", () => {
        req.pause();
        next();
      });
    };
    const decoding: RequestHandler = (req, _res, next) => {
      req.setEncoding("utf8");
      next();
    };

    const listening: RequestHandler = (req, _res, next) => {
      req.on("data", () => {});
      next();
    };
    const pausing: RequestHandler = (req, _res, next) => {
      req.pause();
      next();
    };

    it.each<[string, RequestHandler]>([
      ["that only listens to the stream", listening],
      ["that has paused the stream", pausing],
      [
        "that leaves a plain array of bytes",
        preset(new Uint8Array(Buffer.from(JSON.stringify(ticket)))),
      ],
      ["that keeps the bytes in req.rawBody", bytesKept],
      [
        "that keeps a text in req.rawBody",
        (req, _res, next) => {
          (req as { rawBody?: string }).rawBody = JSON.stringify(ticket);
          next();
        },
      ],
      [
        "that keeps no bytes in req.rawBody",
        (req, _res, next) => {
          (req as { rawBody?: Buffer }).rawBody = Buffer.alloc(0);
          next();
        },
      ],
      ["of somebody else's that leaves an object", preset(ticket)],
      ["of somebody else's that leaves a text", preset(JSON.stringify(ticket))],
      ["of somebody else's that leaves bytes", preset(Buffer.from(JSON.stringify(ticket)))],
      [
        "that sets req.body and leaves the stream alone",
        (req, _res, next) => {
          req.body = { event: "newChat" };
          next();
        },
      ],
    ])("receives the event: one %s", async (_case, parser) => {
      const { phone, events } = receivers();
      const answer = await request(express().use(parser, phone)).post("/").send(ticket);
      expect(answer.status).toBe(200);
      expect(events).toMatchObject([{ type: "newTicketOpened", payload: ticket }]);
    });

    it.each<[string, RequestHandler]>([
      ["that drains the stream", drain],
      ["that reads half of it", half],
      ["that decodes it", decoding],
      [
        "that waits for it to be readable",
        (req, _res, next) => {
          req.on("readable", () => {});
          next();
        },
      ],
      ["that leaves undefined", preset(undefined)],
      ["that leaves an empty object", preset({})],
      ["that leaves an object of a class", preset(new URLSearchParams(ticket))],
    ])("answers 500 at once and names the fix: one %s", async (_case, parser) => {
      const { phone, events } = receivers();
      const onRejected = jest.fn();
      const app = express().use(parser, phone.onRejected(onRejected));
      const answer = await request(app).post("/").send(ticket);
      expect([answer.status, answer.body.code]).toEqual([500, "ERR_BODY_CONSUMED"]);
      expect(answer.body.detail).toContain("mount the receiver before the body parser");
      expect(onRejected).toHaveBeenCalledTimes(1);
      expect(events).toEqual([]);
    });

    it("answers 500 where a form parser has mangled JSON under a form content type", async () => {
      const { phone } = receivers();
      const app = express().use(express.urlencoded({ extended: true }), phone);
      const answer = await request(app).post("/").type("form").send(JSON.stringify(ticket));
      expect([answer.status, answer.body.code]).toEqual([500, "ERR_BODY_CONSUMED"]);
    });

    it.each(["application/json", "text/plain", ""])(
      "answers 500 where a form parser of everything has mangled JSON under %j",
      async (type) => {
        const { phone, events } = receivers();
        const app = express().use(express.urlencoded({ extended: false, type: () => true }), phone);
        const test = request(app).post("/").set("Content-Type", type).serialize(String);
        const answer = await test.send(JSON.stringify(ticket));
        expect([answer.status, answer.body.code]).toEqual([500, "ERR_BODY_CONSUMED"]);
        expect(events).toEqual([]);
      },
    );

    it("restores a plus that a form parser of everything has decoded under text/plain", async () => {
      const { lines, events } = receivers();
      const app = express().use(express.urlencoded({ extended: false, type: () => true }), lines);
      const test = request(app).post("/call-missed").type("text/plain");
      await test.send("uuid=64b7d1c02e9af&call_to_number=+915550001111&caller_id_number=");
      expect(events).toMatchObject([{ payload: { call_to_number: "+915550001111" } }]);
    });

    it("answers 413 where a parser has read more than the limit", async () => {
      const phone = callsavvy({ auth: "none", limit: 100 }).onRejected(() => {});
      const answer = await request(express().use(express.json(), phone)).post("/").send(ticket);
      expect([answer.status, answer.body.code]).toEqual([413, "ERR_BODY_TOO_LARGE"]);
    });

    it.each(["{}", "{ }"])("answers 400 where express.json() has read %s", async (empty) => {
      const { phone } = receivers();
      const test = request(express().use(express.json(), phone)).post("/").type("json");
      const answer = await test.serialize(String).send(empty);
      expect([answer.status, answer.body.code]).toEqual([400, "ERR_BODY_EMPTY"]);
    });

    it.each([
      "a[__proto__][x]=1",
      "__proto__[x]=1",
      "constructor[prototype][x]=1",
      `a${"[b]".repeat(40)}=1`,
    ])("refuses %s in brackets that a plain form parser has left", async (field) => {
      const { phone, events } = receivers();
      const app = express().use(express.urlencoded({ extended: false }), phone);
      const answer = await request(app).post("/").type("form").send(`${asForm}&${field}`);
      expect(answer.status).toBe(400);
      expect(events).toEqual([]);
    });

    it.each<[string, unknown]>([
      ["own __proto__", JSON.parse('{"event":"newChat","__proto__":{"a":1}}')],
      ["a list", [ticket]],
    ])("refuses what it left where that is unfit: %s", async (_case, body) => {
      const { phone } = receivers();
      const answer = await request(express().use(preset(body), phone))
        .post("/")
        .send(ticket);
      expect(answer.status).toBe(400);
    });

    it.each([[null], [5], [true], [[ticket]]])(
      "refuses what it left where that is no object: %j",
      async (body) => {
        const { phone } = receivers();
        const onRejected = jest.fn();
        const app = express().use(preset(body), phone.onRejected(onRejected));
        const answer = await request(app).post("/").send(ticket);
        expect([answer.status, answer.body.code]).toEqual([400, "ERR_BODY_MALFORMED"]);
        expect(onRejected).toHaveBeenCalledWith(expect.anything(), { body });
      },
    );

    it("believes req.rawBody rather than req.body, which may be less exact", async () => {
      const { phone, events } = receivers();
      const app = express().use(preset({ event: "newChat" }), (req, _res, next) => {
        (req as { rawBody?: string }).rawBody = JSON.stringify(ticket);
        next();
      });
      expect((await request(app.use(phone)).post("/").send(ticket)).status).toBe(200);
      expect(events).toMatchObject([{ type: "newTicketOpened" }]);
    });

    it("takes req.body where the request itself has none", async () => {
      const { phone, events } = receivers();
      const app = express().use((req, _res, next) => {
        req.body = ticket;
        next();
      }, phone);
      expect((await request(app).post("/")).status).toBe(200);
      expect(events).toMatchObject([{ payload: ticket }]);
    });
  });

  describe("whatever the content type says", () => {
    it("refuses JSON with white space around it that is not JSON's", async () => {
      const { phone } = receivers();
      const test = request(express().use(phone)).post("/").set("Content-Type", "application/json");
      const answer = await test.serialize(String).send(`\u00a0${JSON.stringify(ticket)}`);
      expect([answer.status, answer.body.code]).toEqual([400, "ERR_BODY_MALFORMED"]);
    });

    it.each<[string, string | undefined, string]>([
      ["JSON under a form type", "application/x-www-form-urlencoded", JSON.stringify(ticket)],
      [
        "JSON under a form type, escaped",
        "application/x-www-form-urlencoded",
        encodeURIComponent(JSON.stringify(ticket)),
      ],
      ["JSON under text/plain", "text/plain", `\n${JSON.stringify(ticket)}\n`],
      ["JSON under no type", "", JSON.stringify(ticket)],
      ["JSON behind a byte order mark", "application/json", `\ufeff${JSON.stringify(ticket)}`],
      ["JSON of a vendor's type", "application/vnd.calls+json", JSON.stringify(ticket)],
      ["JSON with a quoted charset", 'Application/JSON; Charset="UTF-8"', JSON.stringify(ticket)],
      ["JSON in ASCII", "application/json;charset=us-ascii", JSON.stringify(ticket)],
      ["a form", "application/x-www-form-urlencoded; charset=utf-8", asForm],
      ["a form under text/plain", "text/plain", asForm],
      ["a form that ends in a line break", "application/x-www-form-urlencoded", `${asForm}\r\n`],
    ])("receives %s", async (_case, type, body) => {
      const { phone, events } = receivers();
      const test = request(express().use(phone))
        .post("/")
        .set("Content-Type", type ?? "");
      const answer = await test.serialize(String).send(body);
      expect([answer.status, answer.body]).toEqual([200, {}]);
      expect(events).toMatchObject([{ payload: ticket }]);
    });

    it("reads a form in Latin-1 where it says so", async () => {
      const { phone, events } = receivers();
      const body = `${asForm}&sender_name=Zo%EB+100%25+%zz`;
      await request(express().use(phone))
        .post("/")
        .set("Content-Type", "application/x-www-form-urlencoded; charset=ISO-8859-1")
        .send(body);
      expect(events).toMatchObject([{ payload: { ...ticket, sender_name: "Zoë 100% %zz" } }]);
    });
  });

  it("works without Express, behind node:http", async () => {
    const phone = callsavvy({ auth: sharedSecret("a-secret-of-many-letters") });
    phone.on("newTicketOpened", () => {});
    const server = createServer((req, res) => void phone(req, res, () => res.end("next")));
    const post = (path: string) => request(server).post(path).send(ticket);
    expect((await post("/?token=a-secret-of-many-letters")).status).toBe(200);
    expect((await post("/elsewhere")).text).toBe("next");
  });
});
