/** What the bundles don't say of a provider. A test holds it equal to what `lib/providers/` says. */

const JSON_TYPE = "application/json";
const FORM_TYPE = "application/x-www-form-urlencoded";

/** Every content type that the package takes, whatever the provider sends. */
export const takenContentTypes = [JSON_TYPE, FORM_TYPE];

/**
 * @typedef {object} EventFacts what an event has of its own
 * @property {string[]} [contentTypes]
 * @property {string[]} [replyContentTypes] of a reply that no schema describes
 * @property {boolean} [provedByShape] whether its fields tell it from the other events; they do by default
 *
 * @typedef {object} ProviderFacts
 * @property {string} title the name that people use
 * @property {string[]} methods
 * @property {string} [field] names the event; without one, a trigger outside of the payload does
 * @property {string[]} contentTypes what the provider is documented to send
 * @property {Record<string, EventFacts>} events by title
 */

/** @type {Record<string, ProviderFacts>} */
export const providerFacts = {
  callsavvy: {
    title: "Callsavvy",
    methods: ["POST"],
    field: "event",
    contentTypes: [JSON_TYPE],
    events: {
      ChatbotCallback: {
        contentTypes: [FORM_TYPE],
        replyContentTypes: ["text/plain", "text/html"],
      },
    },
  },
  servetel: {
    title: "Servetel",
    methods: ["GET", "POST"],
    contentTypes: [JSON_TYPE, FORM_TYPE],
    events: {
      // They share a shape with CallMissedOrAnswered, which the package takes them for.
      CallMissed: { provedByShape: false },
      CallHangup: { provedByShape: false },
    },
  },
};

/** @param {string} provider */
export function factsOf(provider) {
  const facts = providerFacts[provider];
  if (!facts) throw new Error(`scripts/provider-facts.mjs says nothing of "${provider}": add it`);
  return facts;
}
