import { type Input, pairs, words } from "./input";
import { body, goodGet, goodPost, lines, post, shown, size, stream } from "./raw-requests";

const hex = size.toString(16);
const chunk = `${hex}\r\n${body}\r\n`;
const END = "0\r\n\r\n";

const chunkExtensions = [
  ...words(`a a=b a="b" a="b;c" a="b a;b;c ; = =b a= __proto__=1 a="\\""`),
  ...["", " a = b", "a\tb", "a\0", "a\nb", "a\rb", "\xe9=\xe9"],
  ...["x".repeat(1000), "x".repeat(20_000)],
];

const trailers = [
  ...words("X:y x :x __proto__:x constructor:x Content-Length:5 Transfer-Encoding:chunked"),
  ...["X: y\r\nX: z", "X : y", " folded", "X: a\0b", "X: y\r\n\r\nGET / HTTP/1.1"],
  ...["Content-Type: text/html", "Content-Encoding: gzip", "Host: example.com"],
  ...[`X: ${"y".repeat(20_000)}`, "X: y\r\n".repeat(500)],
];

const chunkedBodies: readonly (readonly [name: string, content: string])[] = [
  ["one chunk", chunk + END],
  ["a chunk for each byte", [...body].map((byte) => `1\r\n${byte}\r\n`).join("") + END],
  ["a size in capitals", chunk.replace(hex, hex.toUpperCase()) + END],
  ["zeros before a size", `000000${chunk}${END}`],
  ["100 zeros before a size", `${"0".repeat(100)}${chunk}${END}`],
  ["many zeros at the end", `${chunk}0000000000\r\n\r\n`],
  ["no chunk", END],
  ["an end in the middle", `1\r\n{\r\n${END}${chunk}${END}`],
  ["no end", chunk],
  ["half an end", `${chunk}0\r\n`],
  ["a chunk that is cut off", chunk.slice(0, -20)],
  ["a size that is too small", chunk.replace(hex, "5") + END],
  ["a size that is too large", chunk.replace(hex, "fff") + END],
  ["the largest size", `7fffffffffffffff\r\n${body}`],
  ["a size that overflows", `ffffffffffffffffff\r\n${body}\r\n${END}`],
  ["a size that wraps around", `1000000000000000${chunk}${END}`],
  ["a negative size", `-${chunk}${END}`],
  ["a size with a plus", `+${chunk}${END}`],
  ["a size with 0x", `0x${chunk}${END}`],
  ["a size in words", `all\r\n${body}\r\n${END}`],
  ["no size", `\r\n${body}\r\n${END}`],
  ["a blank before a size", ` ${chunk}${END}`],
  ["a blank behind a size", chunk.replace("\r\n", " \r\n") + END],
  ["a fraction of a size", chunk.replace(hex, `${hex}.0`) + END],
  ["no break behind the data", `${chunk.slice(0, -2)}${END}`],
  ["bare line feeds", `${hex}\n${body}\n0\n\n`],
  ["bare carriage returns", `${hex}\r${body}\r0\r\r`],
  ["data behind the end", `${chunk}${END}garbage`],
  ["a body that is not chunked", body],
  ["too much", `50000\r\n${" ".repeat(0x50000)}\r\n${END}`],
  ["too much in small chunks", `400\r\n${" ".repeat(0x400)}\r\n`.repeat(300) + END],
  ...chunkExtensions.map(
    (text) =>
      [`the extension ${shown(text)}`, chunk.replace("\r\n", `;${text}\r\n`) + END] as const,
  ),
  ...trailers.map(
    (text) => [`the trailer ${shown(text)}`, `${chunk}0\r\n${text}\r\n\r\n`] as const,
  ),
];

const lengthLines = [
  ...[`${size}`, `0${size}`, `${"0".repeat(50)}${size}`, ` ${size} `, `\t${size}\t`, `+${size}`],
  ...[`-${size}`, `${size - 1}`, `${size + 1}`, `${size}.0`, `${size}e0`, `0x${hex}`, `"${size}"`],
  ...[`${size} ${size}`, `${size},${size}`, `${size}, ${size + 1}`, `${size};a`, `${size}a`],
  ...[`${size}\0`, "", " ", "\xe9", `${size}\r\n ${size}`, `\r\n ${size}`, "9".repeat(100)],
  ...[`${size}\r\nContent-Length: ${size}`, `${size}\r\nContent-Length: 0`],
  ...words("-1 0 00 1 NaN Infinity null 262145 999999999 2147483648 9007199254740993"),
  ...words("18446744073709551615 18446744073709551616"),
].map((length) => `Content-Length: ${length}`);

const oddLengthLines = [
  ...["X: no length", `Content-Length : ${size}`, ` Content-Length: ${size}`],
  ...[`Content_Length: ${size}`, `content-length:${size}`, `CONTENT-LENGTH:      ${size}`],
  ...[`cOnTeNt-LeNgTh: ${size}`, `Content-Length\0: ${size}`],
];

const codingLines = [
  ...words("chunked Chunked CHUNKED identity gzip xchunked chunk trailers __proto__ ch\xfcnked"),
  ...words(`"chunked" chunked;q=1 ,chunked chunked, chunked,chunked gzip,chunked chunked,gzip`),
  ...["", " chunked ", "\tchunked", "chunked, identity", "identity, chunked", "chunked chunked"],
  ...["chunked\0", "\x0bchunked", "\r\n chunked", "chunked\r\nTransfer-Encoding: chunked"],
].map((coding) => `Transfer-Encoding: ${coding}`);

/** Deliveries whose body says wrongly or oddly where it ends. */
function framing(): Input[] {
  const chunked = "Transfer-Encoding: chunked";
  const length = `Content-Length: ${size}`;
  const spaced = "Transfer-Encoding : chunked";
  const oldPost = post([chunked], chunk + END).replace("HTTP/1.1", "HTTP/1.0");
  const framed = [
    ...chunkedBodies.map(([name, content]) => [`chunked with ${name}`, post([chunked], content)]),
    ...[...lengthLines, ...oddLengthLines].map((line) => [shown(line), post([line])]),
    ...pairs(codingLines, [body, chunk + END]).flatMap(([line, content]) => [
      [`${shown(line)} alone`, post([line], content)],
      [`${shown(line)} behind a length`, post([length, line], content)],
      [`${shown(line)} before a length`, post([line, length], content)],
    ]),
    ["a coding with a blank in its name", post([spaced], chunk + END)],
    ["a coding in HTTP/1.0", oldPost],
    ["a smuggled request", post([length, chunked], END + goodGet)],
    ["a request behind a body", post([length], body + goodGet.slice(3))],
  ] as const;
  return framed.flatMap(([name = "", text = ""]) => [
    stream(name, text),
    stream(name, text, "half-closing"),
  ]);
}

/** Protocols that are not HTTP/1, and noise. */
const strangers: readonly (readonly [name: string, text: string])[] = [
  ["nothing", ""],
  ["a NUL", "\0"],
  ["line breaks", "\r\n".repeat(100)],
  ["HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0"],
  ["TLS", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"],
  ["a proxy's line", `PROXY TCP4 127.0.0.1 127.0.0.1 1 2\r\n${goodGet}`],
  ["SMTP", lines("EHLO example.com", "MAIL FROM:<a@example.com>")],
  ["SSH", lines("SSH-2.0-example")],
  ["RTSP", lines("DESCRIBE rtsp://localhost/ RTSP/1.0", "CSeq: 1", "")],
  ["Redis", lines("*1", "$4", "PING")],
  ["memcached", lines("get a")],
  ["an answer", lines("HTTP/1.1 200 OK", "Content-Length: 0", "")],
  ["JSON", body],
  ["every byte", String.fromCharCode(...Array.from({ length: 256 }, (_, byte) => byte))],
  ["100,000 letters", "a".repeat(100_000)],
  ["100,000 NULs", "\0".repeat(100_000)],
];

/** A good delivery that ends early: at some bytes of its head and at some of its body. */
function truncations(): Input[] {
  const cuts = Array.from({ length: 40 }, (_, index) => Math.floor((goodPost.length * index) / 40));
  const left = [
    ...cuts.map((cut) => [`cut off at ${cut}`, goodPost.slice(0, cut)] as const),
    ["whole", goodPost] as const,
    ["8 at once", goodPost.repeat(8)] as const,
    ...strangers,
  ];
  const waiting = [
    ...[1, 10, size - 1].map((count) => [`${count} bytes missing`, goodPost.slice(0, -count)]),
    ["a body that never begins", post(["Content-Length: 10", "Expect: 100-continue"], "")],
    ["half of gzip", post(["Content-Length: 99", "Content-Encoding: gzip"], "\x1f\x8b\x08")],
  ];
  return [
    ...waiting.map(([name = "", text = ""]) => stream(name, text)),
    ...pairs(left, ["half-closing", "hanging up"] as const).map(([[name, text], sender]) =>
      stream(name, text, sender),
    ),
  ];
}

/** Streams of bytes in which HTTP does not find where a request ends, or that are no HTTP. */
export function rawFraming(): Input[] {
  return [...framing(), ...truncations()];
}
