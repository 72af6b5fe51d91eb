import { isObject } from "../../json";
import type { Examination } from "./examination";
import type { Answered } from "./grid";
import { type Answer, isTaken } from "./outcome";
import { isBare, shown, valueIn } from "./reply-text";

/** Judges what `chatbotCallback` is answered with. */
export async function checkChatbotReply(
  exam: Examination,
  taken: readonly Answered[],
): Promise<void> {
  const result = taken.find(({ probe }) => probe.type === "chatbotCallback");
  if (!result) {
    exam.find("chatbot-reply", "skipped", "chatbotCallback is not taken");
    exam.find("chatbot-escaping", "skipped", "chatbotCallback is not taken");
    return;
  }
  const { probe, outcome: answer } = result;
  const complaint = complaintOf(answer);
  if (complaint) {
    exam.find("chatbot-reply", "fault", complaint, {
      fix: 'Answer with words, as in res.type("text/plain").send("…"), or with HTML; with this package, return a string or html`…` from phone.on("chatbotCallback", …).',
    });
    exam.find("chatbot-escaping", "skipped", "there is no proper reply to judge");
    return;
  }
  exam.find("chatbot-reply", "ok", `answers chatbotCallback as ${shown(answer.mediaType)}`);

  const fields = exam.probes.fieldsOf("chatbotCallback");
  const sender_name = `${fields["sender_name"]} ${MARKUP}`;
  const marked = { ...fields, sender_name, original_message: MARKUP };
  const outcome = await exam.send(exam.probes.write("chatbotCallback", probe.as, marked));
  if (!isTaken(outcome)) {
    exam.find("chatbot-escaping", "skipped", "a chatbotCallback with markup in it is not taken");
  } else if (outcome.mediaType === "text/html" && outcome.text.includes(MARKUP)) {
    exam.find("chatbot-escaping", "fault", "repeats markup out of the delivery in its HTML", {
      fix: "Escape what comes from the delivery, or answer as text/plain. With this package, html`…` escapes what it interpolates.",
    });
  } else {
    exam.find("chatbot-escaping", "ok", "lets no markup out of a delivery into its reply");
  }
}

const MARKUP = '<img src=x onerror="alert(1)">';

function complaintOf({ status, text, mediaType }: Answer): string | undefined {
  if (isBare(text)) return `answers chatbotCallback with a bare ${status}`;
  if (mediaType.endsWith("json") || isObject(valueIn(text))) {
    return "answers chatbotCallback with JSON";
  }
  if (mediaType.startsWith("text/")) return undefined;
  return `answers chatbotCallback as ${shown(mediaType)}, not as text/plain or text/html`;
}
