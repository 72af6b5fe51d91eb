/** The deliveries that go through the stages. */
import { callsavvy, servetel, sharedSecret } from "../../dist/index.js";
import { encode, sample } from "../../dist/testing/index.js";
import { hangUp } from "../hang-up.mjs";
import { SECRET } from "../peers/delivery.mjs";
import { callsOf, REPLY } from "./calls.mjs";

const auth = sharedSecret(SECRET);
const phone = callsavvy({ auth })
  .on("callSummary", () => {})
  .on("callerInformation", () => REPLY);
const lines = servetel({ auth }).on("callHangup", () => {});

const written = (receiver, delivery, as) => {
  const { path, headers, body } = encode(delivery, as);
  return callsOf(receiver, {
    path,
    query: `token=${SECRET}`,
    headers: { "content-type": headers["Content-Type"] },
    bytes: Buffer.from(body),
  });
};

/** With the goal for all that comes after decoding, in microseconds, where there is one. */
export const deliveries = [
  {
    name: "callSummary",
    mostMicros: 2,
    calls: written(phone, sample("callsavvy", "callSummary"), "json"),
  },
  {
    name: "callerInformation",
    calls: written(phone, sample("callsavvy", "callerInformation"), "json"),
  },
  {
    name: "hang-up, 60 fields",
    mostMicros: 10,
    calls: written(lines, hangUp, "json"),
  },
  {
    name: "the same as a form",
    calls: written(lines, hangUp, "form"),
  },
];
