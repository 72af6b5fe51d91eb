/** Forms and queries: escapes, repeats, brackets, and parameters of the receiver's own. */
import { call, callText, FORM_TYPE, formText, hangup, queryText, refused } from "./delivery.mjs";

const LATIN1_FORM = `${FORM_TYPE}; charset=ISO-8859-1`;
const secret = { query: "token", value: "an-example-secret-of-32-letters-" };

/** Fields that nothing declares, after those of a call. */
const undeclared = [
  ["a plus is a blank", "zone=a+b", { zone: "a b" }],
  ["an escaped plus is a plus", "zone=a%2Bb", { zone: "a+b" }],
  ["escapes are read in either case", "zone=%c3%a9%E2%82%AC%f0%9f%98%80", { zone: "é€😀" }],
  ["an escaped separator separates nothing", "zone=a%26b%3Dc", { zone: "a&b=c" }],
  ["unescaped letters are read", "zone=né😀", { zone: "né😀" }],
  [
    "a percent sign that begins no escape is kept",
    "zone=100%&b=%zz%4&c=%u0041",
    {
      zone: "100%",
      b: "%zz%4",
      c: "%u0041",
    },
  ],
  ["an escaped null is kept", "zone=%00", { zone: "\u0000" }],
  ["a further equals sign belongs to the value", "zone=a=b", { zone: "a=b" }],
  ["a name without an equals sign has an empty value", "zone&b=1", { zone: "", b: "1" }],
  ["a value without a name is kept", "=a", { "": "a" }],
  ["empty parameters are passed over", "&&zone=1&", { zone: "1" }],
  ["a semicolon separates nothing", "zone=1;b=2", { zone: "1;b=2" }],
  ["names are unescaped", "zo%6Ee+x=1", { "zone x": "1" }],
  ["a number is a name", "0=a&7[0]=b", { 0: "a", 7: ["b"] }],

  ["a repeated name makes a list", "a=1&a=2&b=3&a=4", { a: ["1", "2", "4"], b: "3" }],
  ["empty brackets make a list, even of one", "a[]=1&b[]=2&b[]=3", { a: ["1"], b: ["2", "3"] }],
  ["escaped brackets are brackets", "a%5B%5D=1&b%5bx%5d=2", { a: ["1"], b: { x: "2" } }],
  [
    "numbers in brackets make a list in their order",
    "a[2]=z&a[0]=x&a[10]=zz",
    {
      a: ["x", "z", "zz"],
    },
  ],
  ["a list may have gaps", "a[1]=x&a[7]=y", { a: ["x", "y"] }],
  ["empty brackets follow the highest number", "a[5]=x&a[2]=w&a[]=y", { a: ["w", "x", "y"] }],
  [
    "names in brackets make an object",
    "a[x]=1&a[y]=2&a[ z]=3",
    { a: { x: "1", y: "2", " z": "3" } },
  ],
  ["names among numbers make an object", "a[0]=x&a[b]=y&a[]=z", { a: { 0: "x", b: "y", 1: "z" } }],
  [
    "empty brackets in an object are numbered from 0",
    "a[b]=x&a[]=y&a[]=z",
    {
      a: { b: "x", 0: "y", 1: "z" },
    },
  ],
  [
    "a leading zero makes no number",
    "a[00]=x&b[01]=y&c[-1]=z",
    {
      a: { "00": "x" },
      b: { "01": "y" },
      c: { "-1": "z" },
    },
  ],
  [
    "nine digits make a number, ten do not",
    "a[999999999]=x&b[1000000000]=y",
    {
      a: ["x"],
      b: { 1000000000: "y" },
    },
  ],
  [
    "brackets nest",
    "a[x][y][]=1&a[x][y][]=2&a[x][z][0][w]=3",
    {
      a: { x: { y: ["1", "2"], z: [{ w: "3" }] } },
    },
  ],
  [
    "empty brackets before others begin a new item each time",
    "a[][x]=1&a[][y]=2",
    {
      a: [{ x: "1" }, { y: "2" }],
    },
  ],
  [
    "a name repeated in brackets makes a list there",
    "a[b]=1&a[b]=2&c[0]=3&c[0]=4",
    {
      a: { b: ["1", "2"] },
      c: [["3", "4"]],
    },
  ],
  ["empty brackets join a plain value", "a=1&a[]=2&a[]=3", { a: ["1", "2", "3"] }],
  [
    "a plain value joins a list in brackets",
    "a[]=1&a=2&b[3]=1&b=2",
    { a: ["1", "2"], b: ["1", "2"] },
  ],
  ["a plain value makes a list with an object", "a[x]=1&a=2&a=3", { a: [{ x: "1" }, "2", "3"] }],
  [
    "brackets that would need a text to be an object are a plain name",
    "a=1&a[x]=2&a=3&a[][y]=4",
    {
      a: ["1", "3"],
      "a[x]": "2",
      "a[][y]": "4",
    },
  ],
  ["the same deeper inside", "a[x]=1&a[x][y]=2&a[x][]=3", { a: { x: ["1", "3"] }, "a[x][y]": "2" }],
  ["a list of repeats takes no names", "a[x]=1&a=2&a[y]=3", { a: [{ x: "1" }, "2"], "a[y]": "3" }],
  [
    "a plain name in brackets repeats like any other",
    "a=1&a[x]=2&a[x]=3",
    {
      a: "1",
      "a[x]": ["2", "3"],
    },
  ],
  [
    "other brackets are part of a plain name",
    "a[=1&b]=2&[c]=3&d[x]y=4&e[[x]]=5&f[x[y]]=6&g][=7&[]=8",
    {
      "a[": "1",
      "b]": "2",
      "[c]": "3",
      "d[x]y": "4",
      "e[[x]]": "5",
      "f[x[y]]": "6",
      "g][": "7",
      "[]": "8",
    },
  ],
];

const jsonName = (fields) => encodeURIComponent(JSON.stringify(fields));

const ownParameters = [
  ["the secret is taken out of a query", `token=${secret.value}&${callText}`, { secret }, {}],
  [
    "a parameter that is not the receiver's is kept",
    `token=${secret.value}&key=1&Token=2&${callText}`,
    { secret },
    { key: "1", Token: "2" },
  ],
  ["without a secret in the query, its name is a field", `token=1&${callText}`, {}, { token: "1" }],
];

export const forms = [
  ...undeclared.map(([name, text, payload]) =>
    hangup(name, formText(`${callText}&${text}`), payload),
  ),
  hangup(
    "a query is read as a form is",
    queryText(`${callText}&a[]=1+%2B&b[x]=2&c=%C3%A9&d=100%`),
    {
      a: ["1 +"],
      b: { x: "2" },
      c: "é",
      d: "100%",
    },
  ),
  hangup(
    "a form in ISO 8859-1 is read, escaped or not",
    formText(Buffer.from(`${callText}&zone=\u00e9%E9%80+%`, "latin1"), LATIN1_FORM),
    { zone: "éé\u0080 %" },
  ),
  hangup(
    "a form in Latin-1 is one in ISO 8859-1",
    formText(`${callText}&zone=%FF`, `${FORM_TYPE}; charset="latin1"`),
    { zone: "ÿ" },
  ),
  hangup(
    "a form in US-ASCII is read as UTF-8",
    formText(`${callText}&zone=%C3%A9`, `${FORM_TYPE};charset=us-ascii`),
    {
      zone: "é",
    },
  ),
  refused(
    "a form with an escape that is not UTF-8 is refused",
    formText("uuid=%E9"),
    "ERR_BODY_MALFORMED",
  ),
  refused(
    "a name with an escape that is not UTF-8 is refused",
    formText("%C3=1"),
    "ERR_BODY_MALFORMED",
  ),
  refused(
    "a letter of which half is escaped is refused",
    formText("a=%C3&b=%A9"),
    "ERR_BODY_MALFORMED",
  ),
  refused(
    "a query with an escape that is not UTF-8 is refused",
    queryText("uuid=%ED%A0%80"),
    "ERR_BODY_MALFORMED",
  ),

  hangup("JSON as the name of a lone field is read", formText(jsonName({ ...call, a: [1] })), {
    a: [1],
  }),
  hangup(
    "JSON as the name of a lone field without a value is read",
    formText(`${jsonName(call)}=`),
  ),
  refused(
    "JSON that ends early as the name of a lone field is refused",
    formText("%7B%22uuid%22"),
    "ERR_BODY_MALFORMED",
  ),
  hangup("JSON as the name of one field among others is a name", formText(`%7B%7D&${callText}`), {
    "{}": "",
  }),
  refused(
    "JSON as the name of a field with a value is a name",
    formText(`${jsonName(call)}=1`),
    "ERR_PAYLOAD_INVALID",
  ),
  refused("JSON in a query is a name", queryText(jsonName(call)), "ERR_PAYLOAD_INVALID"),
  refused("an equals sign is a field of nothing", formText("="), "ERR_PAYLOAD_INVALID"),
  refused("a word in a form is a name", formText("hello"), "ERR_PAYLOAD_INVALID"),

  ...ownParameters.map(([name, query, options, payload]) => ({
    ...hangup(name, queryText(query), payload),
    options,
  })),
  {
    ...hangup(
      "parameters of the receiver's own are not looked for in a body",
      {
        ...formText(`${callText}&token=1&trigger=callMissed`),
        query: `token=${secret.value}&zone=1`,
      },
      { token: "1", trigger: "callMissed" },
    ),
    options: { secret },
  },
  refused(
    "a query of nothing but a trigger is an empty delivery",
    {
      ...queryText("trigger=callHangup"),
      path: "/",
    },
    "ERR_BODY_EMPTY",
  ),

  hangup(
    "1,000 parameters are read, empty ones counted",
    formText(`${callText}${"&".repeat(997)}`),
  ),
  refused(
    "1,001 parameters are refused, empty ones counted",
    formText(`${callText}${"&".repeat(998)}`),
    "ERR_TOO_MANY_KEYS",
  ),
  refused(
    "1,001 parameters of a query are refused",
    queryText(`${callText}${"&".repeat(998)}`),
    "ERR_TOO_MANY_KEYS",
  ),
  refused(
    "31 keys in brackets are read",
    {
      ...formText(`a${"[b]".repeat(31)}=1`),
      path: "/",
    },
    "ERR_UNIDENTIFIED",
  ),
  refused(
    "32 keys in brackets are refused",
    formText(`a${"[b]".repeat(32)}=1`),
    "ERR_BODY_TOO_DEEP",
  ),
  refused(
    "32 keys in brackets are refused behind a text, too",
    formText(`a=1&a${"[b]".repeat(32)}=1`),
    "ERR_BODY_TOO_DEEP",
  ),
  refused(
    "more than 5,000 keys in brackets are refused, however few values they make",
    formText(
      Array(162)
        .fill(`a${"[b]".repeat(31)}=1`)
        .join("&"),
    ),
    "ERR_TOO_MANY_KEYS",
  ),
];
