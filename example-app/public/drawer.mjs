import { labelOf } from "./board.mjs";
import { element } from "./element.mjs";
import { jsonView } from "./json-view.mjs";
import { inPlaceOf } from "./rows.mjs";
import { exactTime } from "./times.mjs";

const dialog = document.getElementById("event-drawer");
const title = document.getElementById("drawer-title");
const facts = document.getElementById("drawer-facts");
const body = document.getElementById("drawer-body");

const rules = {
  renamed: "the key has lost its dollar or its blanks",
  superseded: "left out, since another key has the same meaning",
  "plus-restored": "the plus is back that the form had turned into a blank",
  trimmed: "the blanks at its ends are gone",
  unfilled: "a placeholder that nobody has filled in counts as empty",
  absent: "empty, and so taken for absent",
  converted: "turned into the documented type",
  parsed: "the JSON inside the text has been read",
  wrapped: "made a list, as documented",
  "left-out": "left out, since it can't be read as documented",
};

/** What had the focus before the drawer. */
let opener;

/** Opens the drawer on the last of some events, with the others at hand. */
export async function openDrawer(events) {
  opener = document.activeElement;
  await show(events, events.at(-1));
  if (!dialog.open) dialog.showModal();
  title.focus();
}

export function prepareDrawer() {
  document.getElementById("drawer-close").addEventListener("click", () => dialog.close());
  // The backdrop belongs to the dialog, whose content fills it otherwise.
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
  // The browser gives back the focus, unless the row has changed meanwhile.
  dialog.addEventListener("close", () => inPlaceOf(opener).focus());
}

async function show(events, chosen) {
  const answer = await fetch(`/events/${chosen.number}`).catch(() => undefined);
  title.textContent = labelOf(chosen);
  body.scrollTop = 0;
  if (!answer?.ok) {
    facts.textContent = chosen.type;
    body.replaceChildren(
      element("p", {}, answer ? "The history no longer has this event." : "The server is away."),
    );
    return;
  }
  const event = await answer.json();
  facts.textContent = `${event.provider} · ${event.type} · ${exactTime(event.receivedAt)}`;
  body.replaceChildren(...(events.length > 1 ? [steps(events, chosen)] : []), ...sections(event));
}

/** All events of one row, to go from one to the other. */
function steps(events, chosen) {
  const buttons = events.map((event) =>
    element(
      "li",
      {},
      element(
        "button",
        {
          type: "button",
          "aria-current": event.number === chosen.number && "step",
          click: async () => {
            await show(events, event);
            body.querySelector("[aria-current]")?.focus();
          },
        },
        labelOf(event),
      ),
    ),
  );
  return element("ol", { class: "steps", "aria-label": "Events that belong together" }, ...buttons);
}

function sections({ raw, repairs, reply, payload, ...event }) {
  const repaired = new Set(repairs.map(({ path }) => path));
  const { id, provider, type, identifiedBy } = event;
  return [
    section(
      "Repairs",
      repairs.length === 0 ? element("p", {}, "Nothing had to be repaired.") : repairList(repairs),
    ),
    element(
      "div",
      { class: "sides" },
      section(
        "As received",
        jsonView(
          raw,
          (pointer) => repaired.has(pointer) || repaired.has(plain(pointer)),
          "As received",
        ),
      ),
      section(
        "As your handler gets it",
        jsonView(
          { type, provider, id, identifiedBy, payload },
          (pointer) =>
            pointer.startsWith("/payload/") && repaired.has(pointer.slice("/payload".length)),
          "As your handler gets it",
        ),
      ),
    ),
    ...(reply === undefined
      ? []
      : [
          section(
            "As answered",
            element("pre", { tabindex: "0", role: "region", "aria-label": "As answered" }, reply),
          ),
        ]),
  ];
}

/** The pointer of a key before it was renamed. */
const plain = (pointer) => pointer.replace(/^\/\s*\$?/, "/").trimEnd();

function repairList(repairs) {
  const items = repairs.map(({ path, rule }) =>
    element(
      "li",
      {},
      element("code", {}, path),
      " ",
      element("strong", {}, rule),
      `: ${rules[rule] ?? ""}`,
    ),
  );
  return element("ul", { class: "repair-list" }, ...items);
}

function section(name, ...content) {
  return element("section", {}, element("h3", {}, name), ...content);
}
