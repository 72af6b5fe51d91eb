/** What tells most of an event, the most telling first; fields of all events together. */
const TELLING = [
  "caller_number",
  "caller_id_number",
  "call_to_number",
  "visitor_name",
  "sender_name",
  "original_message",
  "ticket_id",
  "ticket_subject",
  "sender_email",
  "visitor_email",
  "visitor_phone",
  "digit_pressed",
  "dept_name",
  "auto_attendant_name",
  "ivr_name",
  "answer_agent_number",
  "answered_agent_name",
  "call_direction",
  "direction",
  "call_status",
  "status",
  "ticket_status",
  "call_department",
  "call_duration",
  "billsec",
  "hangup_cause",
  "hangup_cause_description",
  "start_stamp",
  "uuid",
];

/** So many of them fit on two lines of most terminals. */
const MOST = 8;

/** The most telling fields of a payload, in their order. Recording URLs are not among them: they hold an access token. */
export function tellingFields(
  payload: Readonly<Record<string, unknown>>,
): readonly (readonly [name: string, value: unknown])[] {
  const isSaid = (name: string) => payload[name] !== undefined && payload[name] !== "";
  const telling = TELLING.filter(isSaid);
  // Of an event that the schemas don't know, whatever there is.
  const names = telling.length > 0 ? telling : Object.keys(payload).filter(isSaid);
  return names.slice(0, MOST).map((name) => [name, payload[name]]);
}
