import { afterEach, expect, it, jest } from "@jest/globals";

afterEach(() => {
  jest.resetModules();
});

/** As Node is before 20.12, which has no `hash`. */
function withoutHash(): typeof import("../../lib/secrets") {
  jest.doMock("node:crypto", () => {
    const { hash, ...others } = jest.requireActual<typeof import("node:crypto")>("node:crypto");
    return others;
  });
  return jest.requireActual("../../lib/secrets");
}

it("knows its secrets where Node can't hash in one step", () => {
  const matches = withoutHash().matcherOf(["a-secret-of-many-letters", "another-one-of-as-many"]);
  expect(matches("a-secret-of-many-letters")).toBe(true);
  expect(matches("another-one-of-as-many")).toBe(true);
  expect(matches("a-secret-of-many-letterS")).toBe(false);
  expect(matches(undefined)).toBe(false);
});
