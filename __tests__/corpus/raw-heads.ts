import { ringing } from "../fixtures/minimal";
import { asJson } from "../helpers/encode";
import { delivery, type Input, pairs, words } from "./input";
import {
  body,
  get,
  goodGet,
  goodPost,
  post,
  query,
  shown,
  size,
  stream,
  target,
} from "./raw-requests";
import { paths, SECRET } from "./receiving-app";

/** Header lines, one or several in a row. */
const headers = [
  ...words("X:y X: X :x X__proto__:x __proto__:x \xe9:y (X):y content-type:application/json"),
  ...words(
    "CONTENT-TYPE:APPLICATION/JSON Host: Host:example.com Expect: Upgrade: Content-Encoding:",
  ),
  ...[
    "X:\t\t y \t",
    "X: a\r\n b",
    "X: a\r\n\tb",
    "X: a\rb",
    "X: a\nY: b",
    "X: a\0b",
    "X: \x01\x02",
  ],
  ...["X: \x7f", "X: \xe9\xff", "X: \xc3\xa9", "", " ", "X Y: z", "X\t: y", "X\0: y"],
  ...["constructor: x\r\nprototype: x\r\ntoString: x\r\nhasOwnProperty: x"],
  ...["Content-Type: text/html", "Content-Type: application/json\0"],
  ...["Content-Type: application/json\r\n ; charset=utf-8", "Content-Encoding: gzip"],
  ...["Host: a b", "Host: user:pass@example.com:99999", "Host: [::1", "Proxy-Connection: close"],
  ...["X-Forwarded-For: 127.0.0.1, \0", "X-Forwarded-Host: example.com\\@localhost"],
  ...["X-Original-URL: /\r\nX-Rewrite-URL: /", "X-HTTP-Method-Override: DELETE"],
  ...["Connection: close", "Connection: keep-alive, close", "Connection: content-length"],
  ...["Connection: upgrade", "Connection: \xff", "Connection: close\r\nConnection: keep-alive"],
  ...["Keep-Alive: timeout=0, max=-1", "TE: trailers, chunked;q=0", "Trailer: Content-Length"],
  ...["Cookie: a=b; __proto__=c; =; ;", "Authorization: Bearer \xff", "Authorization: Basic !!!"],
  ...["Accept: */*;q=NaN", "Accept-Charset: utf-7", "If-None-Match: *", "Range: bytes=0-"],
  ...["Expect: 100-continue", "Expect: 100-Continue, x", "Expect: 200-ok"],
  "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
  "Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAAA",
  ...[`X: ${"y".repeat(14_000)}`, `X: ${"y".repeat(20_000)}`, `${"X".repeat(14_000)}: y`],
  ...[`${"X".repeat(20_000)}: y`, `Content-Type: application/json;${"a=b;".repeat(3000)}`],
  ...["x", "x y", '"', "="].map(
    (end) => `Content-Type: application/json; charset=${" ".repeat(14_000)}${end}`,
  ),
  ...[`Content-Type: ${"/".repeat(14_000)}json`, `Content-Encoding: ${"gzip,".repeat(2500)}gzip`],
  ...["X: y\r\n".repeat(1000), "X:\r\n".repeat(2500)].map((text) => text.trimEnd()),
  "Content-Type: application/json\r\n".repeat(100).trimEnd(),
];

/** Targets of a request; a GET adds a good query to those without one. */
const targets = [
  ...words(String.raw`
    / // /// * ? # . .. \ % %2f /%2f /% /%zz /%ff /%00 /; /:token /* /? /#
    /servetel /servetel/ /servetel// /SERVETEL /servetel? /servetel?? /servetel# //servetel/dtmf-option
    /servetel//dtmf-option /servetel/dtmf-option/ /servetel/dtmf-option// /servetel/./dtmf-option
    /servetel/../servetel/dtmf-option /../../servetel /./servetel /servetel/.. /servetel/dtmf-option/..
    /servetel%2fdtmf-option /servetel/%2fdtmf-option /servetel/dtmf%2doption /servetel/dtmf%2Doption
    /servetel/%64tmf-option /%73ervetel /servetel/dtmf-option%00 /servetel/dtmf-option%20
    /servetel/dtmf-option%0d%0aX:%20y /servetel/dtmf-option;a=b /servetel;a=b/dtmf-option
    /servetel/dtmf-option, /servetel/dtmf_option /servetel/DTMF-OPTION /servetel/dtmfOption
    /servetel/dtmf /servetel/__proto__ /servetel/constructor /servetel/toString /servetel/% /servetel/%zz
    /servetel/no-such-trigger /servetel/%ff /servetel\dtmf-option \servetel\dtmf-option ./servetel
    servetel/dtmf-option /servetel/dtmf-option\ /servetelx /servete /servetel.json /servetel:80/
    /servetel/dtmf-option.json /servetel/dtmf-option/x http://localhost/servetel/dtmf-option
    HTTP://LOCALHOST/servetel/dtmf-option http:///servetel/dtmf-option http://[::1]/servetel
    http://example.com:99999/servetel/dtmf-option http://user:pass@localhost/servetel http:// http:/
    http: https://localhost ftp://localhost/servetel file:///servetel/dtmf-option javascript:alert(1)
    //localhost/servetel //localhost:80 localhost:80 localhost [::1]:80
    http://localhost/servetel/http://x/ /servetel/http://localhost/dtmf-option
    /servetel/dtmf-option@localhost /callsavvy/ /callsavvy/x /callsavvy/%zz
    /guarded /guarded?token /guarded?token=%ff /guarded/dtmf-option?token=${SECRET}&uuid=a
    /servetel/dtmf-option?a?b=c /servetel/dtmf-option?a#b /servetel/dtmf-option?a\b
    /servetel/dtmf-option?"<>{}|^ /servetel/dtmf-option?%
  `),
  ...["", "/\0", "/\x7f", "/\xe9", "/\xc3\xa9", "/a b", "/a\tb", "/servetel/\xff"],
  ...["?a=\0", "?a=\xff", "?a b"].map((text) => target + text),
  ...[`/${"a".repeat(14_000)}`, `/${"a".repeat(20_000)}`, "/".repeat(14_000), "/a".repeat(7000)],
  ...["/..".repeat(4000), "%2f".repeat(4000), `http://${"a".repeat(14_000)}${target}`],
  ...["&".repeat(14_000), "a=b&".repeat(3500), `a=${"b".repeat(70_000)}`, "a[b]".repeat(3500)].map(
    (text) => `${target}?${text}`,
  ),
  ...[`${target}?${"%".repeat(14_000)}`, `${target}${"/".repeat(14_000)}`],
];

const methods = [
  ...words(
    "HEAD OPTIONS PUT PATCH DELETE TRACE CONNECT PURGE PROPFIND SEARCH REPORT M-SEARCH QUERY",
  ),
  ...words("get Post POSTT POS G GETS GET/ PRI SOURCE ANNOUNCE LINK BIND XYZ __proto__ \0 \xe9 -"),
  ...["", " ", "GET GET", "POST\t", "\tPOST"],
];

const versions = [
  ...words(
    "HTTP/1.0 HTTP/0.9 HTTP/1.2 HTTP/2.0 HTTP/3 HTTP/1 HTTP/11 HTTP/1.10 HTTP/-1.1 HTTP/a.b",
  ),
  ...words("http/1.1 HTTP HTTPS/1.1 HTP/1.1 ICE/1.0 RTSP/1.0 SHTTP/1.1 1.1 HTTP/1.1x HTTP\\1.1"),
  ...["", "HTTP/1.1 ", " HTTP/1.1", "HTTP/1.1 x", "HTTP /1.1", "HTTP/ 1.1", "HTTP/1.1\t"],
  "HTTP/1.1\0",
];

/** A good delivery each but for one part of its head. */
function heads(): Input[] {
  const whole = `${target}?${query}`;
  return [
    ...headers.map((line) => stream(shown(line), post([line, `Content-Length: ${size}`]))),
    ...targets.flatMap((path) => [
      stream(`GET ${shown(path)}`, get(path.includes("?") ? path : `${path}?${query}`)),
      stream(`POST ${shown(path)}`, goodPost.replace(target, path)),
    ]),
    ...methods.flatMap((method) => [
      stream(`the method ${shown(method)}`, get(whole, method)),
      stream(`the method ${shown(method)} with a body`, goodPost.replace("POST", method)),
    ]),
    ...versions.flatMap((version) => [
      stream(`GET in ${shown(version)}`, get(whole, "GET", version)),
      stream(`POST in ${shown(version)}`, goodPost.replace("HTTP/1.1", version)),
    ]),
    ...pairs(["OPTIONS", "CONNECT", "HEAD"], ["*", "localhost:80", `http://localhost${whole}`]).map(
      ([method, path]) => stream(`${method} ${path}`, get(path, method)),
    ),
  ];
}

function layouts(): Input[] {
  const hostless = goodGet.replace("Host: localhost\r\n", "");
  const kept = goodGet.replace("Host", "Connection: keep-alive\r\nHost");
  return [
    stream("HTTP/0.9", `GET ${target}\r\n`, "half-closing"),
    stream("HTTP/0.9 with a line feed alone", `GET ${target}\n`, "half-closing"),
    stream("HTTP/1.0 that is kept alive", kept.replace("HTTP/1.1", "HTTP/1.0")),
    stream("no host", hostless),
    stream("no host in HTTP/1.0", hostless.replace("HTTP/1.1", "HTTP/1.0")),
    stream("line feeds alone", goodGet.replaceAll("\r", "")),
    stream("line feeds alone, with a body", goodPost.replaceAll("\r", "")),
    stream("carriage returns alone", goodGet.replaceAll("\n", ""), "half-closing"),
    stream("tabs for blanks", goodGet.replaceAll(" ", "\t")),
    stream("two blanks for one", goodGet.replaceAll(" ", "  ")),
    stream("line breaks before", `\r\n\r\n\n${goodGet}`),
    stream("a NUL before", `\0${goodGet}`),
    stream("a byte order mark before", `\xef\xbb\xbf${goodGet}`),
  ];
}

/** Requests that do not wait for the answer to the one before. */
function pipelines(): Input[] {
  const toPhone = delivery("", paths.callsavvy, asJson(ringing)).bytes.toString();
  const malformed = post(["Content-Length: 1"], "{");
  const requests = [goodPost, goodGet, toPhone, malformed, get("/nowhere"), get(target, "PUT")];
  const closing = goodPost.replace("Host", "Connection: close\r\nHost");
  return [
    ...pairs(requests, requests).map(([one, two], at) => stream(`two at once, ${at}`, one + two)),
    ...requests.map((request, at) => stream(`8 at once, ${at}`, request.repeat(8))),
    stream("all at once", requests.join("").repeat(3)),
    stream("a good one and garbage", `${goodPost}garbage\r\n\r\n`),
    stream("a good one and half a head", goodPost + goodPost.slice(0, 40), "half-closing"),
    stream("a good one and half a body", goodPost + goodPost.slice(0, -10)),
    stream("a good one behind one that closes", closing + goodPost),
    stream("a good one behind one without a length", post([]) + goodPost),
    stream("a good one behind one that is too long", goodPost + body + goodPost),
    stream("line breaks between", `${goodPost}\r\n\r\n${goodPost}\r\n`),
  ];
}

/** Streams of bytes with requests whose heads bend or break HTTP, or that come several at once. */
export function rawHeads(): Input[] {
  return [...heads(), ...layouts(), ...pipelines()];
}
