import { element, icon } from "./element.mjs";
import { showRows } from "./rows.mjs";
import { duration, timeOf, timer } from "./times.mjs";

/** What an event is called here: what its button says. Its name may be any text. */
export function labelOf({ provider, type }) {
  const name = `${provider}.${type}`;
  const buttons = [...document.querySelectorAll("[data-simulate]")];
  return buttons.find(({ dataset }) => dataset.simulate === name)?.textContent ?? type;
}

/**
 * Shows the lists of a board, as many as there are.
 *
 * @param {Record<string, readonly any[]>} lists
 * @param {{ open: (events: readonly any[]) => void, callBack: (row: any) => void }} actions
 */
export function showBoard(lists, actions) {
  for (const [name, rows] of Object.entries(lists)) {
    const list = document.getElementById(name);
    const keyed = name === "events" ? rows.map((row) => ({ ...row, key: row.number })) : rows;
    showRows(list, keyed, (row) => builders[name](row, actions));
    document.getElementById(`${name}-count`).textContent = String(rows.length);
    list.hidden = rows.length === 0;
  }
}

const builders = {
  active: buildCall,
  finished: buildCall,
  callBack: buildMissed,
  tickets: buildTicket,
  chats: buildChat,
  questions: buildQuestion,
  events: buildEvent,
};

function buildCall(call, actions) {
  const { state, direction, person, text, since, durationS, recordingUrl } = call;
  const isOn = state === "ringing" || state === "talking";
  const picture = isOn || state === "missed" ? state : direction;
  const time = isOn ? timer(since) : timeOf(since);
  const recording = element(
    "a",
    {
      class: "link",
      href: recordingUrl,
      target: "_blank",
      rel: "noreferrer noopener",
      "data-control": "recording",
    },
    "Recording",
    hidden(` of the call with ${person.name}, in a new tab`),
  );
  return element(
    "li",
    { class: "row", "data-state": state },
    element("span", { class: "picture" }, icon(picture)),
    who(person, [element("p", { class: "text" }, text)]),
    element(
      "div",
      { class: "side" },
      time,
      durationS !== null &&
        element("span", { class: "duration" }, hidden("took "), duration(durationS)),
    ),
    element("div", { class: "actions" }, recordingUrl && recording, details(call, actions)),
  );
}

function buildMissed(missed, actions) {
  const { person, text, at } = missed;
  const done = element(
    "button",
    { type: "button", "data-control": "done", click: () => actions.callBack(missed) },
    "Called back",
    hidden(`: ${person.name} ${person.contact}`),
  );
  return element(
    "li",
    { class: "row", "data-state": "missed" },
    element("span", { class: "picture" }, icon("missed")),
    who(person, [element("p", { class: "text" }, text)]),
    element("div", { class: "side" }, timeOf(at)),
    element("div", { class: "actions" }, done, details(missed, actions)),
  );
}

function buildTicket(ticket, actions) {
  const { id, subject, person, text, isEscalated, at } = ticket;
  return element(
    "li",
    { class: "row", "data-state": isEscalated ? "escalated" : "open" },
    element("span", { class: "picture" }, icon("ticket")),
    element(
      "div",
      { class: "body" },
      element("p", { class: "name" }, subject),
      element(
        "p",
        { class: "contact" },
        `#${id} · ${person.name}`,
        person.plan && ` · ${person.plan}`,
      ),
      element("p", { class: "text" }, isEscalated && badge("Escalated"), text),
    ),
    element("div", { class: "side" }, timeOf(at)),
    element("div", { class: "actions" }, details(ticket, actions)),
  );
}

function buildChat(chat, actions) {
  return element(
    "li",
    { class: "row", "data-state": "open" },
    element("span", { class: "picture" }, icon("chat")),
    who(chat.person, [element("p", { class: "text" }, chat.text)]),
    element("div", { class: "side" }, timeOf(chat.at)),
    element("div", { class: "actions" }, details(chat, actions)),
  );
}

function buildQuestion(question, actions) {
  const { person, message, answer, wantsCall, at } = question;
  return element(
    "li",
    { class: "row", "data-state": wantsCall ? "escalated" : "open" },
    element("span", { class: "picture" }, icon("bot")),
    who(person, [
      element("p", { class: "message" }, wantsCall && badge("Wants a call"), message),
      answer && element("p", { class: "reply" }, hidden("Answer: "), element("code", {}, answer)),
    ]),
    element("div", { class: "side" }, timeOf(at)),
    element("div", { class: "actions" }, details(question, actions)),
  );
}

function buildEvent(event, actions) {
  const { id, type, who, at, repairs } = event;
  const repaired = repairs === 1 ? "1 repair" : `${repairs} repairs`;
  return element(
    "li",
    { class: "event", "data-event-id": id, "data-type": type },
    element(
      "button",
      { type: "button", "data-control": "open", click: () => actions.open([event]) },
      element("span", { class: "name" }, labelOf(event)),
      element("span", { class: "contact" }, who),
      element("span", { class: "side" }, timeOf(at)),
      element("code", {}, type),
      repairs > 0 && element("span", { class: "repairs" }, repaired),
    ),
  );
}

function who({ name, contact, plan }, more) {
  return element(
    "div",
    { class: "body" },
    element("p", { class: "name" }, name),
    element("p", { class: "contact" }, [contact, plan].filter(Boolean).join(" · ")),
    ...more,
  );
}

function details({ events, person }, actions) {
  return element(
    "button",
    {
      type: "button",
      class: "quiet",
      "data-control": "details",
      click: () => actions.open(events),
    },
    "Details",
    hidden(` of ${person.name}`),
  );
}

const badge = (text) => element("span", { class: "badge" }, text);

const hidden = (text) => element("span", { class: "visually-hidden" }, text);
