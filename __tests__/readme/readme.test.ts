import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, jest } from "@jest/globals";
import { transformSync } from "@swc/core";
import express, { type Express } from "express";
import request from "supertest";
import * as telephonyWebhooks from "telephony-webhooks";
import { compilerSays } from "../helpers/tsc";

const root = join(__dirname, "../..");
const readme = readFileSync(join(root, "README.md"), "utf8");
const examples = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code = ""]) => code);

describe("the README's first example", () => {
  const SECRET = "a-secret-of-many-letters";
  const environment = { ...process.env };
  let app: Express | undefined;

  beforeEach(() => {
    Object.assign(process.env, { CALLSAVVY_SECRET: SECRET, SERVETEL_SECRET: SECRET });
    jest.spyOn(console, "log").mockImplementation(() => {});
    run(examples[0] ?? "");
  });
  afterEach(() => {
    process.env = environment;
    jest.restoreAllMocks();
  });

  /** Runs an example as a module; an app that it makes is kept instead of made to listen. */
  function run(code: string): void {
    const modules: Record<string, unknown> = {
      express: () => {
        app = express();
        app.listen = (() => app) as unknown as Express["listen"];
        return app;
      },
      "telephony-webhooks": telephonyWebhooks,
    };
    const compiled = transformSync(code, {
      jsc: { parser: { syntax: "typescript" }, target: "es2022" },
      module: { type: "commonjs" },
    });
    new Function("require", "exports", compiled.code)((name: string) => modules[name], {});
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
    request: 'import request from "supertest";',
    express: 'import express from "express";',
    callsavvy: 'import { callsavvy } from "telephony-webhooks";',
    servetel: 'import { servetel } from "telephony-webhooks";',
    sharedSecret: 'import { sharedSecret } from "telephony-webhooks";',
    EventOf: 'import type { EventOf } from "telephony-webhooks";',
    acme: 'declare const acme: import("telephony-webhooks").CallsavvyProvider;',
  };

  function withSurroundings(example: string): string {
    const missing = Object.entries(surroundings).filter(([name]) => {
      const isUsed = new RegExp(`\\b${name}[.(,;<> )]`).test(example);
      const isMade = new RegExp(`import.*\\b${name}\\b|const ${name}\\b`).test(example);
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
          paths: {},
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
        text.toLowerCase().replaceAll(" ", "-"),
      );
      expect(headings).toContain(id);
    },
  );
});
