import { describe, expect, it } from "@jest/globals";
import { cli } from "./terminal-of-memory";

describe("the program", () => {
  it("lists all events", async () => {
    const { exitCode, stdout, stderr } = await cli(["list", "--json"]);
    expect([exitCode, stderr]).toEqual([0, ""]);
    expect(JSON.parse(stdout)).toHaveLength(17);
  });
});
