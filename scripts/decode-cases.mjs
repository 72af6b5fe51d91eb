/** The deliveries of conformance/decode-vectors.json, written by hand from schemas/README.md. */
import { bodies } from "./decode-cases/bodies.mjs";
import { callsavvy } from "./decode-cases/callsavvy.mjs";
import { forms } from "./decode-cases/forms.mjs";
import { recognition } from "./decode-cases/recognition.mjs";
import { template } from "./decode-cases/template.mjs";
import { types } from "./decode-cases/types.mjs";

export const decodeCases = [
  ...bodies,
  ...forms,
  ...recognition,
  ...template,
  ...types,
  ...callsavvy,
];
