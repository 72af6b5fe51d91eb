import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { callsavvyProvider } from "../../lib/providers/callsavvy";
import { servetelProvider } from "../../lib/providers/servetel";
import { cli } from "./terminal-of-memory";

const callsavvyEvents = Object.keys(callsavvyProvider.events);
const servetelEvents = Object.keys(servetelProvider.events);

const published = (file: string) =>
  JSON.parse(readFileSync(join(__dirname, "../../schemas", file), "utf8"));

async function jsonOf(...argv: string[]) {
  const { exitCode, stdout, stderr } = await cli(argv);
  expect([exitCode, stderr]).toEqual([0, ""]);
  return JSON.parse(stdout);
}

describe("an event", () => {
  it.each([
    "callMissed",
    "call-missed",
    "CALLMISSED",
    "Call-Missed",
    "servetel.callMissed",
    "servetel/call-missed",
    "Servetel.Call-Missed",
  ])("may be called %s", async (name) => {
    const { title } = await jsonOf("schema", name);
    expect(title).toBe("CallMissed");
  });

  it.each([
    ["callMised", 'Did you mean "callMissed"?'],
    ["call-mised", 'Did you mean "call-missed"?'],
    ["callsavvy.callMissed", 'Did you mean "callMissed"?'],
    ["servetel.", "Known: callAnsweredByAgent, "],
    ["xyzzy", "Known: callAnsweredByAgent, "],
  ])("is not called %s, and the nearest name is proposed", async (name, proposal) => {
    const { exitCode, stdout, stderr } = await cli(["schema", name]);
    expect([exitCode, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(`error: Unknown event "${name}". ${proposal}`);
  });
});

describe("list", () => {
  it("shows each event of both providers with all of its fields", async () => {
    const { exitCode, stdout } = await cli(["list"]);
    expect(exitCode).toBe(0);
    const blocks = stdout.split(/^(?= {2}\w+$)/m).slice(1);
    expect(blocks.map((block) => block.trim().split("\n")[0])).toEqual([
      ...callsavvyEvents,
      ...servetelEvents,
    ]);
    const missed = String(blocks.find((block) => block.startsWith("  callMissed\n")));
    const { properties, required } = published("servetel/call-missed.schema.json");
    const words = missed.split(/\s+/);
    expect(words).toEqual(expect.arrayContaining(Object.keys(properties)));
    expect(words.slice(words.indexOf("always") + 1, words.indexOf("maybe"))).toEqual(required);
  });

  it("lays out what is long on lines that begin alike", async () => {
    const { stdout } = await cli(["list", "--provider", "callsavvy"], { columns: 52 });
    const block = stdout.slice(stdout.indexOf("  ticketEscalated"), stdout.indexOf("  newChat"));
    expect(block.split("\n")).toEqual([
      "  ticketEscalated",
      "    A ticket has been escalated.",
      "    always   event ticket_id ticket_department",
      "             last_ticket_reply ticket_subject",
      "             sender_email ticket_status",
      "",
      "",
    ]);
  });

  it("says which events wait for a reply", async () => {
    const { stdout } = await cli(["list"]);
    expect(stdout.match(/reply +waits for .+/g)).toEqual([
      "reply    waits for JSON",
      "reply    waits for text or HTML",
    ]);
  });

  it("shows the events of one provider alone", async () => {
    const events = await jsonOf("list", "--provider", "callsavvy", "--json");
    expect(events.map(({ type }: { type: string }) => type)).toEqual(callsavvyEvents);
    const { stdout } = await cli(["list", "--provider", "callsavvy"]);
    expect(stdout).toMatch(/^callsavvy {2}6 events\n/);
    expect(stdout).not.toContain("servetel");
  });

  it("tells a program the type and the meaning of every field", async () => {
    const events = await jsonOf("list", "--json");
    expect(events).toHaveLength(17);
    const dialed = events.find(({ type }: { type: string }) => type === "dialedOnAgent");
    const types = Object.fromEntries(
      dialed.fields.map(({ name, type }: { name: string; type: string }) => [name, type]),
    );
    expect(types).toMatchObject({
      uuid: "text",
      dept_name: "list of text",
      call_flow: "list of object",
    });
    const missed = events.find(({ type }: { type: string }) => type === "callMissed");
    expect(missed).toMatchObject({ provider: "servetel", urlName: "call-missed" });
    expect(missed.fields).toEqual(
      expect.arrayContaining([
        {
          name: "call_connected",
          type: "whole number",
          always: false,
          meaning: expect.stringMatching(/^1 if any agent answered/),
        },
        expect.objectContaining({ name: "answered_agent", type: "list of object" }),
      ]),
    );
    const caller = events.find(({ type }: { type: string }) => type === "callerInformation");
    expect(caller.reply).toBe("json");
  });

  it("shows all about one event", async () => {
    const { exitCode, stdout } = await cli(["list", "caller-information"]);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^callsavvy\.callerInformation {2}in URLs: caller-information\n/);
    expect(stdout).toMatch(/^ {2}\* caller_number +text: /m);
    expect(stdout).toMatch(/^ {4}call_status +text: /m);
    expect(stdout).toContain("The provider waits for JSON.");
    expect((await cli(["list", "callMissed"])).stdout).not.toContain("waits for");
    expect(await jsonOf("list", "callMissed", "--json")).toMatchObject({ type: "callMissed" });
  });
});

describe("schema", () => {
  it.each([
    ["callMissed", "servetel/call-missed"],
    ["chatbot-callback", "callsavvy/chatbot-callback"],
  ])("prints the published schema of %s", async (name, file) => {
    expect(await jsonOf("schema", name)).toEqual(published(`${file}.schema.json`));
  });

  it("prints the schema of the reply to callerInformation", async () => {
    expect(await jsonOf("schema", "callerInformation", "--reply")).toEqual(
      published("callsavvy/caller-information.reply.schema.json"),
    );
  });

  it.each(["chatbotCallback", "callMissed"])("has none of a reply to %s", async (name) => {
    const { exitCode, stderr } = await cli(["schema", name, "--reply"]);
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining("not answered with JSON")]);
  });
});

describe("sample", () => {
  it("prints the fields as the provider sends them, always the same", async () => {
    const fields = await jsonOf("sample", "callMissed");
    expect(fields).toMatchObject({ campaign_id: "$campaign_id", call_connected: "0" });
    expect(await jsonOf("sample", "callMissed")).toEqual(fields);
  });

  it("prints those of another call with --fresh", async () => {
    const { uuid } = await jsonOf("sample", "callMissed", "--fresh");
    expect(uuid).not.toBe((await jsonOf("sample", "callMissed")).uuid);
  });

  it("departs from the page in the ways that are asked for, one after the other", async () => {
    const fields = await jsonOf(
      ...["sample", "dtmfOption", "--shape", "unknown-keys", "--shape", "Dollar-Keys"],
    );
    expect(Object.keys(fields)).toEqual(expect.arrayContaining(["$uuid", "x_shelf"]));
  });

  it.each([
    [["newChat", "--shape", "dolar-keys"], 'Did you mean "dollar-keys"?'],
    [["newChat", "--shape", "dollar-keys"], `newChat can't have the shape "dollar-keys"`],
    [["newChat", "--set", "visitor_name"], "--set takes a field and a text"],
    [["newChat", "--set", "=x"], "--set takes a field and a text"],
    [["newChat", "--set", "visitor_name:=Asha"], "--set visitor_name:= takes JSON"],
    [["newChat", "--as", "xml"], "Allowed choices are json, form, form-go, get"],
  ])("refuses %j", async (argv, reason) => {
    const { exitCode, stdout, stderr } = await cli(["sample", ...argv]);
    expect([exitCode, stdout, stderr]).toEqual([2, "", expect.stringContaining(reason)]);
  });

  it("puts texts and JSON into fields, and takes fields away", async () => {
    const { exitCode, stdout, stderr } = await cli([
      ...["sample", "callHangup", "--set", "call_status=a=b", "--set", "billsec:=12"],
      ...["--set", 'digits_dialed:=["1"]', "--set", "direction:=", "--set", "caller_id_number="],
    ]);
    expect([exitCode, stderr]).toEqual([0, ""]);
    const fields = JSON.parse(stdout);
    expect(fields).toMatchObject({
      call_status: "a=b",
      billsec: "12",
      digits_dialed: ["1"],
      caller_id_number: "",
    });
    expect(fields).not.toHaveProperty("direction");
  });

  it("notes fields that the event does not declare, since they may be misspelt", async () => {
    const { exitCode, stdout, stderr } = await cli([
      "sample",
      "newChat",
      "--set",
      "visiter_name=Asha",
    ]);
    expect([exitCode, JSON.parse(stdout).visiter_name]).toEqual([0, "Asha"]);
    expect(stderr).toBe(
      'note: newChat declares no field "visiter_name". Did you mean "visitor_name"?\n',
    );
  });

  it("lists the shapes that an event can have", async () => {
    const { stdout } = await cli(["sample", "newChat", "--shapes"]);
    expect(stdout).toMatch(/^markup +markup where people choose the words$/m);
    expect(stdout).not.toContain("dollar-keys");
    expect(await jsonOf("sample", "callMissed", "--shapes", "--json")).toEqual(
      expect.arrayContaining([
        { name: "dollar-keys", description: "keys that keep the $ of their placeholders" },
      ]),
    );
  });

  it("prints the request that the provider would make", async () => {
    const { stdout } = await cli(["sample", "newChat", "--as", "json"]);
    const [head = "", body = ""] = stdout.split("\r\n\r\n");
    expect(head.split("\r\n")).toEqual([
      "POST /webhooks/callsavvy HTTP/1.1",
      "Host: localhost",
      "Content-Type: application/json",
      `Content-Length: ${Buffer.byteLength(body)}`,
    ]);
    expect(JSON.parse(body)).toEqual(await jsonOf("sample", "newChat"));
  });

  it.each([
    ["path", /^GET \/webhooks\/servetel\/dtmf-option\?ref_id=/],
    ["query", /^GET \/webhooks\/servetel\?trigger=dtmf-option&ref_id=/],
    ["none", /^GET \/webhooks\/servetel\?ref_id=/],
  ])("names the trigger of a request in: %s", async (place, line) => {
    const { stdout } = await cli(["sample", "dtmfOption", "--as", "get", "--trigger", place]);
    expect(stdout).toMatch(line);
    expect(stdout).toMatch(/ HTTP\/1\.1\r\nHost: localhost\r\n\r\n$/);
  });

  it("prints a request for a program", async () => {
    expect(await jsonOf("sample", "dtmfOption", "--as", "form", "--json")).toEqual({
      method: "POST",
      path: "/webhooks/servetel/dtmf-option",
      query: "",
      headers: { "Content-Type": "application/x-www-form-urlencoded" },
      body: expect.stringContaining("&digit_pressed=2&"),
    });
    const { body } = await jsonOf("sample", "dtmfOption", "--as", "get", "--json");
    expect(body).toBe("");
  });

  it("ends a request with a line end on a terminal alone, where nobody counts bytes", async () => {
    const argv = ["sample", "newChat", "--as", "json"];
    const { stdout } = await cli(argv);
    expect((await cli(argv, { isTTY: true })).stdout).toBe(`${stdout}\n`);
  });
});
