import { describe, expect, it } from "@jest/globals";
import { callsavvy, createReceiver, servetel, sharedSecret } from "telephony-webhooks";
import { fetchHandler, type Receivers } from "telephony-webhooks/fetch";
import { nodeListener } from "telephony-webhooks/node";
import { ticket } from "../fixtures/minimal";
import { expresses } from "../helpers/expresses";
import { open, serving, untilClosed } from "../helpers/raw-http";
import { pastExpress } from "../helpers/servers";

const SECRET = "a-secret-of-many-letters";

const express5 = expresses.filter(([name]) => name === "Express 5");

describe.each([...express5, ...pastExpress])("%s finds a receiver", (_, express) => {
  const receiver = () =>
    callsavvy({ auth: "none" })
      .onUnhandled(() => {})
      .onRejected(() => {});
  const body = JSON.stringify(ticket);

  /** The status that the receiver which was reached answers with: that at `/deep/hook` has a handler. */
  async function statusAt(target: string): Promise<string | undefined> {
    const app = express()
      .use("/hook", receiver())
      .use(
        "/deep/hook",
        receiver().on("newTicketOpened", () => {}),
      )
      .use("/deep", receiver())
      .use("/with/slash/", receiver())
      .use("/esc%20aped", receiver());
    const head = [
      `POST ${target} HTTP/1.1`,
      "Content-Type: application/json",
      `Content-Length: ${body.length}`,
      "Connection: close",
    ];
    const answer = await serving(app, (port) => untilClosed(open(port, head, body)));
    return /^HTTP\/1\.1 (\d+)/.exec(answer)?.[1];
  }

  it.each([
    ["/hook", "202"],
    ["/hook/", "202"],
    ["/hook?a=/deep/hook", "202"],
    ["/hook?", "202"],
    ["/HOOK", "202"],
    ["/Deep/hooK/", "200"],
    ["/deep/hook", "200"],
    ["/deep", "202"],
    ["/with/slash", "202"],
    ["/with/slash/", "202"],
    ["/esc%20aped", "202"],
    ["http://localhost/hook", "202"],
    ["http://localhost/deep/hook?http://localhost/hook", "200"],
    // Below a mount, Callsavvy has nothing.
    ["/hook/deep", "404"],
    ["/hook/%2F", "404"],
    ["/deep/hook/more", "404"],
    ["/deep//hook", "404"],
    // These are nobody's.
    ["/", "404"],
    ["/hooks", "404"],
    ["/hook.json", "404"],
    ["/hoo", "404"],
    ["//hook", "404"],
    ["/a/hook", "404"],
    ["/deep%2Fhook", "404"],
    ["/esc+aped", "404"],
    ["/%68ook", "404"],
    ["http://localhost", "404"],
    ["http://localhost?/hook", "404"],
    [`/${"a/".repeat(4000)}`, "404"],
  ])("or none at %s", async (target, status) => {
    expect(await statusAt(target)).toBe(status);
  });
});

describe.each<[string, (receivers: Receivers) => unknown]>([
  ["nodeListener", (receivers) => nodeListener(receivers)],
  ["fetchHandler", (receivers) => fetchHandler(receivers)],
])("%s refuses", (_name, listen) => {
  const phone = callsavvy({ auth: "none" });

  it.each<[string, Receivers, RegExp]>([
    ["nothing", {}, /one receiver or more/],
    ["a path without a slash", { hook: phone }, /such as "\/webhooks\/servetel", not at "hook"/],
    ["an empty path", { "": phone }, /not at ""/],
    ["a URL", { "http://localhost/hook": phone }, /not at "http:/],
    ["a query", { "/hook?a=1": phone }, /not at/],
    ["a fragment", { "/hook#a": phone }, /not at/],
    ["letters that a URL escapes", { "/hök": phone }, /as a URL writes it/],
    ["a way back", { "/a/../hook": phone }, /not at/],
    ["two slashes", { "/a//hook": phone }, /not at/],
    ["a host", { "//hook": phone }, /not at/],
    ["a parameter", { "/:tenant/hook": phone }, /without parameters/],
    ["a wildcard", { "/hooks/*": phone }, /without parameters/],
    ["one path in two cases", { "/hook": phone, "/Hook": phone }, /Two receivers.*"\/Hook"/],
    ["one path with a slash", { "/hook": phone, "/hook/": phone }, /Two receivers/],
    ["what is no receiver", { "/hook": async () => {} }, /"\/hook" is no receiver: callsavvy/],
    ["undefined", { "/hook": undefined as never }, /is no receiver/],
    [
      "a secret in a route parameter",
      { "/hook": servetel({ auth: sharedSecret(SECRET, { param: "token" }) }) },
      /route parameter "token", and only Express has those/,
    ],
  ])("%s", (_case, receivers, message) => {
    expect(() => listen(receivers)).toThrow(TypeError);
    expect(() => listen(receivers)).toThrow(message);
    expect(() => listen(receivers)).not.toThrow(SECRET);
  });

  it("no receiver of a provider of the user's", () => {
    const auth = sharedSecret(SECRET);
    const provider = {
      name: "acme",
      identify: { by: "field", field: "kind" },
      events: {},
    } as const;
    expect(() => listen({ "/": createReceiver(provider, { auth }) })).not.toThrow();
  });
});
