/**
 * Makes an element. Texts become text nodes, so that nothing a caller writes is ever markup.
 *
 * @param {string} tag
 * @param {Record<string, string | boolean | ((event: Event) => void)>} attributes functions listen to the event they are
 *   named after; `false` leaves an attribute out
 * @param {...(Node | string | false)} children `false` and `""` are left out
 */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") made.addEventListener(name, value);
    else if (value !== false) made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child !== false && child !== ""));
  return made;
}

const paths = {
  ringing:
    "M7 4 4 5c0 8 7 15 15 15l1-3-4-2-2 2c-3-1-6-4-7-7l2-2zM15 3a6 6 0 0 1 6 6M15 7a2 2 0 0 1 2 2",
  talking: "M7 4 4 5c0 8 7 15 15 15l1-3-4-2-2 2c-3-1-6-4-7-7l2-2zM14 5h7M14 9h5",
  missed: "M4 17c4-5 12-5 16 0l-2 2-4-2v-2h-4v2l-4 2zM7 4l5 5 5-5M7 4v4M7 4h4",
  inbound: "M7 4 4 5c0 8 7 15 15 15l1-3-4-2-2 2c-3-1-6-4-7-7l2-2zM21 3l-6 6M15 4v5h5",
  outbound: "M7 4 4 5c0 8 7 15 15 15l1-3-4-2-2 2c-3-1-6-4-7-7l2-2zM15 9l6-6M16 3h5v5",
  ticket: "M4 7h16v4a2 2 0 0 0 0 3v4H4v-4a2 2 0 0 0 0-3zM13 7v2M13 12v1M13 16v2",
  chat: "M4 5h16v11H10l-5 4v-4H4z",
  bot: "M5 9h14v10H5zM12 9V5M9.500 13.500v1M14.500 13.500v1M12 4h.01",
};

/** A picture that says nothing which the text beside it does not say. */
export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  path.setAttribute("d", paths[name]);
  svg.append(path);
  return svg;
}
