import { spawn } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it, jest } from "@jest/globals";
import { deliver, sample } from "../../lib/testing";
import { PackedPackage, readJson, run } from "../package/packed";

jest.setTimeout(30_000);

let packed: PackedPackage;
let bin: string;

beforeAll(async () => {
  packed = await PackedPackage.make();
  const manifest = readJson<{ bin: Record<string, string> }>(
    join(packed.installed, "package.json"),
  );
  bin = join(packed.installed, String(manifest.bin["telephony-webhooks"]));
});

afterAll(() => rmSync(packed.directory, { recursive: true }));

const node = (...argv: readonly string[]) =>
  run(process.execPath, [bin, ...argv], packed.directory);

describe("the installed command", () => {
  it("runs on the package's own dependencies, and ends with the command's exit code", async () => {
    const { exitCode, stdout } = await node("list", "--json");
    expect([exitCode, JSON.parse(stdout).length]).toEqual([0, 17]);
    expect(await node("list", "nonsense")).toMatchObject({
      exitCode: 2,
      stdout: "",
      stderr: expect.stringContaining('error: Unknown event "nonsense"'),
    });
  });

  it("begins as a program for Node", async () => {
    const { stdout } = await run("head", ["-n", "1", bin], packed.directory);
    expect(stdout).toBe("#!/usr/bin/env node\n");
  });

  it("reads from a pipe and writes into one", async () => {
    const command = '"$0" "$1" sample callMissed --as form | "$0" "$1" validate - --json';
    const { exitCode, stdout } = await run(
      "bash",
      ["-o", "pipefail", "-c", command, process.execPath, bin],
      packed.directory,
    );
    expect([exitCode, JSON.parse(stdout).type]).toEqual([0, "callMissed"]);
  });

  it("ends quietly where the other end of the pipe is closed", async () => {
    const command = '"$0" "$1" list | head -n 1';
    expect(
      await run("bash", ["-o", "pipefail", "-c", command, process.execPath, bin], packed.directory),
    ).toEqual({ exitCode: 0, stdout: "callsavvy  6 events\n", stderr: "" });
  });

  it.each(["SIGINT", "SIGTERM"] as const)("listens until %s, and ends well", async (signal) => {
    const child = spawn(process.execPath, [bin, "listen", "--port", "0", "--json"]);
    const exited = once(child, "exit");
    const chunks: Buffer[] = [];
    child.stdout.on("data", (chunk) => chunks.push(chunk));
    const lines = () => Buffer.concat(chunks).toString().split("\n").slice(0, -1);
    await once(child.stdout, "data");
    const { listening } = JSON.parse(String(lines()[0]));
    const { status } = await deliver(listening.servetel, sample("servetel", "callMissed"));
    expect(status).toBe(200);
    child.kill(signal);
    expect(await exited).toEqual([0, null]);
    expect(await text(child.stderr)).toBe("");
    expect(JSON.parse(String(lines()[1]))).toMatchObject({ number: 1, type: "callMissed" });
  });

  it("is ended by a signal where it has nothing to end well", async () => {
    const child = spawn(process.execPath, [bin, "validate", "-"]);
    const exited = once(child, "exit");
    await once(child, "spawn");
    child.kill("SIGINT");
    expect(await exited).toEqual([null, "SIGINT"]);
  });
});
