import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { evaluate } from "../helpers/evaluate";

const bench = join(__dirname, "../../bench");
const read = (file: string) => readFileSync(join(bench, file), "utf8");

const recorded = {
  date: "2026-01-02",
  command: "npm run bench -- throughput --rounds 3",
  machine: {
    cpu: "Example <CPU>",
    cores: 2,
    node: "20.0.0",
    load: 0,
    packages: { express: "5.0.0" },
  },
  figures: [
    { title: "ours", isOurs: true, validates: true, requestsPerSecond: 2000 },
    { title: "once more", isControl: true, requestsPerSecond: 500 },
    { title: "Express & more", isOurs: false, validates: false, requestsPerSecond: 1000 },
  ],
  notes: ["What it is of."],
  tables: [{ columns: ["", "requests/s"], rows: [["ours", "2,000"]] }],
  verdicts: [{ goal: "ours / theirs ≥ 0.97", measured: "2.00", isMet: true }],
};

describe("the results", () => {
  const text =
    "# R\n<!-- recorded: throughput -->\nold\n<!-- end -->\n<!-- recorded: start -->\nold\n<!-- end -->\n";

  it("say of each table how and where it was measured, and which goals are met", () => {
    const results = evaluate("bench/results", "withRecorded", text, { throughput: recorded });
    expect(results).toContain(
      "`npm run bench -- throughput --rounds 3` on 2026-01-02: Example <CPU>",
    );
    expect(results).toContain("express 5.0.0");
    expect(results).toContain("| ours | 2,000 |");
    expect(results).toContain("| ours / theirs ≥ 0.97 | 2.00 | met |");
    expect(results).toContain("<!-- recorded: start -->\nNot recorded yet.\n<!-- end -->");
    expect(results).not.toContain("old");
  });

  it("are what the recorded figures say", () => {
    const figures: unknown = JSON.parse(read("figures.json"));
    expect(evaluate("bench/results", "withRecorded", read("RESULTS.md"), figures)).toBe(
      read("RESULTS.md"),
    );
  });
});

describe("the chart", () => {
  const chart = String(evaluate("bench/chart", "throughputChart", recorded));

  it("has a bar for each server but the control, as long as it is fast", () => {
    const widths = [...chart.matchAll(/class="bar".* width="(\d+)"/g)].map(([, width]) =>
      Number(width),
    );
    expect(widths).toHaveLength(2);
    expect(widths[0]).toBe(2 * (widths[1] ?? 0));
  });

  it("sets ours apart, and those that do less", () => {
    expect([...chart.matchAll(/<g class="(\w+)"/g)].map(([, kind]) => kind)).toEqual([
      "ours",
      "partial",
    ]);
  });

  it("tells a screen reader all figures", () => {
    const [, description] = /<desc[^>]*>(.*)<\/desc>/.exec(chart) ?? [];
    expect(description).toContain("ours: 2,000, Express &amp; more: 1,000");
    expect(description).toContain("Example &lt;CPU&gt;");
  });

  it("is what the recorded figures say", () => {
    const { throughput } = JSON.parse(read("figures.json")) as { throughput?: unknown };
    expect(evaluate("bench/chart", "throughputChart", ...(throughput ? [throughput] : []))).toBe(
      read("throughput.svg"),
    );
  });
});

describe("the place for what is recorded", () => {
  it.each(["throughput", "stages", "start", "growth"])("is there for %s", (table) => {
    expect(read("RESULTS.md")).toContain(`<!-- recorded: ${table} -->`);
  });
});
