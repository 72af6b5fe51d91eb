import { describe, expect, it } from "@jest/globals";
import { callsavvy, servetel, sharedSecret } from "telephony-webhooks";

const auth = sharedSecret("a-secret-of-many-letters");

describe("the options of a receiver", () => {
  it.each<[string, unknown, RegExp]>([
    ["are missing", undefined, /takes an object of options\. The option auth is required/],
    ["are null", null, /takes an object of options/],
    ["lack auth", {}, /The option auth is required: sharedSecret\(process\.env\.YOUR_SECRET\)/],
    ["have auth undefined", { auth: undefined }, /auth is required/],
    ["have a secret for auth", { auth: "a-secret-of-many-letters" }, /auth is required/],
    [
      "have an unknown name",
      { auth, limt: 1 },
      /Unknown option of the callsavvy receiver "limt"\. Did you mean "limit"\?/,
    ],
    [
      "have Servetel's trigger",
      { auth, trigger: "callMissed" },
      /Unknown option of the callsavvy receiver "trigger"/,
    ],
    [
      "have Servetel's fields",
      { auth, fields: {} },
      /Unknown option of the callsavvy receiver "fields"/,
    ],
    [
      "have a limit in words",
      { auth, limit: "plenty" },
      /limit takes a whole number of bytes or a text such as "256kb"/,
    ],
    ["have a limit of nothing", { auth, limit: 0 }, /limit takes/],
    ["have a negative limit", { auth, limit: -1 }, /limit takes/],
    ["have half a byte", { auth, limit: 0.5 }, /limit takes/],
    ["have a byte and a half", { auth, limit: 1.5 }, /limit takes/],
    ["have a byte and a half in words", { auth, limit: "1.5b" }, /limit takes/],
    ["have a limit without a number", { auth, limit: "kb" }, /limit takes/],
    ["have a word before the limit", { auth, limit: "about 1kb" }, /limit takes/],
    ["have a word after the limit", { auth, limit: "1kb or so" }, /limit takes/],
    ["have a list for a limit", { auth, limit: [5] }, /limit takes/],
    ["have null for a limit", { auth, limit: null }, /limit takes/],
    ["have null for a deadline", { auth, deadlineMs: null }, /deadlineMs takes milliseconds/],
    ["have null for the body's", { auth, bodyDeadlineMs: null }, /bodyDeadlineMs takes/],
    ["have a limit without end", { auth, limit: Number.POSITIVE_INFINITY }, /limit takes/],
    ["have a deadline of nothing", { auth, deadlineMs: 0 }, /deadlineMs takes milliseconds/],
    ["have a deadline in words", { auth, deadlineMs: "8s" }, /deadlineMs takes milliseconds/],
    [
      "have a deadline beyond a timer's",
      { auth, bodyDeadlineMs: 2 ** 31 },
      /bodyDeadlineMs takes milliseconds/,
    ],
    [
      "have a deadline that is no number",
      { auth, bodyDeadlineMs: Number.NaN },
      /bodyDeadlineMs takes/,
    ],
    [
      "have another way with unhandled events",
      { auth, unhandled: "skip" },
      /unhandled is "accept" or "next"/,
    ],
  ])("are refused where they %s", (_case, options, message) => {
    const make = () => callsavvy(options as never);
    expect(make).toThrow(TypeError);
    expect(make).toThrow(message);
  });

  it.each<[string, object, RegExp]>([
    [
      "a trigger in kebab case",
      { trigger: "call-missed" },
      /Unknown trigger "call-missed"\. Did you mean "callMissed"\?/,
    ],
    [
      "a field that nobody declares",
      { fields: { to: "call_to_numbr" } },
      /renames "to" to an unknown field\. Did you mean "call_to_number"\?/,
    ],
    ["no object of fields", { fields: null }, /The option fields takes an object/],
    [
      "a chain of fields",
      { fields: { to: "did_number", did_number: "ref_id" } },
      /renames "to" to "did_number", which it renames as well/,
    ],
  ])("of Servetel are refused with %s", (_case, options, message) => {
    expect(() => servetel({ auth, ...options })).toThrow(message);
  });

  it.each([1, 1000, "512", "512b", "64kb", "1 MB", "1.5mb", "1.25kb", "0.333kb", "1gb"])(
    "take a limit of %j",
    (limit) => {
      expect(() => callsavvy({ auth, limit })).not.toThrow();
    },
  );

  it("take the longest deadline that a timer can wait for", () => {
    expect(() => callsavvy({ auth, deadlineMs: 2 ** 31 - 1 })).not.toThrow();
  });

  it("are never written to", () => {
    const options = Object.freeze({
      auth,
      fields: Object.freeze({ to: "call_to_number" }),
    } as const);
    expect(() => servetel(options)).not.toThrow();
  });
});
