import { copyFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, jest } from "@jest/globals";
import { build, type Metafile } from "esbuild";
import { PackedPackage, runNode } from "./packed";

jest.setTimeout(30_000);

/** Where nothing can be resolved but the bundle itself. */
const place = mkdtempSync(join(tmpdir(), "telephony-webhooks-worker-"));
const bundle = join(place, "worker.mjs");
let metafile: Metafile;

beforeAll(async () => {
  const packed = await PackedPackage.make();
  const consumer = packed.createConsumer("worker", { type: "module" });
  copyFileSync(join(consumer, "drive.mjs"), join(place, "drive.mjs"));
  const result = await build({
    entryPoints: [join(consumer, "worker.mjs")],
    outfile: bundle,
    bundle: true,
    metafile: true,
    platform: "browser",
    format: "esm",
    target: "es2022",
    conditions: ["workerd", "worker", "browser"],
    external: ["node:*"],
    // CommonJS asks for Node's modules by `require`; Wrangler sees to that by itself.
    banner: {
      js: 'import { createRequire } from "node:module"; const require = createRequire("/");',
    },
    logLevel: "silent",
  });
  metafile = result.metafile;
  rmSync(packed.directory, { recursive: true });
});

afterAll(() => {
  rmSync(place, { recursive: true });
});

describe("a bundle for workers", () => {
  it("asks Node for nothing but what workers offer as well", () => {
    const outputs = Object.values(metafile.outputs);
    const asked = outputs.flatMap(({ imports }) => imports.map(({ path }) => path));
    expect([...new Set(asked)].sort()).toEqual([
      "node:crypto",
      "node:diagnostics_channel",
      "node:net",
      "node:zlib",
    ]);
  });

  it("holds this package, Ajv's run-time helper, a cache, and no compiler of schemas", () => {
    const inputs = Object.keys(metafile.inputs);
    const foreign = inputs.filter((input) => !input.includes("telephony-webhooks/dist/"));
    expect(foreign.map((input) => input.split("node_modules/").at(-1))).toEqual([
      expect.stringMatching(/^ajv\/dist\/runtime\/ucs2length\.js$/),
      expect.stringMatching(/^lru-cache\//),
      expect.stringMatching(/worker\.mjs$/),
    ]);
    expect(inputs.filter((input) => input.endsWith("dist/compile.js"))).toEqual([]);
    expect(inputs.filter((input) => input.endsWith("dist/compile-nothing.js"))).toHaveLength(1);
  });

  it("makes no code from strings", () => {
    const code = readFileSync(bundle, "utf8");
    expect(code).not.toMatch(/new Function\b|\bFunction\(|\beval\(/);
  });

  it("receives deliveries where no code may be made from strings, and no package is at hand", async () => {
    const args = ["--disallow-code-generation-from-strings", "drive.mjs"];
    expect(await runNode(args, place)).toEqual({
      json: "200",
      repeat: "200",
      reply:
        '200 {"status":"success","caller_name":"+2345550100","caller_email":"","customer_info":""}',
      form: "200 <p>Hello &#60;Asha&#62;!</p>",
      late: "202",
      query: "200",
      shape: "200",
      gzip: "200",
      deflate: "200",
      br: "200",
      bomb: "413 ERR_BODY_TOO_LARGE",
      broken: "400 ERR_BODY_MALFORMED",
      unknown: "415 ERR_CONTENT_ENCODING",
      long: "413 ERR_BODY_TOO_LARGE",
      empty: "400 ERR_BODY_EMPTY",
      unfit: "422 ERR_PAYLOAD_INVALID",
      stranger: "401 ERR_UNAUTHENTICATED",
      nowhere: "404 ERR_NOT_FOUND",
      compiled: expect.stringContaining("event({ validate })"),
    });
  });
});
