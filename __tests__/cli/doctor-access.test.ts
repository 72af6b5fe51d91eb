import net from "node:net";
import { afterEach, describe, expect, it, jest } from "@jest/globals";
import { accessesOf, type Credentials } from "../../lib/cli/doctor/access";
import { connect } from "../../lib/cli/doctor/connect";
import { unserved } from "./faulty-apps/served";

const SECRET = "x-secret";
const basic = (login: string) => `Basic ${Buffer.from(login).toString("base64")}`;

describe("the ways into a webhook", () => {
  const hook = "http://localhost/hook";
  const header = (name: string, value: string) => ({ headers: { [name]: value } });

  it.each<[string, string, Credentials, string, string]>([
    ["a token", hook, { token: SECRET }, `${hook}?token=yxxxxxxx {}`, `${hook} {}`],
    [
      "a token in the URL, beside other parameters",
      `${hook}?tenant=7&token=${SECRET}`,
      {},
      `${hook}?tenant=7&token=yxxxxxxx {}`,
      `${hook}?tenant=7 {}`,
    ],
    [
      "parameters of other names, but for the trigger",
      `${hook}?key=${SECRET}&trigger=call-missed&empty=`,
      {},
      `${hook}?key=yxxxxxxx&trigger=call-missed&empty= {}`,
      `${hook}?trigger=call-missed&empty= {}`,
    ],
    [
      "a token in the path",
      `${hook}/${SECRET}/more`,
      { token: SECRET },
      `${hook}/yxxxxxxx/more {}`,
      `${hook}/more {}`,
    ],
    [
      "headers",
      hook,
      header("X-API-Key", SECRET),
      `${hook} {"X-API-Key":"yxxxxxxx"}`,
      `${hook} {}`,
    ],
    [
      "a header with a scheme",
      hook,
      header("Authorization", `Bearer ${SECRET}`),
      `${hook} {"Authorization":"Bearer yxxxxxxx"}`,
      `${hook} {}`,
    ],
    [
      "a login",
      hook,
      header("Authorization", basic(`pbx:${SECRET}`)),
      `${hook} {"Authorization":"${basic("pbx:yxxxxxxx")}"}`,
      `${hook} {}`,
    ],
    [
      "a login in the URL, escaped",
      `http://p%40x:${SECRET}@localhost/hook`,
      {},
      `${hook} {"Authorization":"${basic("p@x:yxxxxxxx")}"}`,
      `${hook} {}`,
    ],
    [
      "a login in the URL, with a percent sign of its own",
      `http://100%:${SECRET}@localhost/hook`,
      {},
      `${hook} {"Authorization":"${basic("100%:yxxxxxxx")}"}`,
      `${hook} {}`,
    ],
    [
      "a login without a name",
      `http://:${SECRET}@localhost/hook`,
      {},
      `${hook} {"Authorization":"${basic(":yxxxxxxx")}"}`,
      `${hook} {}`,
    ],
    [
      "a login without a password",
      `http://${SECRET}@localhost/hook`,
      {},
      `${hook} {"Authorization":"${basic("yxxxxxxx:")}"}`,
      `${hook} {}`,
    ],
    [
      "a login without a colon",
      hook,
      header("Authorization", basic(SECRET)),
      `${hook} {"Authorization":"${basic("yxxxxxxx")}"}`,
      `${hook} {}`,
    ],
  ])("lead past %s", (_place, url, credentials, wrong, none) => {
    const accesses = accessesOf(new URL(url), credentials);
    const written = ({ url, headers }: (typeof accesses)["right"]) =>
      `${url} ${JSON.stringify(headers)}`;
    expect(written(accesses.wrong)).toBe(wrong);
    expect(written(accesses.none)).toBe(none);
    expect(written(accesses.right)).toBe(
      written(accesses.wrong)
        .replaceAll("yxxxxxxx", SECRET)
        .replace(/Basic [\w=]+/, (login) =>
          basic(Buffer.from(login.slice(6), "base64").toString().replace("yxxxxxxx", SECRET)),
        ),
    );
    expect(accesses.secrets).toHaveLength(1);
    expect(accesses.mask(`the ${accesses.secrets[0]}`)).toBe("the …");
  });

  it("are found where the secret is escaped in the path, and it is never shown", () => {
    const url = new URL(`${hook}/x secret`);
    const { wrong, none, secrets, mask } = accessesOf(url, { token: "x secret" });
    expect([wrong.url.pathname, none.url.href]).toEqual(["/hook/yxxxxxxxxx", hook]);
    expect(secrets).toEqual(["x%20secret"]);
    expect(mask(url.href)).toBe(`${hook}/…`);
  });

  it("lead nowhere else where nothing is secret", () => {
    const { right, none, wrong, secrets } = accessesOf(new URL(`${hook}/${SECRET}?token=`), {
      token: "",
    });
    expect(secrets).toEqual([]);
    expect([none, wrong]).toEqual([right, right]);
  });
});

describe("a connection", () => {
  afterEach(() => {
    jest.restoreAllMocks();
  });

  it.each([
    ["http://127.0.0.1/", { host: "127.0.0.1", port: 80 }],
    ["https://[::1]/", { host: "::1", port: 443 }],
    ["https://example.com:8443/", { host: "example.com", port: 8443 }],
  ])("goes where %s says", async (url, place) => {
    const { port } = new URL(await unserved());
    const real = net.connect;
    const spy = jest
      .spyOn(net, "connect")
      .mockImplementation(() => real(Number(port), "127.0.0.1"));
    expect(await connect(new URL(url), 5000)).toBe("ECONNREFUSED");
    expect(spy.mock.calls).toEqual([[{ ...place, timeout: 5000 }]]);
  });
});
