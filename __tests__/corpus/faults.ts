import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../schemas/read-schemas";
import type { Answer, Exchange } from "./connection";
import type { Input } from "./input";
import type { Report } from "./receiving-app";

/** The codes that the README promises, with their statuses. */
const statuses: ReadonlyMap<string, number> = new Map(
  [...readFileSync(join(root, "README.md"), "utf8").matchAll(/`(ERR_[A-Z_]+)` \| (\d{3}) \|/g)].map(
    ([, code = "", status]) => [code, Number(status)],
  ),
);

/** What is wrong with how an input was received. */
export function faultsOf(input: Input, exchange: Exchange, reports: readonly Report[]): string[] {
  return input.sender === "asking"
    ? faultsOfRequest(exchange, reports)
    : faultsOfStream(input, exchange, reports);
}

/** A request that HTTP has nothing against has one answer, which is the receiver's. */
function faultsOfRequest(exchange: Exchange, reports: readonly Report[]): string[] {
  const { answers, rest, outcome } = exchange;
  const [answer, ...otherAnswers] = answers;
  const [report, ...otherReports] = reports;
  const isAlone = otherAnswers.length === 0 && otherReports.length === 0 && rest === "";
  return answer && report?.hasReachedReceiver && isAlone && outcome === "answered"
    ? faultsBetween(answer, report)
    : [JSON.stringify({ exchange, reports })];
}

/** Bytes may be no request, or several, and Node or Express may refuse them by themselves. */
function faultsOfStream(
  { sender }: Input,
  exchange: Exchange,
  reports: readonly Report[],
): string[] {
  const { answers, rest, outcome } = exchange;
  const given = answers.filter((answer) => !isNodes(answer));
  const mayLackAnswers = sender !== "patient" || answers.at(-1)?.headers["connection"] === "close";
  const isAnswered =
    reports.length === given.length || (reports.length > given.length && mayLackAnswers);
  const isOver = outcome === "closed" && rest === "";
  return [
    ...(isAnswered && isOver ? [] : [JSON.stringify({ exchange, reports })]),
    ...answers.filter(({ status }) => status >= 500).map(({ status }) => `the answer is ${status}`),
    ...reports.flatMap((report, index) => {
      const answer = given[index];
      if (!report.hasReachedReceiver) return [];
      return answer ? faultsBetween(answer, report) : faultsOfTelling(report);
    }),
  ];
}

/** Node's refusals of what is not HTTP overtake answers that are under way. */
const isNodes = ({ status, headers }: Answer) =>
  status >= 400 && headers["content-length"] === undefined;

/** Whether all has been told of a request that ever will be. */
export function isSettled({ method, hasReachedReceiver, ...told }: Report): boolean {
  return !hasReachedReceiver || countOf(told) >= expectedOf(method);
}

const countOf = ({ handled, unhandled, refused }: Omit<Report, "method" | "hasReachedReceiver">) =>
  handled.length + unhandled.length + refused.length;

/** Methods that ask about a webhook deliver nothing. */
const expectedOf = (method: string) => (method === "HEAD" || method === "OPTIONS" ? 0 : 1);

/** What a receiver has answered, against what it has told. */
function faultsBetween(answer: Answer, report: Report): string[] {
  const { status, body } = answer;
  const isTaken = report.refused.length === 0;
  if (status >= 200 && status < 300)
    return isTaken ? faultsOfTelling(report) : [`${status}, though refused`];
  const isProblem = status >= 400 && status < 500 && isPromised(answer, report.refused);
  return isProblem ? faultsOfTelling(report) : [`${status} ${body}`, ...faultsOfTelling(report)];
}

/** Whether a refusal is a problem document with a code of the README's, the one that onRejected heard of. */
function isPromised({ status, headers, body }: Answer, refused: readonly string[]): boolean {
  if (headers["content-type"] !== "application/problem+json") return false;
  const { type, title, status: repeated, code } = JSON.parse(body);
  return (
    repeated === status &&
    statuses.get(code) === status &&
    code === refused[0] &&
    type === `https://unpkg.com/telephony-webhooks/README.md#${code.toLowerCase()}` &&
    typeof title === "string"
  );
}

/** Every delivery reaches a handler or a listener, exactly one and exactly once, also one whose sender has gone. */
function faultsOfTelling(report: Report): string[] {
  const { method, handled, unhandled, refused, faults } = report;
  if (countOf(report) === expectedOf(method)) return faults;
  return [...faults, `it is told as ${JSON.stringify({ handled, unhandled, refused })}`];
}
