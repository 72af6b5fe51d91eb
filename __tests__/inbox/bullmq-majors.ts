import { beforeAll, describe, jest } from "@jest/globals";

/** Tells the tests for each BullMQ that the package takes; `bullmqInbox` finds that one. */
export function describeEachBullmq(tests: () => void): void {
  describe.each([
    ["5", "bullmq5"],
    ["6", "bullmq"],
  ])("with BullMQ %s", (_major, alias) => {
    beforeAll(() => {
      jest.resetModules();
      jest.doMock("bullmq", () => jest.requireActual(alias));
    });
    tests();
  });
}
