import * as diagnosticsChannel from "node:diagnostics_channel";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, jest } from "@jest/globals";
import * as openTelemetry from "@opentelemetry/api";
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from "@opentelemetry/sdk-trace-base";
import { transformSync } from "@swc/core";
import express, { type Express } from "express";
import request from "supertest";
import * as telephonyWebhooks from "telephony-webhooks";
import { compilerSays } from "../helpers/tsc";

const root = join(__dirname, "../..");
const readme = readFileSync(join(root, "README.md"), "utf8");
const examples = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code = ""]) => code);

/** Runs an example as a module, with what it takes for granted. */
function run(
  code: string,
  modules: Readonly<Record<string, unknown>>,
  surroundings: Readonly<Record<string, unknown>> = {},
): void {
  const compiled = transformSync(code, {
    jsc: { parser: { syntax: "typescript" }, target: "es2022" },
    module: { type: "commonjs" },
  });
  new Function("require", "exports", ...Object.keys(surroundings), compiled.code)(
    (name: string) => modules[name],
    {},
    ...Object.values(surroundings),
  );
}

describe("the README's first example", () => {
  const SECRET = "a-secret-of-many-letters";
  const environment = { ...process.env };
  let app: Express | undefined;

  beforeEach(() => {
    Object.assign(process.env, { CALLSAVVY_SECRET: SECRET, SERVETEL_SECRET: SECRET });
    jest.spyOn(console, "log").mockImplementation(() => {});
    runWithoutListening(examples[0] ?? "");
  });
  afterEach(() => {
    process.env = environment;
    jest.restoreAllMocks();
  });

  /** The app that it makes is kept instead of made to listen. */
  function runWithoutListening(code: string): void {
    run(code, {
      express: () => {
        app = express();
        app.listen = (() => app) as unknown as Express["listen"];
        return app;
      },
      "telephony-webhooks": telephonyWebhooks,
    });
  }

  const post = (path: string) => request(app as Express).post(path);

  it("answers who is calling", async () => {
    const answer = await post("/webhooks/callsavvy")
      .query({ token: SECRET })
      .send({ event: "callerInformation", call_department: "1", caller_number: "+2345550100" });
    expect(answer.body).toMatchObject({ status: "success", caller_name: "Asha Example" });
  });

  it("logs a call's duration", async () => {
    await post("/webhooks/callsavvy").query({ token: SECRET }).send({
      event: "callSummary",
      call_direction: "Incoming",
      call_department: "1",
      caller_number: "+2345550100",
      recording_url: "",
      call_duration: "184",
    });
    expect(console.log).toHaveBeenCalledWith("talked for", "184", "s");
  });

  it("greets in a chat", async () => {
    const answer = await post("/webhooks/callsavvy").query({ token: SECRET }).type("form").send({
      event: "chatbotCallback",
      original_message: "Hi",
      sender_name: "<Asha>",
      bot_name: "greeter",
      business_name: "Example Traders",
    });
    expect(answer.text).toBe("<p>Hello &#60;Asha&#62;!</p>");
  });

  it("logs a missed call", async () => {
    await post("/webhooks/servetel/call-missed")
      .set("X-API-Key", SECRET)
      .send({ uuid: "64b7d1c02e9af", call_to_number: "", caller_id_number: "+915550002222" });
    expect(console.log).toHaveBeenCalledWith("call back", "+915550002222");
  });
});

describe("the README's examples", () => {
  // Inside of the package, so that its own name leads to what the build has made of it.
  const folder = join(root, "node_modules/.cache/readme-examples");

  /** What the examples take for granted. */
  const surroundings: Readonly<Record<string, string>> = {
    app: 'declare const app: import("express").Express;',
    auth: 'declare const auth: import("telephony-webhooks").Authenticator;',
    token: "declare const token: string;",
    phone:
      'declare const phone: import("telephony-webhooks").Receiver<import("telephony-webhooks").CallsavvyProvider>;',
    lines:
      'declare const lines: import("telephony-webhooks").Receiver<import("telephony-webhooks").ServetelProvider>;',
    server: 'declare const server: import("node:http").Server;',
    redis:
      "declare const redis: { set(...args: (string | number)[]): Promise<string | null>; del(key: string): Promise<number> };",
    calls: "declare const calls: { save(id: string, number: string): Promise<void> };",
    logger:
      'declare const logger: Record<"info" | "warn", (fields: object, message: string) => void>;',
    summarize: "declare const summarize: (payload: object) => string;",
    express: 'import express from "express";',
    ...Object.fromEntries(
      Object.keys(telephonyWebhooks).map((name) => [
        name,
        `import { ${name} } from "telephony-webhooks";`,
      ]),
    ),
    EventOf: 'import type { EventOf } from "telephony-webhooks";',
    DuplicateStore: 'import type { DuplicateStore } from "telephony-webhooks";',
    acme: 'declare const acme: import("telephony-webhooks").CallsavvyProvider;',
  };

  function withSurroundings(example: string): string {
    const missing = Object.entries(surroundings).filter(([name]) => {
      const isUsed = new RegExp(`\\b${name}[.(,;<> )]`).test(example);
      const isMade = new RegExp(`import.*\\b${name}\\b|const (?:\\{[^}]*)?\\b${name}\\b`).test(
        example,
      );
      return isUsed && !isMade;
    });
    return [...missing.map(([, code]) => code), "export {};", example].join("\n");
  }

  it("compile, each by itself", () => {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    for (const [index, example] of examples.entries()) {
      writeFileSync(join(folder, `example-${index + 1}.mts`), withSurroundings(example));
    }
    writeFileSync(
      join(folder, "tsconfig.json"),
      JSON.stringify({
        extends: "../../../tsconfig.json",
        compilerOptions: {
          // Its own types need those of a browser.
          paths: { hono: ["../../../__tests__/helpers/hono.d.ts"] },
          resolveJsonModule: true,
          noPropertyAccessFromIndexSignature: false,
        },
        include: ["*.mts"],
        exclude: [],
      }),
    );
    expect(compilerSays(folder)).toBe("");
    expect(examples.length).toBeGreaterThan(5);
  });
});

describe("the README's recipes for watching deliveries", () => {
  const recipe = (word: string) => {
    const found = examples.filter((example) => example.includes(word));
    expect(found).toHaveLength(1);
    return found[0] ?? "";
  };
  const modules = {
    "node:diagnostics_channel": diagnosticsChannel,
    "@opentelemetry/api": openTelemetry,
    "telephony-webhooks": telephonyWebhooks,
  };
  const phone = telephonyWebhooks.callsavvy({ auth: "none" }).onRejected(() => {});
  const post = (fields: object) => request(express().use(phone)).post("/").send(fields);

  it("log a line for each", async () => {
    const logger = { info: jest.fn(), warn: jest.fn() };
    run(recipe("logger.warn"), modules, { logger });
    await post({ event: "newChat" });
    expect(logger.warn).toHaveBeenCalledWith(
      expect.objectContaining({ provider: "callsavvy", code: "ERR_PAYLOAD_INVALID" }),
      "delivery",
    );
    expect(logger.info).not.toHaveBeenCalled();
  });

  it("make a span for each", async () => {
    const exporter = new InMemorySpanExporter();
    openTelemetry.trace.setGlobalTracerProvider(
      new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }),
    );
    run(recipe("startSpan"), modules);
    await post({ event: "newChat" });
    const [span] = exporter.getFinishedSpans();
    expect(span).toMatchObject({
      name: "webhook delivery",
      attributes: { "webhook.provider": "callsavvy", "webhook.status": 422 },
      status: { code: openTelemetry.SpanStatusCode.ERROR, message: "ERR_PAYLOAD_INVALID" },
    });
  });
});

describe("the README's links", () => {
  const links = [...readme.matchAll(/\]\(([^)#]+)\)/g)].map(([, link = ""]) => link);
  const local = [...new Set(links.filter((link) => !link.startsWith("https://")))];

  it.each(local)("lead somewhere: %s", (path) => {
    expect(existsSync(join(root, path))).toBe(true);
  });

  it.each([...readme.matchAll(/\]\(#([^)]+)\)/g)].map(([, id = ""]) => id))(
    "lead to a heading: #%s",
    (id) => {
      const headings = [...readme.matchAll(/^#+ (.+)$/gm)].map(([, text = ""]) =>
        text
          .toLowerCase()
          .replace(/[^\w -]/g, "")
          .replaceAll(" ", "-"),
      );
      expect(headings).toContain(id);
    },
  );
});
