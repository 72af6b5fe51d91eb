import { checkBrokenBodies } from "./broken-body";
import { checkCallerReply } from "./caller-reply";
import { checkChatbotReply } from "./chatbot-reply";
import { judgeEncodings } from "./encodings";
import { judgeEvents } from "./events";
import { Examination, type ExamineOptions, Stop } from "./examination";
import { sendGrid } from "./grid";
import { counted } from "./in-words";
import { checkLatency } from "./latency";
import { checkLeaks } from "./leaks";
import { judgePlainly } from "./plain-checks";
import { checkRepeats } from "./repeats";
import type { Report } from "./report";
import { checkSecrets } from "./secrets";
import { checkShapes } from "./shapes";
import { checkUnknownEvent } from "./unknown-event";

/**
 * Examines a webhook that runs: sends it what its provider sends, and what strangers do, one delivery after the other.
 * Everything that is sent is made up.
 */
export async function examine(url: string | URL, options: ExamineOptions): Promise<Report> {
  const exam = new Examination(new URL(url), options);
  try {
    await examineAll(exam);
    return exam.report("");
  } catch (thrown) {
    if (thrown instanceof Stop) return exam.report(thrown.message);
    throw thrown;
  }
}

async function examineAll(exam: Examination): Promise<void> {
  await exam.checkConnection();
  exam.find("reachable", "ok", "can be reached");

  const grid = await sendGrid(exam);
  judgePlainly(exam, grid);
  judgeEncodings(exam, grid);
  await judgeEvents(exam, grid);

  const { taken } = grid;
  if (exam.probes.provider === "callsavvy") {
    checkCallerReply(exam, taken);
    await checkChatbotReply(exam, taken);
  }
  await checkShapes(exam, grid);
  await checkRepeats(exam, taken);
  await checkUnknownEvent(exam, taken);
  await checkBrokenBodies(exam, taken);
  // Last, since those who guess may be slowed down.
  await checkSecrets(exam, taken);
  await exam.checkConnection();
  const sent = counted(exam.deliveries, "delivery", "deliveries");
  exam.find("rate-limit", "ok", `takes ${sent} in a row`);
  checkLatency(exam);
  checkLeaks(exam);
}
