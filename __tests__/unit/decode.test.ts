import { describe, expect, it } from "@jest/globals";
import { decode } from "../../lib/decode";
import type { BodyType } from "../../lib/provider";
import type { Body } from "../../lib/transport";

const BOTH: readonly BodyType[] = ["json", "form"];
const FORM = "application/x-www-form-urlencoded";

const bytes = (text: string, encoding: BufferEncoding = "utf8"): Body => ({
  kind: "bytes",
  bytes: Buffer.from(text, encoding),
});
const text = (text: string): Body => ({ kind: "text", text });
const parsed = (value: unknown): Body => ({ kind: "parsed", value });
const query = (text: string): Body => ({ kind: "query", text });

/** Plain, since what is decoded has no prototype. */
function decoded(body: Body, contentType?: string, bodyTypes = BOTH) {
  const { encoding, raw } = decode(body, contentType, bodyTypes);
  return [encoding, { ...raw }];
}

function refusal(body: Body, contentType?: string, bodyTypes = BOTH): string {
  try {
    decode(body, contentType, bodyTypes);
  } catch (error) {
    const { code, detail } = error as { code: string; detail?: string };
    return `${code}: ${detail}`;
  }
  return "none";
}

describe("decode takes", () => {
  it.each<[string, string | undefined]>([
    ["application/json", "application/json"],
    ["blanks around the content type", " application/json "],
    ["any case", "Application/JSON; Charset=UTF-8"],
    ["text/json", "text/json"],
    ["JSON with a prefix", "application/vnd.acme.v2+json"],
    ["text/plain", "text/plain"],
    ["an empty content type", ""],
    ["no content type", undefined],
    ["a form's content type", FORM],
    ["an attribute that is no charset", "application/json; profile=x"],
    ["a charset after another attribute", "application/json; profile=x; charset=utf-8"],
    ["an attribute that ends in charset", "application/json; xcharset=utf-7"],
    ["an attribute that begins with charset", "application/json; charsets=utf-7"],
    ["the first of two charsets", "application/json; charset=utf-8; charset=utf-7"],
    ["blanks around the charset", "application/json; charset =  utf-8 "],
    ["a quoted charset", 'application/json; charset="utf-8"'],
  ])("JSON under %s", (_case, contentType) => {
    expect(decoded(bytes('{"a":1}'), contentType)).toEqual(["json", { a: 1 }]);
  });

  it.each([FORM, "text/plain", ""])("a form under %j", (contentType) => {
    expect(decoded(bytes(" a=1&b=%C3%A9\n"), contentType)).toEqual(["form", { a: "1", b: "é" }]);
  });

  it("JSON that a form parser would take for a lone name, escaped or not", () => {
    expect(decoded(bytes("%7B%22a%22%3A%22b%20c%22%7D"), FORM)).toEqual(["json", { a: "b c" }]);
    expect(decoded(bytes("%7B%22a%22%3A1%7D="), FORM)).toEqual(["json", { a: 1 }]);
  });

  it.each<[string, object]>([
    ["%7Ba%7D=1", { "{a}": "1" }],
    ["%7Ba&b", { "{a": "", b: "" }],
    ["b&%7Ba", { b: "", "{a": "" }],
    ["b", { b: "" }],
    ["b&c", { b: "", c: "" }],
  ])("for a form what is no JSON: %s", (body, fields) => {
    expect(decoded(bytes(body), FORM)).toEqual(["form", fields]);
  });

  it.each<[string, object]>([
    ["]a[b]=1", { "]a[b]": "1" }],
    ["a]b[c]=1", { "a]b[c]": "1" }],
    ["b&[a]=1", { b: "", "[a]": "1" }],
    ["a[b=1", { "a[b": "1" }],
    ["a[b]c=1", { "a[b]c": "1" }],
    ["a[b[c]]=1", { "a[b[c]]": "1" }],
    ["a[b]c[d]=1", { "a[b]c[d]": "1" }],
    ["a=1&a[b]=2", { a: "1", "a[b]": "2" }],
    ["a=1&a[][b]=2", { a: "1", "a[][b]": "2" }],
    ["a=1&a[]=2", { a: ["1", "2"] }],
    ["a[1]=x&a[0]=y", { a: ["y", "x"] }],
    ["a[01]=x", { a: { "01": "x" } }],
    ["a[b]=1&a[]=2", { a: { b: "1", 0: "2" } }],
    ["a[][b]=1&a[][b]=2", { a: [{ b: "1" }, { b: "2" }] }],
    ["a[5]=x&a[]=y", { a: ["x", "y"] }],
    ["\u00a0a=\u00a0", { "\u00a0a": "\u00a0" }],
    ["\fa=\v", { "\fa": "\v" }],
  ])("the names of the form %s", (body, fields) => {
    expect(decoded(bytes(body), FORM)).toEqual(["form", fields]);
  });

  it("what is at the limits of nesting and number", () => {
    expect(refusal(bytes(`a${"[b]".repeat(31)}=1`), FORM)).toBe("none");
    const deep = `a${"[b]".repeat(10)}`;
    expect(refusal(bytes(`${`${deep}&`.repeat(500)}a`), FORM)).toBe("none");
    expect(refusal(bytes(`${`${deep}&`.repeat(500)}a[b]`), FORM)).toMatch(/^ERR_TOO_MANY_KEYS/);
  });

  it("one byte order mark in front of JSON that somebody has decoded, no two", () => {
    expect(decoded(text('\ufeff{"a":1}'), "application/json")).toEqual(["json", { a: 1 }]);
    expect(decoded(text('{"a":"\ufeff"}'), "application/json")).toEqual(["json", { a: "\ufeff" }]);
    expect(refusal(text('\ufeff\ufeff{"a":1}'), "application/json")).toMatch("not valid JSON");
    expect(decoded(text("\ufeffa=\ufeff"), FORM)).toEqual(["form", { a: "\ufeff" }]);
    expect(decoded(bytes('\ufeff{"a":1}'), "application/json")).toEqual(["json", { a: 1 }]);
    expect(refusal(bytes('\ufeff\ufeff{"a":1}'), "application/json")).toMatch("not valid JSON");
  });

  it("a form in Latin-1, bytes and escapes alike", () => {
    expect(decoded(bytes("a=\xe9%e9", "latin1"), `${FORM}; charset=iso-8859-1`)).toEqual([
      "form",
      { a: "éé" },
    ]);
  });

  it("a query, in UTF-8, as it comes", () => {
    expect(decoded(query("a=%C3%A9+b"))).toEqual(["query", { a: "é b" }]);
    expect(decoded(query("%7B%22a%22%3A1%7D"))).toEqual(["query", { '{"a":1}': "" }]);
  });

  it.each<[string, unknown, string | undefined, string, object]>([
    ["JSON", { a: 1, "b[c]": "2" }, "application/json", "json", { a: 1, "b[c]": "2" }],
    ["a form", { a: "1", "b[c]": "2" }, FORM, "form", { a: "1", b: { c: "2" } }],
    ["texts alone, of no type", { "b[c]": "2" }, "text/plain", "form", { b: { c: "2" } }],
    ["not texts alone, of no type", { a: 1, "b[c]": "2" }, "", "json", { a: 1, "b[c]": "2" }],
    ["texts under JSON", { "b[c]": "2" }, "application/json", "json", { "b[c]": "2" }],
    ["a list under brackets", { "a[]": ["1", "2"] }, FORM, "form", { a: ["1", "2"] }],
    ["a list under a name", { a: ["1", "2"] }, FORM, "form", { a: ["1", "2"] }],
    ["a list of lists", { a: [["1"], "2"] }, FORM, "form", { a: [["1"], "2"] }],
    ["a name that holds JSON", { 'x{"a"': "1" }, FORM, "form", { 'x{"a"': "1" }],
  ])("what another parser has left: %s", (_case, value, contentType, encoding, raw) => {
    expect(decoded(parsed(value), contentType)).toEqual([encoding, raw]);
  });
});

describe("decode refuses, and names the fix:", () => {
  const notTaken =
    "ERR_CONTENT_TYPE: set the webhook to application/json or application/x-www-form-urlencoded";
  const isEmpty =
    "ERR_BODY_EMPTY: set the webhook's content type to JSON or form, so that it sends its fields";
  const charset = "ERR_CHARSET: send UTF-8";
  const notJson = "ERR_BODY_MALFORMED: it is not valid JSON";

  it.each([
    "image/png",
    "application/jsonx",
    "xapplication/json",
    "application/json x",
    "text/html",
    "multipart/form-data; boundary=x",
    "application/json\u00a0",
  ])("the content type %s", (contentType) => {
    expect(refusal(bytes('{"a":1}'), contentType)).toBe(notTaken);
    expect(refusal(parsed({ a: 1 }), contentType)).toBe(notTaken);
  });

  it("an encoding that the provider does not send", () => {
    expect(refusal(bytes("a=1"), FORM, ["json"])).toBe(notTaken);
    expect(refusal(bytes('{"a":1}'), FORM, ["form"])).toBe(notTaken);
    expect(refusal(bytes('{"a":1}'), "application/json", ["form"])).toBe(notTaken);
    expect(decoded(bytes('{"a":1}'), FORM, ["json"])).toEqual(["json", { a: 1 }]);
  });

  it.each([
    "application/json;charset=utf-7",
    "application/json; charset =utf-7",
    "application/json; charset=",
    "application/json; profile=x; charset=utf-7",
    'application/json; charset=u"tf-8"',
    'application/json; charset="utf-"8',
    "application/json; charset=utf-8\u00a0",
    `application/json;${" a=b;".repeat(20)} charset=utf-7`,
    "application/json; charset=iso-8859-1",
    "text/plain; charset=latin1",
  ])("the charset of %s", (contentType) => {
    expect(refusal(bytes('{"a":1}'), contentType)).toBe(charset);
  });

  it.each<[string, Body, string | undefined]>([
    ["no body", { kind: "none" }, "application/json"],
    ["no body, whatever it claims to be", { kind: "none" }, "image/png"],
    ["no bytes", bytes(""), "application/json"],
    ["blanks", bytes(" \r\n\t"), FORM],
    ["an empty object", bytes("{}"), "application/json"],
    ["a form without a name", bytes("&&"), FORM],
    ["an empty query", query(""), undefined],
    ["an empty object of another parser", parsed({}), "application/json"],
  ])("%s", (_case, body, contentType) => {
    expect(refusal(body, contentType)).toBe(isEmpty);
  });

  it.each<[string, Body, string | undefined, string]>([
    ["half a JSON text", bytes('{"a":'), "application/json", notJson],
    ["half a JSON text in a form", bytes('{"a":'), FORM, notJson],
    ["half a JSON text, escaped", bytes("%7B%22a%22%3A"), FORM, notJson],
    ["a form under JSON", bytes("a=1"), "application/json", notJson],
    ["a list", bytes("[1]"), "application/json", "ERR_BODY_MALFORMED: it is not an object"],
    ["null", bytes("null"), "application/json", "ERR_BODY_MALFORMED: it is not an object"],
    ["a parsed text", parsed(null), "application/json", "ERR_BODY_MALFORMED: it is not an object"],
    ["prose", bytes("hello"), "", "ERR_BODY_MALFORMED: it is neither JSON nor a form"],
    [
      "bytes that are not UTF-8",
      bytes('{"a":"\xff"}', "latin1"),
      "",
      "ERR_BODY_MALFORMED: it is not UTF-8",
    ],
    [
      "an escape that is not UTF-8",
      bytes("a=%ff"),
      FORM,
      "ERR_BODY_MALFORMED: an escape is not UTF-8",
    ],
    [
      "33 levels",
      bytes(`${'{"a":'.repeat(33)}1${"}".repeat(33)}`),
      "",
      "ERR_BODY_TOO_DEEP: at most 32 levels are read",
    ],
    [
      "33 levels of brackets",
      bytes(`a${"[b]".repeat(32)}=1`),
      FORM,
      "ERR_BODY_TOO_DEEP: at most 32 levels are read",
    ],
    [
      "1,001 parameters",
      bytes("a&".repeat(1_001)),
      FORM,
      "ERR_TOO_MANY_KEYS: at most 1000 are read",
    ],
    [
      "5,001 values",
      bytes(`{"a":[${"0,".repeat(4_998)}0]}`),
      "",
      "ERR_TOO_MANY_KEYS: at most 5000 are read",
    ],
    ["an own __proto__", bytes('{"__proto__":1}'), "", "ERR_PROTOTYPE_KEY: undefined"],
    [
      "an own constructor.prototype",
      bytes('{"constructor":{"prototype":1}}'),
      "",
      "ERR_PROTOTYPE_KEY: undefined",
    ],
  ])("%s", (_case, body, contentType, message) => {
    expect(refusal(body, contentType)).toBe(message);
  });

  it.each([
    ["null", bytes('{"constructor":null}')],
    ["a text", bytes('{"constructor":"prototype"}')],
    ["nothing", parsed({ constructor: undefined })],
  ])("no constructor that is %s", (_case, body) => {
    expect(refusal(body, "application/json")).toBe("none");
  });

  it.each(['{"a":1}', ' {\n"a', "{}", "\t{ }"])("%j that a form parser took for a name", (name) => {
    for (const value of [{ [name]: "" }, { b: "1", [name]: "2" }]) {
      expect(refusal(parsed(value), FORM)).toMatch(/^ERR_BODY_CONSUMED: mount the receiver before/);
    }
  });

  it.each(["{a}", 'a{"', '"{"'])("no name that is no JSON: %j", (name) => {
    expect(refusal(parsed({ [name]: "" }), FORM)).toBe("none");
  });
});
