import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";

const root = join(__dirname, "../..");

describe("the types", () => {
  it("say what receiver.test-d.ts expects of them", () => {
    const compile = () =>
      execFileSync(
        process.execPath,
        [join(root, "node_modules/typescript/bin/tsc"), "--pretty", "false"],
        {
          cwd: root,
          encoding: "utf8",
          stdio: "pipe",
        },
      );
    expect(compile()).toBe("");
  });
});
