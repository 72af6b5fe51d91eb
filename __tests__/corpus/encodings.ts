import { brotliCompressSync, constants, deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import { call, digitPressed } from "../fixtures/minimal";
import { asForm, asJson } from "../helpers/encode";
import { type Input, pairs, request, words } from "./input";
import { paths } from "./receiving-app";

const path = `${paths.servetel}/dtmf-option`;
const fields = { ...digitPressed, agent_name: "Zoë 🙂" };
const bodies = { json: String(asJson(fields).body), form: String(asForm(fields).body) };

type Encode = (text: string) => Buffer;

const utf8: Encode = (text) => Buffer.from(text);
const utf16le: Encode = (text) => Buffer.from(text, "utf16le");
const utf16be: Encode = (text) => utf16le(text).swap16();
const utf32le: Encode = (text) =>
  Buffer.from(Uint32Array.from([...text], (character) => character.codePointAt(0) ?? 0).buffer);
const utf32be: Encode = (text) => utf32le(text).swap32();
const latin1: Encode = (text) => Buffer.from(text, "latin1");
const utf7: Encode = (text) =>
  utf8(
    text.replace(
      /[^ -~]/gu,
      (character) => `+${utf16be(character).toString("base64").replaceAll("=", "")}-`,
    ),
  );

/** Names of charsets, and how a sender that means them writes. */
const charsets: readonly (readonly [name: string, encode: Encode])[] = (
  [
    [`utf-8 UTF-8 "utf-8" 'utf-8' utf8 utf_8 utf-8-sig utf-8,utf-8 us-ascii ascii`, utf8],
    ["utf-16 utf-16le UTF-16LE ucs-2 unicode", utf16le],
    ["utf-16be UTF-16BE", utf16be],
    ["utf-32 utf-32le ucs-4", utf32le],
    ["utf-32be", utf32be],
    ["utf-7 UTF-7 unicode-1-1-utf-7 utf-7-imap", utf7],
    ["iso-8859-1 ISO-8859-1 latin1 l1 iso-8859-15 windows-1252 cp1252", latin1],
    ["shift_jis euc-jp iso-2022-jp gb18030 big5 euc-kr koi8-r ibm037", latin1],
    ["x-user-defined binary base64 hex cesu-8 wtf-8 scsu bocu-1 ansi_x3.4-1968", utf8],
    [`"" " = * none null undefined __proto__ constructor`, utf8],
  ] as const
).flatMap(([names, encode]) => words(names).map((name) => [name, encode] as const));

const writtenAs = [
  ["application/json", bodies.json],
  ["application/x-www-form-urlencoded", bodies.form],
  ["application/x-www-form-urlencoded", bodies.json],
  ["text/plain", bodies.json],
  ["text/plain", bodies.form],
] as const;

function charsetInputs(): Input[] {
  return pairs(charsets, writtenAs).flatMap(([[charset, encode], [mediaType, body]]) =>
    [["", body] as const, ["with a mark, ", `\ufeff${body}`] as const].map(([how, text]) =>
      request(`${how}${body} as ${mediaType} in ${charset}`, {
        path,
        headers: [`Content-Type: ${mediaType}; charset=${charset}`],
        body: encode(text),
      }),
    ),
  );
}

/** Content types, and odd ways to spell the good ones. */
const contentTypes = [
  ...["application/json", "application/x-www-form-urlencoded", "text/plain"].flatMap((type) => [
    type,
    type.toUpperCase(),
    ` ${type} `,
    `${type};`,
    `${type};;`,
    `${type} ;charset=utf-8`,
    `${type};charset=utf-8;charset=utf-8`,
    `${type};charset=utf-8;charset=utf-7`,
    `${type};charset=utf-7;charset=utf-8`,
    `${type};charset = utf-8`,
    `${type};charset=utf-8 garbage`,
    `${type};charset`,
    `${type};charset=`,
    `${type};CHARSET=UTF-8`,
    `${type};charset*=utf-8''utf-8`,
    `${type};boundary=x;version=1;q="a;charset=utf-7"`,
    `${type},${type}`,
    `${type},text/html`,
    `${type} text/html`,
    type.replace("/", " / "),
    type.replace("/", "//"),
    type.replace("/", "\\"),
    type.replace("/", ""),
    `"${type}"`,
    `<${type}>`,
    `${type}\t`,
    `${type}x`,
    `x${type}`,
    `${type}/x`,
    type.slice(0, -1),
  ]),
  ...words(`
    / */* a/b/c json application/ /json ; - [] +json __proto__ é/ü application/Ｊson
    application/* application/+json application/a+b+json application/json+xml application/ld+json
    application/problem+json application/x-json text/x-json text/json application/json5
    application/jsonp application/x-ndjson application/json-seq application/javascript
    application/csp-report application/reports+json application/xml text/xml application/soap+xml
    image/svg+xml text/html multipart/form-data multipart/form-data;boundary=x
    multipart/mixed;boundary="x" application/octet-stream application/x-protobuf application/cbor
    text/csv application/msgpack application/yaml application/gzip application/graphql message/http
    image/png text/event-stream application/x-www-form
  `),
  "; charset=utf-8",
];

const contents: readonly (readonly [name: string, body: string | Buffer])[] = [
  ["JSON", bodies.json],
  ["a form", bodies.form],
  ["parts", '--x\r\nContent-Disposition: form-data; name="uuid"\r\n\r\na\r\n--x--\r\n'],
  ["XML", "<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/hosts'>]><a>&b;</a>"],
  ["nothing", ""],
];

function contentTypeInputs(): Input[] {
  const headers = [
    [],
    ["Content-Type:"],
    ["Content-Type: application/json", "Content-Type: text/html"],
    ["Content-Type: text/html", "Content-Type: application/json"],
    ...contentTypes.map((type) => [`Content-Type: ${type}`]),
  ];
  return pairs(headers, contents).map(([lines, [name, body]]) =>
    request(`${name} as ${lines}`, { path, headers: lines, body }),
  );
}

type Compress = (body: string | Buffer) => Buffer;
const gzip: Compress = (body) => gzipSync(body);
const brotli: Compress = (body) =>
  brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } });

const codings: readonly (readonly [name: string, compress: Compress])[] = [
  ["gzip", gzip],
  ["deflate", (body) => deflateSync(body)],
  ["br", brotli],
];

type Coded = readonly [coding: string, how: string, encode: Encode];

const codedBy = ([coding, compress]: (typeof codings)[number]): Coded[] => [
  [coding, "as it says", compress],
  [coding.toUpperCase(), "as it says", compress],
  [` ${coding}\t`, "as it says", compress],
  [`${coding}, ${coding}`, "twice", (body) => compress(compress(body))],
  [`${coding},identity`, "once", compress],
  [coding, "not at all", utf8],
  [coding, "in gzip besides", (body) => gzip(compress(body))],
  [coding, "with garbage behind", (body) => Buffer.concat([compress(body), utf8("garbage")])],
  [coding, "two times over", (body) => Buffer.concat([compress(body), compress(body)])],
  [coding, "of nothing", () => compress("")],
  [coding, "of a megabyte of blanks", (body) => compress(body + " ".repeat(1e6))],
  [coding, "of 10,000 levels", () => compress("[".repeat(10_000) + "]".repeat(10_000))],
];

/** The last bytes of gzip are the sum of what it holds and its length. */
const withEnd = (bytes: Buffer, size: number) => bytes.fill(0, bytes.length - size);

/** Values of Content-Encoding, and bodies that are or are not what they say. */
const coded: readonly Coded[] = [
  ...codings.flatMap(codedBy),
  ["deflate", "without its head", (body) => deflateRawSync(body)],
  ["gzip", "with a wrong sum", (body) => withEnd(gzip(body), 8)],
  ["gzip", "with a wrong length", (body) => withEnd(gzip(body), 4)],
  ["gzip, br", "both", (body) => brotli(gzip(body))],
  ["br, gzip", "both", (body) => gzip(brotli(body))],
  ["base64", "as it says", (body) => utf8(utf8(body).toString("base64"))],
  ...["", " ", "identity, identity"].map((coding): Coded => [coding, "not at all", utf8]),
  ...words(`
    identity IDENTITY none * , gzip;q=0 7bit base64 quoted-printable utf-8 chunked __proto__
  `).map((coding): Coded => [coding, "not at all", utf8]),
  ...words("x-gzip compress x-compress zstd bzip2 lzma sdch exi aes128gcm").map(
    (coding): Coded => [coding, "as gzip", gzip],
  ),
];

function contentEncodingInputs(): Input[] {
  return pairs(coded, writtenAs).map(([[coding, how, encode], [mediaType, body]]) =>
    request(`${body} as ${mediaType}, ${coding} ${how}`, {
      path,
      headers: [`Content-Type: ${mediaType}`, `Content-Encoding: ${coding}`],
      body: encode(body),
    }),
  );
}

function codedInput(name: string, coding: string, body: Buffer): Input {
  const headers = ["Content-Type: application/json", `Content-Encoding: ${coding}`];
  return request(name, { path, headers, body });
}

/** Compressed bodies with each of their bytes inverted, and cut off at each. */
function brokenCompressions(): Input[] {
  const body = JSON.stringify({ ...call, digit_pressed: 4 });
  return codings.flatMap(([coding, compress]) => {
    const whole = compress(body);
    return [...whole.keys()].flatMap((index) => {
      const inverted = Buffer.from(whole);
      inverted.writeUInt8(whole.readUInt8(index) ^ 0xff, index);
      return [
        codedInput(`${coding}, byte ${index} inverted`, coding, inverted),
        codedInput(`${coding}, cut off at byte ${index}`, coding, whole.subarray(0, index)),
      ];
    });
  });
}

/** Deliveries whose charset, content type or content encoding is odd, wrong or a lie. */
export function encodings(): Input[] {
  return [
    ...charsetInputs(),
    ...contentTypeInputs(),
    ...contentEncodingInputs(),
    ...brokenCompressions(),
  ];
}
