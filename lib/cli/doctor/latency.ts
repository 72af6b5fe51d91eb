import type { Examination } from "./examination";

/** Judges the slowest answer of all. */
export function checkLatency(exam: Examination): void {
  const { slowest, limits } = exam;
  const seen = `the slowest answer took ${inSeconds(slowest.durationMs)}`;
  if (slowest.durationMs <= limits.slowMs) {
    exam.find("latency", "ok", seen);
    return;
  }
  const isTooLate = slowest.durationMs > limits.giveUpMs;
  exam.find("latency", isTooLate ? "fault" : "warning", seen, {
    details: [slowest.name],
    fix: "Answer first and work then: put the event into a queue or a table. This package answers 202 after deadlineMs, while the handler runs on.",
  });
}

const inSeconds = (ms: number) => `${(ms / 1000).toFixed(2)} s`;
