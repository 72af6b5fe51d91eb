import { announce } from "./announce.mjs";
import { element } from "./element.mjs";

const field = (id) => document.getElementById(id);
const buttons = () => document.querySelectorAll("[data-simulate]");

const wholeCall = [
  "callReceivedOnServer",
  "callAnsweredOnIvr",
  "receivedOnDepartment",
  "dialedOnAgent",
  "callAnsweredByAgent",
  "callHangup",
];

const STEP_MS = 1000;

/** Fills in what there is to choose, and has the buttons send what they say. */
export async function prepareTryIt() {
  for (const button of buttons()) {
    button.addEventListener("click", () => simulate(button.dataset.simulate));
  }
  field("play").addEventListener("click", playWholeCall);
  field("failing").addEventListener("change", switchOutage);

  const { callers, shapes, shapesByEvent } = await (await fetch("/simulate")).json();
  field("caller").append(
    ...callers.map(({ name, phone }) =>
      element("option", { value: name }, phone ? `${name}, ${phone}` : name),
    ),
  );
  field("shape").append(
    ...shapes.map(({ name, description }) =>
      element("option", { value: name, title: description }, name),
    ),
  );
  const disableImpossible = () => {
    for (const button of buttons()) {
      const [provider] = button.dataset.simulate.split(".");
      const isWritable = field("as").value !== "get" || provider === "servetel";
      const shape = field("shape").value;
      const hasShape = shape === "" || shapesByEvent[button.dataset.simulate].includes(shape);
      button.disabled = !isWritable || !hasShape;
    }
    field("impossible").hidden = ![...buttons()].some(({ disabled }) => disabled);
  };
  field("as").addEventListener("change", disableImpossible);
  field("shape").addEventListener("change", disableImpossible);
  disableImpossible();
}

/** Whether the server has its handlers fail. */
export function showFailing(isFailing) {
  field("failing").checked = isFailing;
}

async function switchOutage() {
  const isOn = field("failing").checked;
  const answer = await fetch(`/simulate/outage?on=${isOn}`, { method: "POST" }).catch(
    () => undefined,
  );
  if (answer?.ok) return announce(isOn ? "The handlers fail." : "The handlers work.");
  showFailing(!isOn);
  announce("The server is away.");
}

/** A call from beginning to end, all of whose events the server puts together. */
async function playWholeCall() {
  const play = field("play");
  const chosen = choices(["caller", "as"]);
  play.disabled = true;
  for (const type of wholeCall) {
    if (!(await simulate(`servetel.${type}`, chosen))) break;
    if (type !== wholeCall.at(-1)) await new Promise((resolve) => setTimeout(resolve, STEP_MS));
  }
  play.disabled = false;
  play.focus();
}

function choices(names = ["caller", "as", "shape", "question"]) {
  const chosen = names.map((name) => [name, field(name).value]);
  return Object.fromEntries(chosen.filter(([, value]) => value !== ""));
}

/** Sends an event, and shows the answer; gives whether there was one. */
async function simulate(name, options = choices()) {
  const [provider, type] = name.split(".");
  const path = `/simulate/${provider}/${type}?${new URLSearchParams(options)}`;
  const answer = await fetch(path, { method: "POST" }).catch(() => undefined);
  if (!answer?.ok) {
    showAnswer(type, "was not sent", answer ? await answer.text() : "The server is away.");
    return false;
  }
  const { status, durationMs, reply, problem } = await answer.json();
  const body = reply ?? problem;
  const text = typeof body === "string" ? body : body && JSON.stringify(body, null, 2);
  showAnswer(type, `${status} in ${Math.max(1, Math.round(durationMs))} ms`, text ?? "");
  return true;
}

function showAnswer(type, status, body) {
  field("answer").hidden = false;
  field("answer-status").replaceChildren(element("code", {}, type), ` ${status}`);
  field("answer-body").textContent = body;
  field("answer-body").hidden = body === "";
  announce(`${type}: ${status}.`);
}
