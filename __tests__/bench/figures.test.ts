import { describe, expect, it } from "@jest/globals";
import { evaluate } from "../helpers/evaluate";

describe("what wrk has said", () => {
  const said = {
    ...{ requests: 5000, micros: 2_000_000, p50Micros: 1500, p99Micros: 9000 },
    ...{ connect: 0, read: 0, write: 0, timeout: 0, status: 0 },
  };
  const loadIn = (last: object) =>
    evaluate("bench/throughput/wrk", "loadIn", `Running 2s test\n${JSON.stringify(last)}\n`);

  it("is a rate and two latencies", () => {
    expect(loadIn(said)).toEqual({
      ...{ requests: 5000, requestsPerSecond: 2500, p50Ms: 1.5, p99Ms: 9 },
    });
  });

  it.each(["connect", "read", "write", "timeout", "status"])(
    "is refused where there are errors of the kind %s",
    (kind) => {
      expect(() => loadIn({ ...said, [kind]: 3 })).toThrow(`${kind} 3`);
    },
  );

  it("is refused where nothing was answered", () => {
    expect(() => loadIn({ ...said, requests: 0 })).toThrow("no answer");
  });
});

describe("repeated figures", () => {
  it.each([
    [[3, 1, 2], 2],
    [[4, 1, 2, 3], 2.5],
    [[7], 7],
  ])("%j have the median %d", (figures, median) => {
    expect(evaluate("bench/statistics", "median", figures)).toBe(median);
  });

  it("have quartiles", () => {
    expect(evaluate("bench/statistics", "quantile", [5, 1, 4, 2, 3], 0.25)).toBe(2);
  });

  it("are compared round by round", () => {
    expect(evaluate("bench/statistics", "ratios", [2, 9], [1, 3])).toEqual([2, 3]);
  });
});

describe("the order of a round", () => {
  it("begins with another one each time, and goes backwards every other time", () => {
    const orders = [0, 1, 2, 3].map((round) =>
      evaluate("bench/rounds", "orderOf", ["a", "b", "c"], round),
    );
    expect(orders).toEqual([
      ["a", "b", "c"],
      ["a", "c", "b"],
      ["c", "a", "b"],
      ["c", "b", "a"],
    ]);
  });
});

describe("a goal", () => {
  it.each([
    [[0.9, 0.97, 0.98], true],
    [[0.96, 0.969, 2], false],
  ])("of 0.97 at least is met by the median of %j: %s", (measured, isMet) => {
    expect(evaluate("bench/goals", "atLeast", "ours / theirs", 0.97, measured)).toMatchObject({
      goal: "ours / theirs ≥ 0.97",
      isMet,
    });
  });

  it("is judged with the middle half of the ratios beside it", () => {
    expect(evaluate("bench/goals", "atLeast", "ours / theirs", 1, [1, 2, 3, 4, 5])).toMatchObject({
      measured: "3.00 (2.00–4.00)",
    });
  });

  it.each([
    [10, true],
    [10.01, false],
  ])("of 10 ms at most is met by %d ms: %s", (measured, isMet) => {
    expect(evaluate("bench/goals", "atMost", "loading", 10, measured, "ms")).toMatchObject({
      goal: "loading ≤ 10 ms",
      isMet,
    });
  });
});

describe("a change", () => {
  const base = [10, 20, 10, 20, 10];
  const control = [10.1, 19.8, 9.9, 20.2, 10];
  const changeBy = (factor: number) =>
    evaluate("bench/growth/change", "changeOf", {
      base,
      control,
      changed: base.map((figure) => figure * factor),
    });

  it("is not measurable within what the same thing differs from itself", () => {
    expect(changeBy(1.005)).toMatchObject({ isMeasurable: false, isUnclear: false });
  });

  it("is unclear where the figures are far apart", () => {
    const changed = [8, 24, 8, 24, 10];
    expect(evaluate("bench/growth/change", "changeOf", { base, control, changed })).toMatchObject({
      isUnclear: true,
    });
  });

  it.each([0.8, 1.2])("is measurable beyond that: × %d", (factor) => {
    expect(changeBy(factor)).toMatchObject({ ratio: factor, isMeasurable: true });
  });
});

describe("a table", () => {
  const table = {
    columns: ["peer", "ms"],
    rows: [
      ["one", "1.5"],
      ["another", "12.5"],
    ],
  };

  it("is aligned on a terminal", () => {
    expect(evaluate("bench/text-table", "alignedTable", table)).toBe(
      "peer       ms\none       1.5\nanother  12.5",
    );
  });

  it("is a table in Markdown", () => {
    expect(evaluate("bench/text-table", "markdownTable", table)).toBe(
      "| peer | ms |\n| --- | ---: |\n| one | 1.5 |\n| another | 12.5 |",
    );
  });
});
