import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { compilerSays } from "../helpers/tsc";

describe("the types", () => {
  it("say what receiver.test-d.ts expects of them", () => {
    expect(compilerSays(join(__dirname, "../.."))).toBe("");
  });
});
