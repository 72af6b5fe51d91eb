import { labelOf } from "./board.mjs";
import { element } from "./element.mjs";
import { showRows } from "./rows.mjs";
import { timeOf } from "./times.mjs";

const field = (id) => document.getElementById(id);

/**
 * Shows how many deliveries are in which state, and those that are dead.
 *
 * @param {any} inbox
 * @param {{ retry: (delivery: any) => void, drop: (delivery: any) => void }} actions
 */
export function showInbox({ waiting, failed, dead, deadDeliveries }, actions) {
  for (const [state, count] of Object.entries({ waiting, failed, dead })) {
    field(`inbox-${state}`).textContent = String(count);
    field(`inbox-${state}`).parentElement.dataset.isAny = String(count > 0);
  }
  const rows = deadDeliveries.map((delivery) => ({ ...delivery, key: delivery.number }));
  showRows(field("dead"), rows, (delivery) => build(delivery, actions));
  field("dead").hidden = rows.length === 0;
  field("dead-others").hidden = dead === rows.length;
  field("dead-others").textContent = `These are the latest ${rows.length} of ${dead}.`;
}

function build(delivery, actions) {
  const { provider, at, reason, attempts } = delivery;
  const label = labelOf(delivery);
  const tried = attempts === 1 ? "1 attempt" : `${attempts} attempts`;
  const button = (control, text) =>
    element(
      "button",
      { type: "button", "data-control": control, click: () => actions[control](delivery) },
      text,
      element("span", { class: "visually-hidden" }, ` (${label})`),
    );
  return element(
    "li",
    { class: "dead", "data-number": String(delivery.number) },
    element("p", { class: "label" }, label),
    element("span", { class: "side" }, timeOf(at)),
    element("p", { class: "contact" }, `${provider} · ${tried}`),
    element("code", { class: "cause" }, reason),
    element("div", { class: "actions" }, button("retry", "Try again"), button("drop", "Drop")),
  );
}
