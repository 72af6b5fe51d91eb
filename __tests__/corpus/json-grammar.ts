import { asText, type Encoded } from "../helpers/encode";
import { delivery, type Input, pairs, request, words } from "./input";
import { paths } from "./receiving-app";

const JSON_TYPE = "application/json";
const json = (name: string, path: string, body: string | Buffer) =>
  request(name, { path, headers: [`Content-Type: ${JSON_TYPE}`], body });

/** Good bodies that hold every kind of token. */
const goodBodies: readonly (readonly [path: string, body: string])[] = [
  [
    paths.callsavvy,
    String.raw`{"event":"callerInformation","call_department":"é\ud83d\ude00","caller_number":"\n/","x":[-1.5e+3,true,null]}`,
  ],
  [
    `${paths.servetel}/dtmf-option`,
    String.raw`{ "uuid":"\u0041","call_to_number":"","caller_id_number":"","digit_pressed":4,"x":[{"y":-0.5E1},false] }`,
  ],
];

/** What is put in the place of each character of a good body. */
const hostileCharacters = [...'\0"\\{,0\ufeff'];

/** What is no UTF-8, to be put between any two characters. */
const hostileBytes: readonly (readonly [name: string, bytes: readonly number[]])[] = [
  ["a lone continuation", [0x80]],
  ["three bytes, truncated", [0xe2, 0x82]],
  ["an overlong quote", [0xc0, 0xa2]],
  ["a high surrogate", [0xed, 0xa0, 0x80]],
  ["a letter of ISO 8859-1", [0xe9]],
];

function mutations([path, body]: (typeof goodBodies)[number]): Input[] {
  const characters = [...body];
  return characters.flatMap((character, index) => {
    const before = characters.slice(0, index).join("");
    const after = characters.slice(index + 1).join("");
    const at = `${path}, character ${index}`;
    return [
      json(`${at}: nothing from here on`, path, before),
      json(`${at}: nothing before`, path, character + after),
      json(`${at}: deleted`, path, before + after),
      json(`${at}: doubled`, path, before + character + character + after),
      ...hostileCharacters.map((hostile) =>
        json(`${at}: replaced by ${JSON.stringify(hostile)}`, path, before + hostile + after),
      ),
      ...hostileBytes.map(([name, bytes]) => {
        const parts = [Buffer.from(before), Buffer.from(bytes), Buffer.from(character + after)];
        return json(`${at}: preceded by ${name}`, path, Buffer.concat(parts));
      }),
    ];
  });
}

type Value = readonly [name: string, text: string];

/** Values that JSON takes, though not everybody expects them. */
const valid = [
  ...words(String.raw`
    null true false 0 -0 0.0 -0.0 1e0 1E+2 1e-2 0e5 0E-0 123456789 0.1e1 -1.25e-3
    [] {} [[]] [{}] [0] [null] [true,false] [[],{}] [1,[2,[3]]] 2e308 1e400 -1e999 1e-400
    9007199254740993 -9007199254740993 12345678901234567890 0.30000000000000004 4.9e-324
    "" "\"" "\\" "\/" "\b\f\n\r\t" "\u0000" "\u001F" "\u007f" "\u2028\u2029" "\uFEFF" "\uFFFE" "\uffff"
    "\ud83d\ude00" "\uD83D\uDE00" "\ud800" "\udc00" "\ud800\ud800" "\ude00\ud83d" "\ud83dx" "\ud83d\u0041" "\uDBFF\uDFFF"
    {"":0} {"a":1,"a":2} {"a":{"b":1},"a":[]} {"\u0061":1,"a":2} {"\u0000":1} {"\ud800":1}
    {"toString":1,"valueOf":2,"hasOwnProperty":3} {"constructor":1} {"constructor":{"name":"x"}} {"prototype":{"a":1}}
    {"length":-1} {"0":1,"1":2} {"then":"x"} {"toJSON":"x"}
    {"__proto__":{"admin":true}} {"\u005f_proto__":{"admin":true}} {"a":{"__proto__":null}} [{"__proto__":[]}]
    {"constructor":{"prototype":{"admin":true}}} {"a":{"constructor":{"prototype":null}}}
  `),
  " \t\n\r[ \t\n\r1 \t\n\r, 2 ] ",
  '" "',
  '"\u007f"',
  '"\u2028\u2029"',
  '"\ufeff"',
  '"\u{10ffff}"',
];

/** Values that others' parsers have taken. */
const invalid = [
  ...words(String.raw`
    nul nulll Null NULL nil none None undefined tru truee True TRUE fals False yes no on off
    NaN -NaN nan Infinity -Infinity +Infinity inf Inf 1.#INF 1.#QNAN
    00 01 -01 -00 +1 + - -- --1 +-1 .5 -.5 . 1. 1.e1 1.5. 1..5 1e 1E 1e+ 1e- 1e1.5 1ee1 e1 1_000 1,000
    0x 0x1F 0b1 0o7 017 1n 1f 1L 0.1d 1-1 1+1 1/2 2^8 ½ ² ١ 1a -a -x 0xg 1e1e1
    '' ' 'a' “a” «a» a a:1 \u0041 \\ / /* */ // # <a/> $a {{a}} %s @a ! ~ ? * & ; ,
    [ ] [[ ]] [] ] [,] [1,] [,1] [1,,2] [1;2] [1:2] [1}] [} [-] [a] [1a] ["a] ["a"x] [1]x [1],2 [1][2] [...] (1) <1>
    { } {} } {{}} {,} {a} {a:1} {'a':1} {1:1} {null:1} {[]:1} {"a"} {"a":} {:1} {"a":1,} {,"a":1} {"a":1,,"b":2}
    {"a"::1} {"a"=1} {"a",1} {"a":1;"b":2} {"a":1:2} {"a":1]} {"a":1}} {"a":1}x {"a":1}, {"a":1}{"b":2} {...a} {"a"1}
    "\x41" "\u" "\u1" "\u12" "\u123" "\u123g" "\uD83" "\U00000041" "\u{41}" "\a" "\v" "\0" "\'" "\e" "\1" "\
    "\u00 "\ud800\u" "\ud800\u1" "\ud800\" "\\\" "\"" "" " "a "a\ "a"b" a"
    )]}',{} for(;;);{} callback({}) map[a:1] <nil> a:1:{i:0;s:1: a=1 1/**/ /**/1 {"a":/**/1}
  `),
  "`a`",
  '"\\ "',
  '"\t"',
  '"\n"',
  '"\r"',
  '"\0"',
  '"\x1f"',
  '"\b"',
  '"a\\\nb"',
  "[1 2]",
  '["a" "b"]',
  "[1,\f2]",
  "[1,\v2]",
  "[1,\u00a02]",
  "[1,\u20282]",
  "[1,\u20602]",
  "\u00a01",
  "1\0",
  "[1]\0",
  "\0",
  "/* a */ 1",
  "// a\n1",
  "1 // a",
  "# a\n1",
  "1 2",
  "1\n2",
  "true false",
  "{}\n{}",
  "var a = {}",
  "--- {}",
  "a: 1\nb: 2",
  "\ufeff",
  "\ufeff{}",
  "\ufeff\ufeff{}",
  "{}\ufeff",
  " \ufeff{}",
  "\ufffe{}",
  "\u200b{}",
  "\u00a0{}",
  "\f{}",
];

const depths = [2, 30, 31, 32, 33, 20_000];

/** What opens a level and what closes it. */
const levels: readonly (readonly [open: string, close: string])[] = [
  ["[", "]"],
  ['{"a":', "}"],
  ['[{"a":', "}]"],
  ['{"__proto__":', "}"],
];

const nests = pairs(depths, levels).flatMap(([depth, [open, close]]) =>
  [0, Math.floor(depth / 2), depth, depth + 1].map(
    (closed): Value => [
      `${depth} times ${open}, ${closed} times ${close}`,
      `${open.repeat(depth)}1${close.repeat(closed)}`,
    ],
  ),
);

const members = (count: number, nameOf: (index: number) => string) =>
  `{${Array.from({ length: count }, (_, index) => `"${nameOf(index)}":${index}`).join(",")}}`;

/** What is large in one way. */
const giants: readonly Value[] = [
  ["a number of 100,000 digits", "9".repeat(100_000)],
  ["a fraction of 100,000 digits", `0.${"3".repeat(100_000)}`],
  ["an exponent of 1,000 digits", `1e${"9".repeat(1000)}`],
  ["a negative exponent of 1,000 digits", `1e-${"9".repeat(1000)}`],
  ["100,000 leading zeros", `${"0".repeat(100_000)}1`],
  ["a text of 200,000 letters", `"${"a".repeat(200_000)}"`],
  ["a text of 30,000 escapes", `"${"\\u0000".repeat(30_000)}"`],
  ["a text of 100,000 backslashes", `"${"\\".repeat(100_000)}"`],
  ["a text that has no end", `"${"a".repeat(100_000)}`],
  ["a list of 100,000 numbers", `[${"0,".repeat(99_999)}0]`],
  ["a list of 60,000 lists", `[${"[],".repeat(59_999)}[]]`],
  ["100,000 commas", `[${",".repeat(100_000)}]`],
  ["200,000 blanks", " ".repeat(200_000)],
  ...[1000, 1001, 20_000].flatMap((count): Value[] => [
    [`an object of ${count} keys`, members(count, (index) => `k${index}`)],
    [`an object of one key, ${count} times`, members(count, () => "k")],
  ]),
];

const ringing = '"event":"callerInformation","call_department":"","caller_number":"1"';
const billed = '"uuid":"a","call_to_number":"","caller_id_number":"","billsec":0';

/** Where a value may stand: as the whole body, under each content type that it is looked for, or inside a good one. */
const places: readonly ((value: string) => readonly [path: string, encoded: Encoded])[] = [
  (body) => [paths.callsavvy, asText(JSON_TYPE, body)],
  (body) => [paths.callsavvy, asText("application/x-www-form-urlencoded", body)],
  inside(paths.callsavvy, (value) => `{${ringing},"call_status":${value}}`),
  inside(paths.servetel, (value) => `{${billed},"answered_agent":${JSON.stringify(value)}}`),
];

function inside(path: string, write: (value: string) => string): (typeof places)[number] {
  return (value) => [path, asText(JSON_TYPE, write(value))];
}

/** Bodies that break the grammar of JSON, or stretch it. */
export function jsonGrammar(): Input[] {
  const texts = [...valid, ...invalid].map((text): Value => [text, text]);
  const values = [...texts, ...nests, ...giants];
  return [
    ...goodBodies.flatMap(mutations),
    ...pairs(values, [...places.entries()]).map(([[name, value], [index, place]]) =>
      delivery(`${name} in place ${index}`, ...place(value)),
    ),
  ];
}
