interface Check {
  readonly group: "Connection" | "Secret" | "Encodings" | "Events" | "Replies";
  /** What a failure does to calls, tickets and chats. */
  readonly why: string;
  /** The one provider that it is about. */
  readonly only?: "callsavvy" | "servetel";
}

/** All that the doctor looks at, in the order of the report. */
export const checks = {
  reachable: {
    group: "Connection",
    why: "Nothing that the provider sends arrives.",
  },
  path: {
    group: "Connection",
    why: "Who gets 404 drops the event, and nobody promises a second attempt.",
  },
  redirects: {
    group: "Connection",
    why: "Providers do not follow redirects, so the event is lost.",
  },
  answers: {
    group: "Connection",
    why: "The sender waits until it gives up, takes the event for lost, and may send it again.",
  },
  survives: {
    group: "Connection",
    why: "One delivery ends the process, and whatever comes before it runs again is lost.",
  },
  "rate-limit": {
    group: "Connection",
    why: "A busy hour brings several deliveries a second; those that are turned away are lost.",
  },
  latency: {
    group: "Connection",
    why: "Servetel gives up after 10 s, and Callsavvy waits for the caller's name while a phone rings.",
  },
  "secret-taken": {
    group: "Secret",
    why: "Without the right secret, nothing is delivered, and nothing can be examined.",
  },
  "secret-asked": {
    group: "Secret",
    why: "Neither provider signs what it sends: whoever finds the URL can make up calls, tickets and chats.",
  },
  "secret-compared": {
    group: "Secret",
    why: "A secret that has to be there, but may be any, keeps nobody out.",
  },
  json: {
    group: "Encodings",
    why: "Callsavvy sends all events but chatbotCallback as JSON, Servetel all where its portal is set so.",
  },
  form: {
    group: "Encodings",
    why: "Callsavvy sends chatbotCallback as a form, Servetel all events where its portal is set so.",
  },
  get: {
    group: "Encodings",
    why: "Servetel's portal offers GET, with all fields in the URL.",
    only: "servetel",
  },
  "body-parser": {
    group: "Encodings",
    why: "The body is gone before the receiver sees it, and the event with it.",
  },
  events: {
    group: "Events",
    why: "The delivery is as the provider's page has it, and its event is lost.",
  },
  shapes: {
    group: "Events",
    why: "Deliveries really arrive in these shapes; those that are refused are lost.",
  },
  repeats: {
    group: "Events",
    why: "Providers deliver some events twice or thrice, and an error asks for more.",
  },
  "unknown-event": {
    group: "Events",
    why: "Providers add events, and strangers make some up.",
  },
  "broken-body": {
    group: "Events",
    why: "Portals send broken JSON where a field of a template is empty, and nothing where their content type is unknown.",
  },
  "caller-reply-type": {
    group: "Replies",
    why: "The call screen stays empty while the phone rings.",
    only: "callsavvy",
  },
  "caller-reply-schema": {
    group: "Replies",
    why: "The call screen stays empty, or in part, while the phone rings.",
    only: "callsavvy",
  },
  "chatbot-reply": {
    group: "Replies",
    why: "Whoever writes to the chatbot gets no answer, or one that is not meant for people.",
    only: "callsavvy",
  },
  "chatbot-escaping": {
    group: "Replies",
    why: "What somebody gives as a name or a message becomes markup in a chat window.",
    only: "callsavvy",
  },
  leaks: {
    group: "Replies",
    why: "Answers end up in the logs of others; values are personal data, and stack traces tell what runs there.",
  },
} as const satisfies Readonly<Record<string, Check>>;

/** The name of a check, as in the README's table. */
export type CheckId = keyof typeof checks;

/** The checks that concern a provider, in the order of the report. */
export const checksOf = (provider: string): readonly CheckId[] =>
  (Object.keys(checks) as CheckId[]).filter((id) => {
    const { only }: Check = checks[id];
    return only === undefined || only === provider;
  });
