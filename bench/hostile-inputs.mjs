/** Requests of 64 kB or less, each made to be as slow as it can be for one thing that a receiver does with it. */
import { hostileBodies } from "./hostile-bodies.mjs";
import { hostileForms } from "./hostile-forms.mjs";
import { hostileHeads } from "./hostile-heads.mjs";
import { hostilePayloads } from "./hostile-payloads.mjs";
import { postJson, TOKEN } from "./request-bytes.mjs";

/** @typedef {[name: string, bytes: Buffer]} Input */

/** What nobody could call slow, to compare with. @type {Input} */
export const trivialInput = [
  "a trivial delivery",
  postJson(
    `/servetel/call-missed${TOKEN}`,
    '{"uuid":"64b7d1c02e9af","call_to_number":"+915550001111","caller_id_number":"+915550002222"}',
  ),
];

/** @type {Input[]} */
export const hostileInputs = [
  ...hostileBodies,
  ...hostilePayloads,
  ...hostileForms,
  ...hostileHeads,
];
