import { call, digitPressed, question, ringing } from "../fixtures/minimal";
import { asForm, asJson, asQuery } from "../helpers/encode";
import { type ProviderName, providers } from "../schemas/read-schemas";
import { delivery, type Input, pairsInTurn, words } from "./input";
import { paths } from "./receiving-app";

/** Texts that break whoever takes text for granted, by hazard. What can't be seen is escaped. */
const naughty: Readonly<Record<string, readonly string[]>> = {
  "control characters": [
    ...["\0", "a\0b", "\x01\x02\x03\x04\x05\x06\x07", "\b\b\b\b", "\t\v\f", "\r", "\n", "\r\n\r\n"],
    ...["\x1a", "\x1b", "\x7f", "\x80\x85\x9b\x9f", "\x04EOF"],
  ],
  "blanks that are none": [
    ...["\u00a0", "\u1680\u2000\u2003\u2009\u200a", "\u2028", "\u2029", "\u202f\u205f\u3000"],
    ...["\u2800", "\u3164", "\u00a0$uuid\u00a0", " \t\n\r "],
  ],
  "zero width": [
    ...["\u200b", "\u200c\u200d", "\u2060", "\ufeff", "uu\u200bid", "\u00ad", "\u034f", "\u180e"],
  ],
  directions: [
    ...["\u202eexample.com\u202c", "\u202d\u202a\u202b", "\u2066\u2067\u2068\u2069"],
    ...["\u200e\u200f\u061c", "שלום עולם", "مرحبا بالعالم", "abc\u202e123\u202dشركة", "١٢٣٤٥"],
  ],
  pictures: [
    ...["🙂", "👩\u200d👩\u200d👧\u200d👦", "👍🏿", "🇮🇳🇳🇬", "🇮", "1\ufe0f\u20e3", "❤\ufe0e❤\ufe0f"],
    "🏴\u{e0067}\u{e0062}\u{e0077}\u{e006c}\u{e0073}\u{e007f}",
    ...["\u{1f3fb}", "\u200d🙂\u200d"],
  ],
  "combining marks": [
    "Z\u0351\u036b\u0343\u036a\u0302\u036b\u033d\u034f\u0334\u0319\u0324\u031ea\u0349\u034dl",
    ...["\u0301", `a${"\u0323".repeat(500)}`, "\u0e33\u0e49\u0e4a", "క\u0c4d", "ப\u0bcd", "\u20dd"],
  ],
  "pairs of one letter": [
    ...["\u00e9", "e\u0301", "\u212b", "A\u030a", "\ufb01", "\u1e9e"],
    ...words("İi ıI ςΣσ ǅ ①²"),
  ],
  lookalikes: ["рауment", "uuіd", "ｕｕｉｄ", "＄ｕｕｉｄ", "𝓊𝓊𝒾𝒹", "uuid\0", "Ａ\uff0eＢ"],
  "what is no character": [
    ...["\ufffe", "\uffff", "\ufdd0\ufdef", "\u{1fffe}\u{10ffff}", "\ufffd", "\ud800", "\udfff"],
    ...["\udc00\ud800", "a\ud83d", "\ue000\uf8ff", "\u{f0000}", "\u{e0001}\u{e0041}"],
    "\ufff9\ufffa\ufffb",
  ],
  numbers: words(`
    NaN -Infinity 1e309 -0 0x7fffffff 2147483648 -9223372036854775809 1,000.00 1.000,00 1_000
    १२३ ½ ০ 0.1e-7 +1 00 1/0
  `),
  "words of languages": [
    ...words(`null nil None undefined true TRUE (null) NULL ${"\\N"} #N/A`),
    ...["[object Object]", "void 0"],
  ],
  prototypes: words(`
    __proto__ constructor prototype toString valueOf hasOwnProperty __defineGetter__
    __lookupSetter__ then toJSON length isPrototypeOf constructor.prototype
    constructor[prototype][x] __proto__[x] __proto__.x
  `),
  SQL: [
    ...["' OR '1'='1", "'; DROP TABLE calls; --", '" OR ""="', "1; SELECT pg_sleep(9)", "%' --"],
    ...["\\'; --", "x' UNION SELECT NULL--"],
  ],
  HTML: [
    ...["<script>alert(1)</script>", "<img src=x onerror=alert(1)>", '"><svg onload=alert(1)>'],
    ...["javascript:alert(1)", "<!--", "]]>", "</p><p>", "&lt;b&gt;&amp;&#x3c;", "<b\0>", "`a`"],
  ],
  shells: [
    ...["$(id)", "`id`", "; id", "| id", "&& id", "> out", "-rf", "--help", "$HOME", "%COMSPEC%"],
    ...["() { :; }; id", "*"],
  ],
  "line breaks in headers": [
    ...["a\r\nSet-Cookie: a=b", "a%0d%0aSet-Cookie:%20a=b", "a\nLocation: http://example.com"],
    ...["\u560a\u560dX: y", "a\r\n\r\nHTTP/1.1 200 OK"],
  ],
  formats: words(`%s%s%s%n %d ${"%x".repeat(40)} {0} %@ %*.*s {}{!r} %1$s %99999999s`),
  paths: words(String.raw`
    ../../../../etc/hosts ..\..\windows\win.ini /dev/zero file:///etc/hosts C:\con\con
    ....//....// %2e%2e%2f \\example.com\share nul aux.txt
  `),
  templates: [
    ...words(
      "$uuid $$uuid $5 $ $é _id _number {{uuid}} {{7*7}} #{7*7} [[uuid]] %uuid% :uuid @uuid",
    ),
    ...[`$${"{uuid}"}`, `$${"{7*7}"}`, "$a b", "<%= 7*7 %>"],
  ],
  "percent escapes": [
    ...words("% %% %2 %zz %25 %2525 %00 %u0041 %c0%af %ff %ED%A0%80 %e2%82 100% a%20b+c %26a%3Db"),
    ...words("&#37; = & a=b&c=d + ? # ;"),
  ],
  terminals: [
    ...["\x1b[31mred\x1b[0m", "\x1b]0;title\x07", "\x1b[2J", "\x1b[6n", "\x9b31m"],
    "\x1b]8;;http://example.com\x07",
  ],
  structures: [
    ...words(`[ { [] {} {"a":1} ["a" map[a:1] map[ <nil> a[b] a[] [0] --- <?xml?>`),
    ...["[a b]", "a:\n- b"],
  ],
  programs: [
    ...words("=1+1 @SUM(1) +1+1 -2+3 eval(1) require('fs') System.exit(0) (?:a+)+$"),
    ...["=cmd|' /C calc'!A0", "{{constructor.constructor('x')()}}", "a".repeat(40)],
  ],
  "long words": [
    ...[..."a _$[{"].map((character) => character.repeat(1000)),
    ...["é".repeat(500), "🙂".repeat(200), "\ufdfa".repeat(200), "a ".repeat(500)],
    ...[`$${"a".repeat(1000)}`, `1${"0".repeat(400)}`],
  ],
};

type Place = readonly [name: string, path: string, put: (text: string) => Fields];
type Fields = Readonly<Record<string, unknown>>;

const phone = paths.callsavvy;
const dtmf = `${paths.servetel}/dtmf-option`;
const missed = `${paths.servetel}/call-missed`;

/** Where a text may stand: in the fields of a delivery that is good but for it, or in their names. */
const places: Readonly<Record<ProviderName, readonly Place[]>> = {
  callsavvy: [
    ["as texts", phone, (text) => ({ ...ringing, caller_number: text, call_status: text })],
    ["as the event", phone, (text) => ({ ...ringing, event: text })],
    ["as a name", phone, (text) => ({ ...ringing, [text]: text })],
    ["as a message", phone, (text) => ({ ...question, original_message: text })],
  ],
  servetel: [
    ["as texts", dtmf, (text) => ({ ...digitPressed, uuid: text, caller_id_number: text })],
    ["as a list", missed, (text) => ({ ...call, call_connected: text, call_flow: text })],
    ["as an object", missed, (text) => ({ ...call, broadcast_lead_fields: text })],
    ["inside a list", missed, (text) => ({ ...call, answered_agent: [{ [text]: text }] })],
    ["as a name", dtmf, (text) => ({ ...digitPressed, [text]: text })],
    ["around names", dtmf, (text) => ({ ...digitPressed, [`${text}uuid`]: 1, [`uuid${text}`]: 2 })],
    ["as a proof", paths.servetel, (text) => ({ ...call, digit_pressed: text, status: text })],
  ],
};

const encodings = { callsavvy: [asJson, asForm], servetel: [asJson, asForm, asQuery] };

/** Naughty texts as the values and the names of fields, in every encoding that the receiver takes. */
export function naughtyStrings(): Input[] {
  const texts = Object.entries(naughty).flatMap(([hazard, list]) =>
    list.map((text) => ({ text, is: `${hazard}: ${JSON.stringify(text)}` })),
  );
  return providers.flatMap((provider) =>
    pairsInTurn(texts, places[provider], encodings[provider]).map(
      ([{ text, is }, [place, path, put], encode]) =>
        delivery(`${is} ${place}, ${encode.name}`, path, encode(put(text))),
    ),
  );
}
