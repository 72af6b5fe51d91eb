import { describe, expect, it } from "@jest/globals";
import { clean } from "../../lib/clean";
import { Namings } from "../../lib/naming";
import { Repairs } from "../../lib/repairs";

const DECLARED = new Set(["uuid", "a$b", "$c", "agent_name", " d"]);

function cleaned(raw: object, fields: Record<string, string> = {}) {
  const repairs = new Repairs();
  const rules = {
    encoding: "json" as const,
    template: { phoneFields: [] },
    namings: new Namings(DECLARED, new Map(Object.entries(fields))),
  };
  const payload = clean(raw as Record<string, unknown>, rules, repairs);
  return {
    payload: { ...payload },
    repairs: repairs.list.map(({ path, rule }) => `${rule} ${path}`),
  };
}

describe("clean", () => {
  it.each<[from: string, to: string]>([
    [" uuid\t", "uuid"],
    ["$uuid", "uuid"],
    [" $uuid ", "uuid"],
    [" $c ", "$c"],
    ["$$c", "$c"],
    ["$a$b", "a$b"],
  ])("gives %j the name %j", (from, to) => {
    expect(cleaned({ [from]: 1 })).toEqual({ payload: { [to]: 1 }, repairs: [`renamed /${to}`] });
  });

  it.each(["uuid", "$c", "a$b", " d", "uu$id", "$ uuid", "$$uuid", "\u00a0uuid", "UUID"])(
    "leaves %j its name",
    (key) => {
      expect(cleaned({ [key]: 1 })).toEqual({ payload: { [key]: 1 }, repairs: [] });
    },
  );

  it("gives a declared key the name that the user's template has for it", () => {
    const fields = { uuid: "agent_name" };
    for (const key of ["uuid", "$uuid", " uuid"]) {
      expect(cleaned({ [key]: "x" }, fields).payload).toEqual({ agent_name: "x" });
    }
  });

  it.each<[string, unknown, object, string[]]>([
    ["uuid", null, { uuid: "" }, ["unfilled /uuid"]],
    ["uuid", "$uuid", { uuid: "" }, ["unfilled /uuid"]],
    ["uuid", " $uuid ", { uuid: "" }, ["trimmed /uuid", "unfilled /uuid"]],
    ["agent_name", "_name", { agent_name: "" }, ["unfilled /agent_name"]],
    ["uuid", " \t\r\n ", { uuid: "" }, ["trimmed /uuid"]],
    ["uuid", "\u00a0x ", { uuid: "\u00a0x" }, ["trimmed /uuid"]],
    ["uuid", "$1", { uuid: "$1" }, []],
    ["uuid", "x$uuid", { uuid: "x$uuid" }, []],
    ["agent_name", "name", { agent_name: "name" }, []],
    ["agent_name", "_nam", { agent_name: "_nam" }, []],
    ["other", null, { other: null }, []],
    ["other", " $x ", { other: " $x " }, []],
  ])("makes of %s %j what it means", (key, value, payload, repairs) => {
    expect(cleaned({ [key]: value })).toEqual({ payload, repairs });
  });
});
