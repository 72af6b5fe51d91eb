import { call, ringing } from "../fixtures/minimal";
import { asForm, asText, type Encoded } from "../helpers/encode";
import { delivery, type Input, pairsInTurn, words } from "./input";
import { paths, SECRET } from "./receiving-app";

/** The letter that stands for a field's name. */
const NAME = /(?<![a-z%])k(?![a-z])/gi;

/** What is sent of a field, in the order in which it is sent. */
const shapes = [
  // Repeats.
  ...words(`
    k=1&k=2 k=&k= k&k k=1&k=2&k=3&k= k=1&K=2 k=1&%6b=2 k=1&k%20=2 k=1&$k=2 $k=1&$k=2 +k+=1&k=2
  `),
  // Lists.
  ...words(`
    k[]=1 k[]= k[] k[]=1&k[]=2 k=1&k[]=2 k[]=1&k=2 k[0]=1 k[1]=1 k[0]=1&k[0]=2 k[1]=1&k[0]=2
    k[0]=1&k[2]=2 k[0]=1&k[]=2 k[]=1&k[0]=2 k[5]=1&k[]=2&k=3 k[-1]=1 k[01]=1 k[1.5]=1 k[1e3]=1
    k[999999999]=1 k[999999999]=1&k[]=2 k[1000000000]=1&k[]=2 k[4294967295]=1 k[9007199254740993]=1
    k[%30]=1 k[+0]=1 k[][]=1 k[][]=1&k[][]=2 k[0][0]=1&k[0][1]=2&k[1][0]=3 k[][a]=1&k[][b]=2
    k[0][a]=1&k[0][b]=2 k[][][][][]=1
  `),
  // Objects.
  ...words(`
    k[a]=1 k[a]=1&k[a]=2 k[a]=1&k[b]=2 k[a][b]=1 k[a][b][c]=1 k[a]=1&k[a][b]=2 k[a][b]=1&k[a]=2
    k[a][]=1&k[a][]=2 k[a]=1&k[]=2 k[a]=1&k[0]=2 k[]=1&k[a]=2 k=1&k[a]=2 k[a]=1&k=2
    k[a]=1&k=2&k[b]=3&k=4 k[+]=1 k[id]=7&k[name]=Mina k[0][id]=7&k[0][name]=Mina&k[1]=x
    k[é]=1&k[🙂]=2 k[a.b]=1 k.a=1 k.a.b=1&k[a]=2 k={"a":1}&k[a]=2 k[a]={"a":1} k[a]=map[a:1]
  `),
  // Brackets that go nowhere.
  ...words(`
    k[=1 k]=1 k[[=1 k]]=1 k][=1 [k]=1 [k][a]=1 []=1 [] [=1 ]=1 [0]=1 k[a=1 ka]=1 k[[a]]=1 k[a[b]]=1
    k[a]b=1 k[a]b[c]=1 k[a][=1 k[a]]=1 k%5Ba%5D=1 k%5B%5D=1&k[]=2 k%5B=1 k%255B%255D=1 k[a%5D=1
    k(a)=1 k{a}=1 k<a>=1
  `),
  ...["k[ ]=1", "k[a] =1", " k[a]=1", "k [a]=1"],
  // Prototypes.
  ...words(`
    __proto__=1 __proto__[a]=1 __proto__[]=1 __proto__[__proto__][a]=1 [__proto__][a]=1 %5F_proto__=1
    k[__proto__]=1 k[__proto__][a]=1 k[][__proto__]=1 k[a][__proto__]=1 constructor=1 constructor[]=1
    constructor[prototype]=1 constructor[prototype][a]=1 k[constructor]=1 k[constructor][prototype]=1
    k[constructor][prototype][a]=1 prototype[a]=1 k[prototype]=1 toString=1&valueOf=2
    hasOwnProperty[a]=1 k[toString]=1&k[hasOwnProperty]=2 k[length]=9 k[then]=1 k[toJSON]=1
  `),
  // Names, separators and escapes.
  ...words(`
    = =1 == k==1 k=1=2 =k=1 & &&&k=1&& k k= k=1;k=2 k=1;z=2 k=1,k=2 k=1|z=2 ?k=1 #k=1 k=1#z /k=1
    k=a+b k=+ k=%2B k=%20%20 +=+ %20=1 %=1 k=% k=%% k=%2 k=%zz k=%25 k=%00 %00=1 k%00=1 k=%ff %ff=1
    k=%c3%28 k=%c0%80 k=%ed%a0%80 k=%f4%90%80%80 k=%u0041 k=%E2%82%AC&%E2%82%AC=k k=é&é=k k=🙂
    "k"="1" 'k'='1' k="1&2" utf8=%E2%9C%93&k=1 _charset_=utf-7&k=1
  `),
  ...["k=a b", "\t=1", "k=1\n&z=2", "k=1\r\nz=2"],
  // JSON, whole or in part.
  ...words(`
    {} {}=1 {"k":1} {"k":1}&z=2 {"k":"a=b&c"} {"k":"%7D"} {"k":"a+b"} []&k=1 [1]=1 {"k":
    %7B%22k%22%3A1%7D %7B%22k%22%3A1%7D= payload={} +{}
  `),
  // Parameters that are the receiver's own.
  ...words(`
    token=x token[]=x&token[a]=y token=&token= t%6fken=x token%00=x
    trigger=call-missed&k=1 trigger=call-missed&trigger=call-missed trigger= trigger trigger=%ff
    trigger=call-missed&trigger=call-hangup trigger=no-such-trigger trigger=CALL-MISSED trigger=%
    trigger=callMissed trigger=__proto__ trigger=constructor trigger[]=call-missed
    %74rigger=call-missed trigger=call-missed%00
    event= event[]=newChat event[a]=newChat event=newChat&event=newChat event=constructor
  `),
];

/** Declared as a text, an integer, a list, an object, and by the other provider alone. */
const names = ["uuid", "call_connected", "call_flow", "broadcast_lead_fields", "caller_number"];

const count = (length: number, write: (index: number) => string) =>
  Array.from({ length }, (_, index) => write(index)).join("&");

/** Many parameters, and the deepest and longest of them; all fit into a query, whose head Node limits to 16 kB. */
const large = [
  ...[990, 996, 997, 998, 999, 1000, 1001, 1100].flatMap((length) => [
    count(length, (index) => `k${index}=1`),
    count(length, () => "k=1"),
    count(length, () => "k[]=1"),
    count(length, (index) => `k[${index}]=1`),
    count(length, (index) => `k[a${index}]`),
    count(length, (index) => `k[${index * 1000}]`),
    count(length, () => ""),
    count(length, () => "="),
  ]),
  ...[1, 16, 30, 31, 32, 33, 34, 100, 1000].flatMap((depth) => [
    `k${"[a]".repeat(depth)}=1`,
    `k${"[]".repeat(depth)}=1`,
    `k${"[0]".repeat(depth)}=1`,
    `k${"[".repeat(depth)}=1`,
    `k${"]".repeat(depth)}=1`,
    `k=${"[".repeat(depth)}`,
    `k=${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`,
    `k${"[__proto__]".repeat(depth)}=1`,
  ]),
  `${"k".repeat(8000)}=1`,
  `k=${"1".repeat(8000)}`,
  `k=${"%41".repeat(3000)}`,
  `k=${"+".repeat(8000)}`,
  `k=${"%".repeat(8000)}`,
  `k[${"9".repeat(4000)}]=1`,
];

/** In a URL, what HTTP would not take at all is escaped. */
const inUrl = (text: string) =>
  text.replace(/[^!-~]|#/gu, (character) =>
    character === "#" ? "%23" : encodeURIComponent(character),
  );

const good = {
  callsavvy: String(asForm(ringing).body),
  servetel: String(asForm({ ...call, billsec: 0 }).body),
};

const form = (path: string, body: string): readonly [path: string, encoded: Encoded] => [
  path,
  asText("application/x-www-form-urlencoded", body),
];
const query = (path: string, text: string): readonly [path: string, encoded: Encoded] => [
  path,
  { method: "GET", query: inUrl(text), headers: {} },
];

/** Where a shape may stand: alone, or beside fields that are good. */
const places: readonly ((shape: string) => ReturnType<typeof form>)[] = [
  (shape) => form(paths.callsavvy, `${good.callsavvy}&${shape}`),
  (shape) => query(`${paths.servetel}/call-missed`, `${good.servetel}&${shape}`),
  (shape) => form(`${paths.servetel}/call-missed`, `${shape}&${good.servetel}`),
  (shape) => query(`${paths.guarded}?token=${SECRET}`, `${shape}&${good.servetel}`),
  (shape) => form(paths.servetel, `${good.servetel}&${shape}`),
  (shape) => query(paths.servetel, shape),
  (shape) => form(paths.callsavvy, shape),
];

/** Forms and queries whose names, brackets, repeats and separators are odd. */
export function formShapes(): Input[] {
  const written = [
    ...pairsInTurn(shapes, names, places),
    ...pairsInTurn(large, ["k", "uuid"], places),
  ];
  return written.map(([shape, name, place]) => {
    const text = shape.replaceAll(NAME, name);
    return delivery(text.slice(0, 200), ...place(text));
  });
}
