import { describe, expect, it, jest } from "@jest/globals";
import { silenceConsole } from "../helpers/silence";
import { callsavvyApp, SECRET, servetelApp } from "./faulty-apps/hand-written";
import { served, unserved } from "./faulty-apps/served";
import { packageApp } from "./faulty-apps/with-the-package";
import { cli, start } from "./terminal-of-memory";

silenceConsole();
jest.setTimeout(60_000);

const secrets = { CALLSAVVY_SECRET: SECRET, SERVETEL_SECRET: SECRET };

describe("doctor", () => {
  it("prints a line for each check, by groups, and the sum last", async () => {
    const origin = await served(packageApp());
    const { exitCode, stdout, stderr } = await cli([
      "doctor",
      `${origin}/callsavvy`,
      "--token",
      SECRET,
    ]);
    expect([exitCode, stderr]).toEqual([0, ""]);
    const lines = stdout.trimEnd().split("\n");
    expect(lines[0]).toBe(`${origin}/callsavvy (callsavvy, 6 events)`);
    expect(lines.filter((line) => /^\w+$/.test(line))).toEqual([
      "Connection",
      "Secret",
      "Encodings",
      "Events",
      "Replies",
    ]);
    expect(lines).toContain("  ✓ ok       reachable            can be reached");
    expect(lines).toContain(
      "  ✓ ok       caller-reply-schema  the JSON fits the schema of the reply",
    );
    expect(lines.at(-1)).toMatch(
      /^0 faults, 0 warnings, 23 ok, 0 skipped\. 62 deliveries in \d+\.\d s\.$/,
    );
  });

  it("shows faults in full, with the fix, and exits with 1", async () => {
    const app = callsavvyApp({ auth: (_req, _res, next) => next() });
    const url = `${await served(app)}/callsavvy?token=${SECRET}`;
    const { exitCode, stdout } = await cli(["doctor", url]);
    expect(exitCode).toBe(1);
    expect(stdout).toContain("  ✗ fault    secret-asked         takes callerInformation");
    expect(stdout).toContain(
      "  - skipped  secret-compared      without a secret, nobody is refused",
    );
    const [, inFull = ""] = stdout.split("\n✗ fault: ");
    expect(inFull).toMatch(
      /^secret-asked: takes .*without the secret\n {4}callerInformation, .* as json: 200\n {4}.*\n {2}why: .*\n {7}.*\n {2}fix: Compare .*\n {7}/,
    );
    expect(stdout).toMatch(/\n1 fault, 0 warnings, 21 ok, 1 skipped\. /);
    expect(stdout).not.toContain(SECRET);
  });

  it("prints reports as data for programs", async () => {
    const { exitCode, stdout } = await cli(["doctor", "--json", `${await unserved()}/callsavvy`]);
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout)).toEqual([
      expect.objectContaining({
        provider: "callsavvy",
        deliveries: 0,
        findings: expect.arrayContaining([
          expect.objectContaining({ check: "reachable", verdict: "fault" }),
        ]),
      }),
    ]);
  });

  it("examines several webhooks, with the secrets of the environment", async () => {
    const origin = await served(packageApp());
    const { exitCode, stdout } = await cli(
      ["doctor", `${origin}/callsavvy`, `${origin}/servetel/call-missed`],
      { env: secrets },
    );
    expect(exitCode).toBe(0);
    expect(stdout).toContain(`${origin}/callsavvy (callsavvy, 6 events)\n`);
    expect(stdout).toContain(`\n\n\n${origin}/servetel/call-missed (servetel, callMissed)\n`);
  });

  it("prefers the secret of a header to that of the environment, and takes several", async () => {
    const app = callsavvyApp({
      auth: ({ headers, query }, res, next) => {
        const isKnown = headers["x-api-key"] === SECRET && headers["x-tenant"] === "example";
        if (isKnown && !("token" in query)) next();
        else res.sendStatus(401);
      },
    });
    const { exitCode } = await cli(
      [
        "doctor",
        `${await served(app)}/callsavvy`,
        "--header",
        `X-API-Key: ${SECRET}`,
        "--header",
        "X-Tenant: example",
      ],
      { env: secrets },
    );
    expect(exitCode).toBe(0);
  });

  it("names triggers where it is told to", async () => {
    const app = servetelApp();
    const origin = await served((req, res) => {
      req.url = req.url?.replace(/^\/servetel\?(.*?)&?trigger=([\w-]+)/, "/servetel/$2?$1");
      app(req, res);
    });
    const argv = ["doctor", `${origin}/servetel`, "--token", SECRET, "--trigger", "query"];
    expect((await cli(argv)).exitCode).toBe(0);
  });

  it("takes the provider that it is told, whatever the URL says", async () => {
    const url = `${await unserved()}/servetel`;
    const { stdout } = await cli(["doctor", url, "--provider", "callsavvy"]);
    expect(stdout).toContain("(callsavvy, 6 events)");
  });

  it.each(["/hook", "/callsavvy/servetel"])(
    "asks who delivers where the URL ends in %s",
    async (path) => {
      const { exitCode, stdout, stderr } = await cli(["doctor", `http://127.0.0.1:9${path}`]);
      expect([exitCode, stdout]).toEqual([2, ""]);
      expect(stderr).toContain("--provider callsavvy or --provider servetel");
    },
  );

  it("refuses what is no address, and does not repeat it", async () => {
    const { exitCode, stderr } = await cli(["doctor", `nowhere?token=${SECRET}`]);
    expect(exitCode).toBe(2);
    expect(stderr).not.toContain(SECRET);
  });

  it("shows on a terminal how far it is, and takes that away", async () => {
    const url = `${await served(packageApp())}/servetel/call-missed`;
    const { stdout, stderr } = await cli(["doctor", url], {
      env: secrets,
      isTTY: true,
      columns: 40,
    });
    expect(stdout).toContain("\u001b[32m✓ ok");
    expect(stderr).toContain("\r\u001b[K  delivery 1: callMissed as json\r\u001b[K");
    expect(stderr.endsWith("\r\u001b[K")).toBe(true);
    const texts = stderr.split("\r\u001b[K");
    expect(Math.max(...texts.map(({ length }) => length))).toBe(39);
  });

  it("stops when it is asked to, and exits with 1", async () => {
    const app = packageApp();
    const origin = await served((req, res) => {
      running.stop();
      app(req, res);
    });
    const running = start(["doctor", `${origin}/callsavvy`], { env: secrets });
    expect(await running.exitCode).toBe(1);
    expect(running.stdout()).toContain("the examination was stopped");
    expect(running.stdout()).toContain("1 delivery in");
  });

  it("shows in its help how to use it", async () => {
    const { exitCode, stdout } = await cli(["doctor", "--help"]);
    expect(exitCode).toBe(0);
    expect(stdout).toContain(
      "\n  telephony-webhooks doctor 'http://localhost:3000/webhooks/servetel?token=…'",
    );
  });
});
