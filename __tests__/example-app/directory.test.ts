import { describe, expect, it } from "@jest/globals";
import { openDatabase } from "../../example-app/database";
import { Directory } from "../../example-app/directory";

describe("the customer directory", () => {
  const directory = new Directory(openDatabase(":memory:"));

  it.each([
    "+915550001234",
    "915550001234",
    "5550001234",
    "05550001234",
    "0091 5550001234",
    "+91 55500-01234",
  ])("finds a customer by the number %s", (phone) => {
    expect(directory.findByPhone(phone)?.name).toBe("Asha Example");
  });

  it.each(["", "anonymous", "+915550001235", "1234", "101"])(
    "finds nobody by the number %j",
    (phone) => {
      expect(directory.findByPhone(phone)).toBeUndefined();
    },
  );

  it("finds a customer by an email address in whatever case", () => {
    expect(directory.findByEmail("ASHA@Example.com")?.name).toBe("Asha Example");
    expect(directory.findByEmail("")).toBeUndefined();
  });

  it("is filled once", () => {
    const database = openDatabase(":memory:");
    const { length } = new Directory(database).all();
    expect(length).toBeGreaterThan(2);
    expect(new Directory(database).all()).toHaveLength(length);
  });
});
