import { readdirSync, rmSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { afterAll, beforeAll, describe, expect, it, jest } from "@jest/globals";
import { compile, errorsAnnounced, errorsIn, withoutRemark } from "./compile";
import { evaluate, type Manifest, PackedPackage, readJson, root, run, runNode } from "./packed";

jest.setTimeout(30_000);

const expresses = [
  ["4", "express4"],
  ["5", "express"],
] as const;

interface Lock {
  readonly packages: Readonly<Record<string, { dev?: boolean; hasInstallScript?: boolean }>>;
}

let packed: PackedPackage;

beforeAll(async () => {
  packed = await PackedPackage.make();
});

afterAll(() => {
  rmSync(packed.directory, { recursive: true });
});

describe("the tarball", () => {
  it("holds the documents, the manifest, dist, schemas and vectors", () => {
    expect(readdirSync(packed.installed).sort()).toEqual([
      "CHANGELOG.md",
      "LICENSE",
      "README.md",
      "conformance",
      "dist",
      "package.json",
      "schemas",
    ]);
  });

  it("holds one module and its types for each of our sources", () => {
    const built = filesOf(join(root, "lib")).flatMap((file) => {
      const [, name, m] = /^(.+)\.(m?)ts$/.exec(file) ?? [];
      return [`${name}.d.${m}ts`, `${name}.${m}js`];
    });
    expect(filesOf(join(packed.installed, "dist"))).toEqual(built.sort());
  });

  it("holds the vectors and the normalizers, without what tries them in this repository", () => {
    const files = filesOf(join(packed.installed, "conformance"));
    expect(files).toEqual(
      expect.arrayContaining([
        "decode-vectors.json",
        "normalizers/php/receive.php",
        "normalizers/python/receive.py",
        "schema-vectors.json",
      ]),
    );
    expect(
      files.filter((file) => !/-vectors\.json$|^normalizers\/\w+\/[\w-]+\.(?:php|py)$/.test(file)),
    ).toEqual([]);
  });

  it("holds every schema and their README", () => {
    const schemas = filesOf(join(packed.installed, "schemas"));
    expect(schemas).toEqual(filesOf(join(root, "schemas")));
    expect(schemas).toEqual(
      expect.arrayContaining([
        "README.md",
        "callsavvy.schema.json",
        "callsavvy/caller-information.reply.schema.json",
        "servetel.schema.json",
        "servetel/call-missed.schema.json",
      ]),
    );
  });

  it("leaves publint without a remark", async () => {
    const pkgDir = JSON.stringify(packed.installed);
    const lint = `
      import { publint } from "publint";
      const { messages } = await publint({ pkgDir: ${pkgDir}, pack: false, strict: true });
      report(messages);
    `;
    expect(await evaluate("module", lint, root)).toEqual([]);
  });

  it("has types that fit what is loaded, however it is resolved", async () => {
    const options = ["--no-definitely-typed", "--format", "json"];
    const attw = join(root, "node_modules/.bin/attw");
    const { exitCode, stdout } = await run(attw, [packed.tarball, ...options], root);
    const { analysis, problems } = JSON.parse(stdout);
    expect(problems).toEqual({});
    expect(analysis.types).toEqual({ kind: "included" });
    expect(exitCode).toBe(0);
  });
});

describe("the dependencies", () => {
  const manifest = readJson<Manifest>(join(root, "package.json"));
  const lock = readJson<Lock>(join(root, "package-lock.json"));

  it("run no script when they are installed", () => {
    const locked = Object.entries(lock.packages);
    const running = locked.filter(([, { dev, hasInstallScript }]) => !dev && hasInstallScript);
    expect(running).toEqual([]);
  });

  it("are locked as the manifest asks", async () => {
    const { name, version, dependencies, devDependencies, peerDependencies } = manifest;
    expect(lock.packages[""]).toMatchObject({
      name,
      version,
      dependencies,
      devDependencies,
      peerDependencies,
    });
    const list = await run("npm", ["ls", "--omit=dev", "--all", "--package-lock-only"], root);
    expect(list.exitCode).toBe(0);
  });
});

describe("under plain Node, without Express", () => {
  let consumer: string;

  beforeAll(() => {
    consumer = packed.createConsumer("node");
  });

  it("gives an import every name that require gives, with the same value", async () => {
    const code = `
      import { createRequire } from "node:module";
      import * as imported from "telephony-webhooks";
      const required = createRequire(import.meta.url)("telephony-webhooks");
      const isSame = (name) => name in imported && imported[name] === required[name];
      report(Object.keys(required).map((name) => [name, isSame(name)]));
    `;
    const exported = Object.fromEntries(
      await evaluate<[name: string, isSame: boolean][]>("module", code, consumer),
    );
    expect(Object.values(exported)).not.toContain(false);
    expect(exported).toMatchObject({
      callsavvy: true,
      createReceiver: true,
      defineProvider: true,
      event: true,
      html: true,
      servetel: true,
      sharedSecret: true,
      WebhookError: true,
    });
  });

  it.each([
    "package.json",
    "schemas/callsavvy/call-summary.schema.json",
    "schemas/servetel.schema.json",
  ])("gives %s to require and import", async (file) => {
    const published = readJson(join(root, file));
    const specifier = `"telephony-webhooks/${file}"`;
    const requiring = `report(require(${specifier}));`;
    const importing = `import file from ${specifier} with { type: "json" }; report(file);`;
    expect(await evaluate("commonjs", requiring, consumer)).toEqual(published);
    expect(await evaluate("module", importing, consumer)).toEqual(published);
  });

  it.each(["dist/receiver", "dist/index.js"])("keeps %s to itself", async (file) => {
    const code = `
      import { createRequire } from "node:module";
      const require = createRequire(import.meta.url);
      const specifier = "telephony-webhooks/${file}";
      const codes = [];
      try { require(specifier); } catch ({ code }) { codes.push(code); }
      await import(specifier).catch(({ code }) => codes.push(code));
      report(codes);
    `;
    const refused = "ERR_PACKAGE_PATH_NOT_EXPORTED";
    expect(await evaluate("module", code, consumer)).toEqual([refused, refused]);
  });

  it("loads nothing that compiles schemas", async () => {
    const code = `require("telephony-webhooks"); report(Object.keys(require.cache));`;
    const loaded = withinPackages(await evaluate<string[]>("commonjs", code, consumer));
    expect(loaded).toContain("telephony-webhooks/dist/index.js");
    expect(loaded.filter((file) => /^ajv(-formats)?\/(?!dist\/runtime\/)/.test(file))).toEqual([]);
  });

  it("delivers samples by its test kit, which needs no fast-check", async () => {
    expect(await runNode(["testing.mjs"], consumer)).toEqual({
      status: 200,
      type: "callMissed",
      isHandled: true,
    });
    const code = `
      try { require("telephony-webhooks/testing/arbitraries"); }
      catch ({ code, message }) { report([code, message]); }
    `;
    const [errorCode, message] = await evaluate<string[]>("commonjs", code, consumer);
    expect(errorCode).toBe("MODULE_NOT_FOUND");
    expect(message).toContain("Cannot find module 'fast-check'");
  });

  it("compiles the schemas of a provider that a user describes", async () => {
    const { statuses, files } = await runNode<{ statuses: number[]; files: string[] }>(
      ["own-provider.cjs"],
      consumer,
    );
    expect(statuses).toEqual([200, 422]);
    expect(withinPackages(files)).toEqual(
      expect.arrayContaining(["ajv/dist/core.js", "ajv-formats/dist/index.js"]),
    );
  });

  it.each([
    ["node", ["nodeListener"]],
    ["fetch", ["fetchHandler"]],
    ["sqlite", ["sqliteInbox"]],
  ])("gives telephony-webhooks/%s to require and import alike", async (entry, names) => {
    const code = `
      import { createRequire } from "node:module";
      import * as imported from "telephony-webhooks/${entry}";
      const required = createRequire(import.meta.url)("telephony-webhooks/${entry}");
      report(Object.keys(required).filter((name) => imported[name] === required[name]));
    `;
    expect(await evaluate("module", code, consumer)).toEqual(names);
  });

  it("listens by http.createServer and answers Requests, where no code may be made from strings", async () => {
    const args = ["--disallow-code-generation-from-strings", "listeners.mjs"];
    expect(await runNode(args, consumer)).toEqual({
      statuses: [200, 404, 200],
      types: ["callSummary", "callSummary"],
    });
  });

  it("handles deliveries where no code may be made from strings", async () => {
    const args = ["--disallow-code-generation-from-strings", "http.cjs"];
    expect(await runNode(args, consumer)).toEqual({
      statuses: [200, 200],
      types: ["callSummary", "callMissed"],
    });
  });
});

describe("with fast-check", () => {
  it.each([
    [
      "an ES module",
      "module",
      'import fc from "fast-check"; const kit = await import("telephony-webhooks/testing/arbitraries");',
    ],
    [
      "a CommonJS module",
      "commonjs",
      'const fc = require("fast-check"); const kit = require("telephony-webhooks/testing/arbitraries");',
    ],
  ] as const)("makes arbitrary payloads and deliveries for %s", async (_kind, type, loading) => {
    const consumer = packed.createConsumer("node", { peers: ["fast-check"] });
    const code = `${loading}
      const options = { seed: 7, numRuns: 100 };
      const payload = fc.check(fc.property(kit.arbitraryPayload("servetel", "callMissed"), ({ uuid }) => uuid.length > 0), options);
      const delivery = fc.check(fc.property(kit.arbitraryDelivery("callsavvy", "newChat"), ({ as }) => as !== "form"), options);
      report([payload.failed, delivery.failed, delivery.counterexample[0].type]);
    `;
    expect(await evaluate(type, code, consumer)).toEqual([false, true, "newChat"]);
  });
});

describe("an inbox in Redis", () => {
  const delivery = `{
    id: "7", provider: "servetel", type: "callMissed", receivedAt: new Date(), duplicateTtlMs: 60000, bytes: Buffer.from("{}"),
    head: { method: "POST", path: "", query: "", headers: {}, params: {} },
  }`;
  // Nobody listens there.
  const use = `
    const inbox = () => bullmqInbox({ connection: "redis://127.0.0.1:1", queue: "webhooks" });
    const put = async () => {
      const opened = inbox();
      return opened.put(${delivery}).finally(() => opened.close());
    };
    put().catch(({ message }) => report(message));
  `;
  const ways = [
    ["an ES module", "module", 'import { bullmqInbox } from "telephony-webhooks/bullmq";'],
    [
      "a CommonJS module",
      "commonjs",
      'const { bullmqInbox } = require("telephony-webhooks/bullmq");',
    ],
  ] as const;

  it.each(ways)("asks the BullMQ of %s", async (_kind, type, loading) => {
    const consumer = packed.createConsumer("node", { peers: ["bullmq", "ioredis"] });
    const message = await evaluate(type, loading + use, consumer);
    expect(message).toMatch(/^Redis: no answer within 750 ms/);
  });

  it.each(ways)(
    "says to %s what to install where there is no BullMQ",
    async (_kind, type, loading) => {
      const message = await evaluate(type, loading + use, packed.createConsumer("node"));
      expect(message).toBe(
        "bullmqInbox needs BullMQ, which is not there: npm install bullmq ioredis",
      );
    },
  );
});

describe.each(expresses)("with Express %s", (_version, express) => {
  it.each([
    ["a CommonJS module", "express.cjs"],
    ["an ES module", "express.mjs"],
  ])("handles a delivery for %s", async (_kind, script) => {
    const consumer = packed.createConsumer("node", { express });
    expect(await runNode([script], consumer)).toEqual({ status: 200, durations: ["184"] });
  });
});

describe.each([
  ["in a CommonJS package", "commonjs", ["--module", "nodenext"]],
  ["in a package of ES modules", "module", ["--module", "nodenext"]],
  ["for a bundler", "module", ["--module", "esnext", "--moduleResolution", "bundler"]],
] as const)("TypeScript %s", (_place, type, options) => {
  it.each(expresses)("accepts an app with the types of Express %s", async (_version, express) => {
    const consumer = packed.createConsumer("typescript", { express, type });
    expect(await compile("express.ts", options, consumer)).toEqual(withoutRemark);
  });

  it.each([
    ["a server", "http.ts"],
    ["the ways past Express", "listeners.ts"],
    ["tests", "testing.ts"],
    ["an inbox in Redis", "bullmq.ts"],
    ["an inbox in a file", "sqlite.ts"],
  ])("accepts %s without the types of Express", async (_what, file) => {
    const consumer = packed.createConsumer("typescript", { type });
    expect(await compile(file, options, consumer)).toEqual(withoutRemark);
  });

  it("accepts arbitraries for the fast-check of the module", async () => {
    const consumer = packed.createConsumer("typescript", { type, peers: ["fast-check"] });
    expect(await compile("arbitraries.ts", options, consumer)).toEqual(withoutRemark);
  });

  it("refuses wrong options, events and replies, each on its line", async () => {
    const consumer = packed.createConsumer("typescript", { type });
    const { stdout } = await compile("mistakes.ts", options, consumer);
    expect(errorsIn(stdout)).toEqual(errorsAnnounced(join(consumer, "mistakes.ts")));
  });
});

/** Paths of loaded files, each from its package's name on. */
function withinPackages(files: readonly string[]): string[] {
  return files.map((file) => file.split(sep).join("/").split("/node_modules/").at(-1) ?? "");
}

/** The files below a directory, with slashes. */
function filesOf(directory: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(directory, join(entry.parentPath, entry.name)).split(sep).join("/"))
    .sort();
}
