import { callerInformationReply } from "../../generated/callsavvy.validators";
import { describe, issuesOf } from "../../validate";
import type { Examination } from "./examination";
import type { Answered } from "./grid";
import type { Answer } from "./outcome";
import { isBare, shown, valueIn } from "./reply-text";

/** Judges what `callerInformation` is answered with. */
export function checkCallerReply(exam: Examination, taken: readonly Answered[]): void {
  const result = taken.find(({ probe }) => probe.type === "callerInformation");
  if (!result) {
    exam.find("caller-reply-type", "skipped", "callerInformation is not taken");
    exam.find("caller-reply-schema", "skipped", "callerInformation is not taken");
    return;
  }
  const complaint = complaintOf(result.outcome);
  if (complaint) {
    exam.find("caller-reply-type", "fault", complaint, {
      fix: 'Answer with res.json({ status: "success", caller_name, caller_email, customer_info }); with this package, return them from phone.on("callerInformation", …).',
    });
  } else {
    exam.find("caller-reply-type", "ok", "answers callerInformation with JSON");
  }
  checkSchema(exam, valueIn(result.outcome.text));
}

function complaintOf({ status, text, mediaType }: Answer): string | undefined {
  if (isBare(text)) return `answers callerInformation with a bare ${status}`;
  if (!/^application\/(?:[\w.-]+\+)?json$/.test(mediaType)) {
    return `answers callerInformation as ${shown(mediaType)}, not as application/json`;
  }
  return valueIn(text) === undefined ? "what it answers as JSON is none" : undefined;
}

function checkSchema(exam: Examination, value: unknown): void {
  if (value === undefined) {
    exam.find("caller-reply-schema", "skipped", "there is no JSON to judge");
    return;
  }
  const issues = issuesOf(value, callerInformationReply);
  if (issues.length === 0) {
    exam.find("caller-reply-schema", "ok", "the JSON fits the schema of the reply");
    return;
  }
  exam.find("caller-reply-schema", "fault", `the JSON does not fit: ${describe(issues)}`, {
    fix: 'Send four texts: status, always "success", caller_name, caller_email and customer_info, with "" for what is not known, as in schemas/callsavvy/caller-information.reply.schema.json.',
  });
}
