import { expect, it } from "@jest/globals";
import { compile } from "../../lib/compile-nothing";

it("a worker compiles no schema, and names the fix", () => {
  expect(compile).toThrow(TypeError);
  expect(compile).toThrow("event({ validate })");
});
