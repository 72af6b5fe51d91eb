import { announce } from "./announce.mjs";
import { labelOf, showBoard } from "./board.mjs";
import { openDrawer, prepareDrawer } from "./drawer.mjs";
import { showInbox } from "./inbox.mjs";
import { keepTime } from "./times.mjs";
import { prepareTryIt, showFailing } from "./try-it.mjs";

const connection = document.getElementById("connection");
const RETRY_MS = 1000;

/** What has been announced, or was there when the page was opened: calls, and dead deliveries. */
let told;
let toldDead;

const actions = { open: openDrawer, callBack };
const inboxActions = {
  retry: (delivery) => settle(delivery, "retry", "will be tried again"),
  drop: (delivery) => settle(delivery, "drop", "was dropped"),
};

function connect() {
  const stream = new EventSource("/board/stream");
  stream.addEventListener("open", () => showConnection("connected", "Connected"));
  stream.addEventListener("board", ({ data }) => {
    const { inbox, handlersFail, ...lists } = JSON.parse(data);
    showBoard(lists, actions);
    tellOfCalls(lists);
    if (inbox) {
      showInbox(inbox, inboxActions);
      tellOfDead(inbox);
    }
    if (handlersFail !== undefined) showFailing(handlersFail);
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

/** Which deliveries nobody has been able to handle. One that is tried again may die again. */
function tellOfDead({ deadDeliveries }) {
  const keyOf = ({ number, diedAt }) => `${number} ${diedAt}`;
  const news = deadDeliveries.filter((delivery) => !toldDead?.has(keyOf(delivery)));
  if (toldDead && news.length === 1) announce(`${labelOf(news[0])} could not be handled.`);
  if (toldDead && news.length > 1) announce(`${news.length} deliveries could not be handled.`);
  toldDead ??= new Set();
  for (const delivery of news) toldDead.add(keyOf(delivery));
}

async function settle(delivery, what, done) {
  const path = `/inbox/${delivery.number}/${what}`;
  const answer = await fetch(path, { method: "POST" }).catch(() => undefined);
  if (!answer?.ok) {
    announce(answer ? `${labelOf(delivery)} is no longer dead.` : "The server is away.");
    return;
  }
  announce(`${labelOf(delivery)} ${done}.`);
  // The row goes, and the focus must not go with it.
  document.getElementById("inbox-title").focus();
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
