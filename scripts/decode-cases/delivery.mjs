/** How a case of decode-cases is written down: what a sender sends, and what has to come of it. */

export const JSON_TYPE = "application/json";
export const FORM_TYPE = "application/x-www-form-urlencoded";

/** The least that most of Servetel's events take. */
export const call = {
  uuid: "65a1f0c2b3d4e",
  call_to_number: "+915550009000",
  caller_id_number: "+915550001234",
};

/** The same as the beginning of a form or a query. */
export const callText =
  "uuid=65a1f0c2b3d4e&call_to_number=%2B915550009000&caller_id_number=%2B915550001234";

/** Callsavvy's shortest event. */
export const chat = {
  event: "newChat",
  chat_department: "7",
  visitor_name: "Meera Example",
  visitor_email: "meera@example.com",
  visitor_phone: "",
};

export const jsonText = (body, contentType = JSON_TYPE) => ({ contentType, body });
export const formText = (body, contentType = FORM_TYPE) => ({ contentType, body });
export const queryText = (query) => ({ method: "GET", query });

export const json = (fields) => jsonText(JSON.stringify(fields));
export const form = (fields) => formText(parameters(fields));
export const query = (fields) => queryText(parameters(fields));

/** Nested values as JSON text. */
function parameters(fields) {
  const entries = Object.entries(fields).map(([name, value]) => [
    name,
    typeof value === "object" ? JSON.stringify(value) : String(value),
  ]);
  return new URLSearchParams(entries).toString();
}

/** A JSON body with members that `JSON.stringify` would write otherwise, such as `"billsec":5.0`. */
export const jsonWith = (members) => jsonText(`${JSON.stringify(call).slice(0, -1)},${members}}`);

/** @typedef {Record<string, string | string[]>} RepairsByPath one rule, or several, for each path */

/** A hang-up of Servetel's, named by its path. */
export const hangup = (name, delivery, payload = {}, repairs = {}) => ({
  name,
  provider: "servetel",
  path: "/call-hangup",
  ...delivery,
  expect: {
    type: "callHangup",
    identifiedBy: "path",
    payload: { ...call, ...payload },
    repairs,
  },
});

/** One that is sent as JSON. */
export const jsonHangup = ([name, fields, payload, repairs]) =>
  hangup(name, json({ ...call, ...fields }), payload, repairs);

/** A chat of Callsavvy's. */
export const newChat = (name, delivery, payload = {}, repairs = {}) => ({
  name,
  provider: "callsavvy",
  ...delivery,
  expect: {
    type: "newChat",
    identifiedBy: "field",
    payload: { ...chat, ...payload },
    repairs,
  },
});

/** A delivery to Servetel's path for hang-ups, or elsewhere, that is refused. */
export const refused = (name, delivery, code) => ({
  name,
  provider: "servetel",
  path: "/call-hangup",
  ...delivery,
  expect: { code },
});
