import { announce } from "./announce.mjs";
import { showBoard } from "./board.mjs";
import { openDrawer, prepareDrawer } from "./drawer.mjs";
import { keepTime } from "./times.mjs";
import { prepareTryIt } from "./try-it.mjs";

const connection = document.getElementById("connection");
const RETRY_MS = 1000;

/** Calls that have been announced, or were there when the page was opened. */
let told;

const actions = { open: openDrawer, callBack };

function connect() {
  const stream = new EventSource("/board/stream");
  stream.addEventListener("open", () => showConnection("connected", "Connected"));
  stream.addEventListener("board", ({ data }) => {
    const lists = JSON.parse(data);
    showBoard(lists, actions);
    tellOfCalls(lists);
  });
  stream.addEventListener("error", () => {
    showConnection("reconnecting", "Reconnecting…");
    if (stream.readyState !== EventSource.CLOSED) return;
    // A browser gives up where the server has answered with an error.
    setTimeout(connect, RETRY_MS);
  });
}

function showConnection(state, text) {
  if (connection.dataset.state === state) return;
  connection.dataset.state = state;
  connection.textContent = text;
  if (state === "reconnecting") announce("The connection is lost. Reconnecting.");
}

/** Who calls now or is called, and whom nobody has answered. */
function tellOfCalls({ active = [], callBack = [] }) {
  const news = [
    ...active
      .filter(({ state }) => state === "ringing")
      .map(({ key, direction, person }) => [
        key,
        direction === "inbound" ? `${person.name} is calling.` : `${person.name} is being called.`,
      ]),
    ...callBack.map(({ person, through }) => [
      `missed ${through}`,
      `Missed call from ${person.name}.`,
    ]),
  ];
  if (told) for (const [key, text] of news) if (!told.has(key)) announce(text);
  told ??= new Set();
  for (const [key] of news) told.add(key);
  const ringing = document.querySelectorAll('#active [data-state="ringing"]').length;
  document.title = `${ringing > 0 ? `(${ringing}) ` : ""}Live calls · Example Traders`;
}

async function callBack({ person, through }) {
  const path = `/missed/${through}/called-back`;
  const answer = await fetch(path, { method: "POST" }).catch(() => undefined);
  if (!answer?.ok) {
    // Of a row that has changed since, there is more to be seen first.
    announce(answer ? `The calls of ${person.name} have changed.` : "The server is away.");
    return;
  }
  announce(`${person.name} was called back.`);
  // The row goes, and the focus must not go with it.
  document.getElementById("callBack-title").focus();
}

prepareDrawer();
keepTime();
connect();
await prepareTryIt();
