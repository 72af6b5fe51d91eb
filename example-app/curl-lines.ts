import type { Secrets } from "./receivers";

/** Commands to paste into a shell: a JSON event, a form event and a GET event. */
export function curlLines(origin: string, secrets: Secrets): string[] {
  const callsavvy = `${origin}/webhooks/callsavvy?${query({ token: secrets.callsavvy })}`;
  const summary = {
    event: "callSummary",
    call_direction: "Incoming",
    call_department: "14",
    caller_number: "+2345550100",
    recording_url: "",
    call_duration: "184",
  };
  const message = {
    event: "chatbotCallback",
    original_message: "Are you open on Sunday?",
    sender_name: "Asha",
    bot_name: "opening hours",
    business_name: "Example Traders",
  };
  const digit = {
    token: secrets.servetel,
    uuid: "64b7d1c02e9af",
    call_to_number: "+915550001234",
    caller_id_number: "+915550009000",
    digit_pressed: "4",
  };
  return [
    `curl -i ${quoted(callsavvy)} -H 'Content-Type: application/json' -d ${quoted(JSON.stringify(summary))}`,
    `curl -i ${quoted(callsavvy)} -d ${quoted(query(message))}`,
    `curl -i ${quoted(`${origin}/webhooks/servetel/dtmf-option?${query(digit)}`)}`,
  ];
}

const query = (fields: Record<string, string>) => new URLSearchParams(fields).toString();

/** For a POSIX shell. */
const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
