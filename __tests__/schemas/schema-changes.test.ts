import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, it } from "@jest/globals";

const root = join(__dirname, "../..");
const copy = mkdtempSync(join(tmpdir(), "schema-changes-"));

afterAll(() => rmSync(copy, { recursive: true }));

beforeEach(() => {
  rmSync(copy, { recursive: true });
  for (const part of ["package.json", "schemas", "conformance/released-schemas.json"]) {
    cpSync(join(root, part), join(copy, part), { recursive: true });
  }
  setVersion("1.0.0");
  run("--record");
});

// biome-ignore lint/suspicious/noExplicitAny: the tests make schemas that no type would allow.
type Json = Record<string, any>;

function edit(path: string, change: (json: Json) => void): void {
  const file = join(copy, path);
  const json = JSON.parse(readFileSync(file, "utf8")) as Json;
  change(json);
  writeFileSync(file, JSON.stringify(json));
}

const definition = (title: string, change: (definition: Json) => void) => () =>
  edit("schemas/servetel.schema.json", ({ definitions }) => change(definitions[title]));

const setVersion = (version: string) =>
  edit("package.json", (json) => Object.assign(json, { version }));

function run(...args: string[]) {
  const script = join(root, "scripts/check-schema-changes.mjs");
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [script, "--root", copy, ...args],
    { encoding: "utf8" },
  );
  return { status, stdout, stderr };
}

const ofMissed = "schemas/servetel.schema.json/definitions/CallMissed";

describe("npm run schema-changes", () => {
  it("finds none where nothing has changed", () => {
    expect(run()).toEqual({
      status: 0,
      stdout: "none: the schemas, compared with those of 1.0.0\n",
      stderr: "",
    });
  });

  it.each<[string, () => void]>([
    [
      "descriptions and examples",
      definition("CallMissed", (missed) => {
        missed["description"] = "Words. Documented.";
        missed["examples"] = [];
        missed["properties"].uuid.description = "Words. Documented.";
      }),
    ],
    [
      "the order of required names",
      definition("CallMissed", (missed) => missed["required"].reverse()),
    ],
    [
      "the order of properties",
      definition("CallMissed", (missed) => {
        missed["properties"] = Object.fromEntries(Object.entries(missed["properties"]).reverse());
      }),
    ],
    [
      "the major version in $id",
      () => edit("schemas/servetel.schema.json", (json) => Object.assign(json, { $id: "x" })),
    ],
  ])("takes for none a change of %s", (_case, change) => {
    change();
    expect(run()).toMatchObject({ status: 0, stdout: expect.stringMatching(/^none: /) });
  });

  it.each<[string, () => void, string]>([
    [
      "an optional property",
      definition("CallMissed", ({ properties }) => {
        properties.reason = { type: "string", description: "Why. Assumed." };
      }),
      `${ofMissed}/properties/reason is new`,
    ],
    [
      "an optional property inside",
      definition("Agent", ({ properties }) => {
        properties.team = { type: "string", description: "Team. Assumed." };
      }),
      "schemas/servetel.schema.json/definitions/Agent/properties/team is new",
    ],
    [
      "an event",
      () => {
        edit("schemas/servetel.schema.json", (json) => {
          json["anyOf"].push({ $ref: "#/definitions/CallParked" });
          json["definitions"].CallParked = { title: "CallParked", type: "object" };
        });
        cpSync(
          join(copy, "schemas/servetel/call-missed.schema.json"),
          join(copy, "schemas/servetel/call-parked.schema.json"),
        );
      },
      "schemas/servetel/call-parked.schema.json is new\n" +
        "minor: schemas/servetel.schema.json/anyOf/CallParked is new\n" +
        "minor: schemas/servetel.schema.json/definitions/CallParked is new",
    ],
    [
      "a provider",
      () => writeFileSync(join(copy, "schemas/acme.schema.json"), "{}"),
      "schemas/acme.schema.json is new\nminor: schemas/acme.schema.json is new",
    ],
  ])("takes for minor %s that is new, and asks for 1.1.0", (_case, change, told) => {
    change();
    const { status, stdout, stderr } = run();
    expect({ status, stdout }).toEqual({
      status: 1,
      stdout: `minor: the schemas, compared with those of 1.0.0\nminor: ${told}\n`,
    });
    expect(stderr).toBe(
      "The version in package.json is 1.0.0; set it to 1.1.0, or undo the change.\n",
    );
  });

  it.each<[string, () => void, string]>([
    [
      "a property that is required now",
      definition("CallMissed", ({ required }) => required.push("call_id")),
      `${ofMissed}/required/call_id is new`,
    ],
    [
      "a property that is not required any more, on which readers rely",
      definition("CallMissed", ({ required }) => required.pop()),
      `${ofMissed}/required/caller_id_number is gone`,
    ],
    [
      "another type",
      definition("CallMissed", ({ properties }) => (properties.call_id.type = "integer")),
      `${ofMissed}/properties/call_id/type is another`,
    ],
    [
      "a type where there was none",
      definition("CallFlowEntry", ({ properties }) => (properties.id.type = "string")),
      "schemas/servetel.schema.json/definitions/CallFlowEntry/properties/id/type is another",
    ],
    [
      "another type of items",
      definition(
        "CallMissed",
        ({ properties }) => (properties.digits_dialed.items.type = "integer"),
      ),
      `${ofMissed}/properties/digits_dialed/items/type is another`,
    ],
    [
      "items where there were none",
      definition("CallMissed", ({ properties }) => delete properties.digits_dialed.items),
      `${ofMissed}/properties/digits_dialed/items is another`,
    ],
    [
      "a longer text",
      definition("CallMissed", ({ properties }) => (properties.uuid.minLength = 13)),
      `${ofMissed}/properties/uuid/minLength is another`,
    ],
    [
      "another enum",
      () =>
        edit("schemas/callsavvy.schema.json", ({ definitions }) => {
          definitions.NewChat.properties.event.enum = ["newchat"];
        }),
      "schemas/callsavvy.schema.json/definitions/NewChat/properties/event/enum is another",
    ],
    [
      "an enum where there was none",
      definition("CallMissed", ({ properties }) => (properties.direction = { enum: ["inbound"] })),
      `${ofMissed}/properties/direction/enum is another`,
    ],
    [
      "another reference",
      definition("CallMissed", ({ properties }) => {
        properties.billing_circle.$ref = "#/definitions/Agent";
      }),
      `${ofMissed}/properties/billing_circle/$ref is another`,
    ],
    [
      "a property that is gone",
      definition("CallMissed", ({ properties }) => delete properties.call_id),
      `${ofMissed}/properties/call_id is gone`,
    ],
    [
      "a definition that has another name",
      () =>
        edit("schemas/servetel.schema.json", ({ definitions }) => {
          definitions.Operator = definitions.BillingCircle;
          delete definitions.BillingCircle;
        }),
      "schemas/servetel.schema.json/definitions/BillingCircle is gone",
    ],
    [
      "an event that left the union",
      () => edit("schemas/servetel.schema.json", (json) => json["anyOf"].pop()),
      "schemas/servetel.schema.json/anyOf/CallAnsweredByCustomer is gone",
    ],
    [
      "another kind of union",
      () =>
        edit("schemas/servetel.schema.json", (json) => {
          json["oneOf"] = json["anyOf"];
          delete json["anyOf"];
        }),
      "schemas/servetel.schema.json/anyOf is another",
    ],
    [
      "a file that has another name",
      () =>
        renameSync(
          join(copy, "schemas/servetel/call-missed.schema.json"),
          join(copy, "schemas/servetel/missed-call.schema.json"),
        ),
      "schemas/servetel/call-missed.schema.json is gone",
    ],
  ])("takes for major %s, and asks for 2.0.0", (_case, change, told) => {
    change();
    const { status, stdout, stderr } = run();
    expect(status).toBe(1);
    expect(stdout).toMatch(/^major: the schemas, compared with those of 1\.0\.0\n/);
    expect(stdout.split("\n")).toContain(`major: ${told}`);
    expect(stderr).toContain("is 1.0.0; set it to 2.0.0, or undo the change.\n");
  });

  const lessRequired = definition("CallMissed", ({ required }) => required.pop());
  const moreDeclared = definition("CallMissed", ({ properties }) => (properties.reason = {}));

  it.each<[string, () => void, number]>([
    ["0.9.9", () => {}, 1],
    ["1.0.0", () => {}, 0],
    ["1.0.1", () => {}, 0],
    ["1.0.9", moreDeclared, 1],
    ["1.1.0", moreDeclared, 0],
    ["1.1.0-beta.1", moreDeclared, 0],
    ["1.10.3", moreDeclared, 0],
    ["2.0.0", moreDeclared, 0],
    ["1.9.9", lessRequired, 1],
    ["2.0.0", lessRequired, 0],
    ["10.0.0", lessRequired, 0],
  ])("judges the version %s by what has changed", (version, change, status) => {
    change();
    setVersion(version);
    expect(run().status).toBe(status);
  });

  it("records a release, with which the next ones are compared", () => {
    lessRequired();
    setVersion("2.0.0");
    expect(run("--record").status).toBe(0);
    expect(run().stdout).toBe("none: the schemas, compared with those of 2.0.0\n");
  });

  it.each<[string, string, Record<string, string>]>([
    ["a prerelease", "2.0.0-beta.1", {}],
    ["a publication that npm only tries", "2.0.0", { npm_config_dry_run: "true" }],
  ])("does not record %s", (_case, version, env) => {
    lessRequired();
    setVersion(version);
    const script = join(root, "scripts/check-schema-changes.mjs");
    const { stdout } = spawnSync(process.execPath, [script, "--root", copy, "--record"], {
      encoding: "utf8",
      env: { ...process.env, ...env },
    });
    expect(stdout).toBe(`Not recorded: ${version} is not released.\n`);
    expect(run().stdout).toMatch(/^major: the schemas, compared with those of 1\.0\.0\n/);
  });

  it("names the fix where there is no record", () => {
    rmSync(join(copy, "conformance"), { recursive: true });
    expect(run()).toMatchObject({
      status: 1,
      stderr:
        "There is no conformance/released-schemas.json: make it with `npm run schema-changes -- --record`.\n",
    });
  });

  it("explains itself", () => {
    expect(run("--help")).toMatchObject({ status: 0, stdout: expect.stringContaining("--record") });
  });
});
