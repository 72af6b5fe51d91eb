import { defineProvider } from "../define-provider";
import type { EventOf } from "../event";
import type {
  CallerInformation,
  CallerInformationReply,
  CallSummary,
  ChatbotCallback,
  NewChat,
  NewTicketOpened,
  TicketEscalated,
} from "../generated/callsavvy.types";
import * as validators from "../generated/callsavvy.validators";
import type { TextReply } from "../html";
import { event } from "../provider";

type CallScreen = Omit<CallerInformationReply, "status">;

/** What a `callerInformation` handler returns: what the call screen shows. Absent and null fields stay empty. */
export type CallerInformationAnswer = {
  readonly [Field in keyof CallScreen]?: CallScreen[Field] | null | undefined;
};

/** A caller may well call again and talk for as long as before: nothing in such an event is unique. */
const NOTHING_UNIQUE_MS = 60_000;

const provider = defineProvider({
  name: "callsavvy",
  identify: { by: "field", field: "event" },
  events: {
    callerInformation: event<CallerInformation, CallerInformationAnswer>({
      validate: validators.callerInformation,
      reply: {
        kind: "json",
        constants: { status: "success" },
        validate: validators.callerInformationReply,
      },
    }),
    callSummary: event<CallSummary>({
      validate: validators.callSummary,
      duplicateTtlMs: NOTHING_UNIQUE_MS,
    }),
    newTicketOpened: event<NewTicketOpened>({ validate: validators.newTicketOpened }),
    ticketEscalated: event<TicketEscalated>({ validate: validators.ticketEscalated }),
    newChat: event<NewChat>({ validate: validators.newChat, duplicateTtlMs: NOTHING_UNIQUE_MS }),
    chatbotCallback: event<ChatbotCallback, TextReply>({
      validate: validators.chatbotCallback,
      reply: { kind: "text" },
    }),
  },
});

/** Callsavvy: one URL, always POST; the field `event` names the event. Five events are JSON, the chatbot's is a form. */
export interface CallsavvyProvider extends Definition {}
type Definition = typeof provider;

export const callsavvyProvider: CallsavvyProvider = provider;

declare module "../event" {
  interface WebhookEvents {
    callsavvy: EventOf<CallsavvyProvider>;
  }
}
