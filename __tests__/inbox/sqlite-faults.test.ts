import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, it, jest } from "@jest/globals";
import { GroupCommit } from "../../lib/inbox/group-commit";
import type { SqliteDatabase } from "../../lib/inbox/load-sqlite";
import { closeDatabase, openDatabase, readRow } from "../../lib/inbox/open-database";
import { deliveries, delivery } from "./kept-delivery";
import { sqliteFiles } from "./sqlite-files";
import { itOnSmallDisk, SmallDisk } from "./tmpfs";

const files = sqliteFiles();

afterEach(() => {
  jest.restoreAllMocks();
});

/** A database that lets the test see, or fail, what begins and ends transactions. */
function observed(database: SqliteDatabase, before: (sql: string) => void): SqliteDatabase {
  return {
    exec(sql) {
      before(sql);
      database.exec(sql);
    },
    prepare: (sql) => database.prepare(sql),
    close: () => database.close(),
  };
}

describe("group commit", () => {
  const opened: SqliteDatabase[] = [];
  afterEach(() => {
    for (const database of opened.splice(0)) closeDatabase(database);
  });

  function committing(before: (sql: string) => void = () => {}) {
    const executed: string[] = [];
    const observe = (sql: string) => {
      executed.push(sql);
      before(sql);
    };
    const file = files.fresh();
    const database = openDatabase(file, 1_000);
    opened.push(database);
    database.exec("CREATE TABLE notes (text TEXT UNIQUE, number INTEGER) STRICT");
    const add = database.prepare("INSERT INTO notes (text, number) VALUES (?, ?)");
    const commit = new GroupCommit(observed(database, observe), {
      ...{ file, maxWaiting: 10_000, busyTimeoutMs: 1_000 },
    });
    const write = (text: string, number = 1) => commit.ask(() => add.run(text, number));
    const count = () => readRow<{ count: number }>(database, "SELECT count(*) AS count FROM notes");
    return { database, commit, executed, write, count: () => count().count, file };
  }

  it("writes all that is asked for in one turn in one transaction", async () => {
    const { write, executed } = committing();
    await Promise.all(["a", "b", "c"].map((text) => write(text)));
    await Promise.all(["d", "e"].map((text) => write(text)));
    const once = ["BEGIN IMMEDIATE", "COMMIT"];
    expect(executed).toEqual([...once, ...once]);
  });

  it("resolves nothing before it is committed", async () => {
    const { write, executed } = committing();
    const seen: string[][] = [];
    await Promise.all(["a", "b"].map((text) => write(text).then(() => seen.push([...executed]))));
    expect(seen).toEqual([
      ["BEGIN IMMEDIATE", "COMMIT"],
      ["BEGIN IMMEDIATE", "COMMIT"],
    ]);
  });

  it("takes a thousand at a time, so that others get their turn", async () => {
    const { write, executed, count } = committing();
    await Promise.all(Array.from({ length: 2_001 }, (_, index) => write(`note ${index}`)));
    expect(executed.filter((sql) => sql === "COMMIT")).toHaveLength(3);
    expect(count()).toBe(2_001);
  });

  it("rejects one that can't be written, and no other", async () => {
    const { write, count, commit } = committing();
    const outcomes = await Promise.allSettled([
      write("a"),
      write("a"),
      write("b", 1.5),
      commit.ask(() => {
        throw new RangeError("of the work's own");
      }),
      write("c"),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual([
      "fulfilled",
      "rejected",
      "rejected",
      "rejected",
      "fulfilled",
    ]);
    expect(count()).toBe(2);
  });

  it("rejects all of a transaction for which there is no room, and writes the next one", async () => {
    const { database, write, count, file } = committing();
    await write("before");
    const pages = readRow<{ page_count: number }>(database, "PRAGMA page_count");
    database.exec(`PRAGMA max_page_count = ${pages.page_count}`);
    const large = "x".repeat(100_000);
    const outcomes = await Promise.allSettled([write("small"), write(large), write("last")]);
    for (const outcome of outcomes) {
      expect(outcome).toMatchObject({
        status: "rejected",
        reason: { message: `The inbox ${file} can't be written: database or disk is full.` },
      });
    }
    expect(count()).toBe(1);
    database.exec("PRAGMA max_page_count = 100000");
    await write(large);
    expect(count()).toBe(2);
  });

  it("reads in its turn where the file is locked to readers too", async () => {
    const { commit, executed } = committing();
    let isLocked = true;
    const read = commit.read(() => {
      if (!isLocked) return "read";
      isLocked = false;
      throw Object.assign(new Error("database is locked"), { errcode: 5 });
    });
    expect(await read).toBe("read");
    expect(executed).toEqual(["BEGIN IMMEDIATE", "COMMIT"]);
  });

  it("goes on where a transaction has been left open", async () => {
    const { write, count, database } = committing();
    database.exec("BEGIN");
    await expect(write("a")).rejects.toThrow(/within a transaction/);
    await write("b");
    expect(count()).toBe(1);
  });

  it("rejects all of a transaction whose commit fails", async () => {
    let isBroken = true;
    const { write, count } = committing((sql) => {
      if (isBroken && sql === "COMMIT") {
        throw Object.assign(new Error("disk I/O error"), { errcode: 1_290 });
      }
    });
    const outcomes = await Promise.allSettled([write("a"), write("b")]);
    expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    expect(count()).toBe(0);
    isBroken = false;
    await write("a");
    expect(count()).toBe(1);
  });
});

describe("an inbox in SQLite that another process has locked", () => {
  async function locked(options: { busyTimeoutMs?: number; maxWaiting?: number } = {}) {
    const file = files.fresh();
    const inbox = files.open({ file, ...options });
    await inbox.put(delivery());
    const other = files.connect(file);
    other.exec("BEGIN IMMEDIATE");
    return { inbox, other };
  }

  it("waits without keeping the event loop, and then writes", async () => {
    const { inbox, other } = await locked();
    const outcomes: string[] = [];
    const puts = deliveries(3).map((kept) => inbox.put(kept).then((out) => outcomes.push(out)));
    for (let turn = 0; turn < 40; turn++) await sleep(5);
    expect(outcomes).toEqual([]);
    other.exec("COMMIT");
    await Promise.all(puts);
    expect(outcomes).toEqual(["stored", "stored", "stored"]);
  });

  it("is read as it is, all the while", async () => {
    const { inbox, other } = await locked();
    expect((await inbox.stats()).waiting).toBe(1);
    expect(await inbox.list()).toHaveLength(1);
    expect((await inbox.show(1))?.id).toBe(delivery().id);
    other.exec("COMMIT");
  });

  it("rejects what has waited too long, and nothing else", async () => {
    let now = 0;
    jest.spyOn(performance, "now").mockImplementation(() => now);
    const { inbox, other } = await locked({ busyTimeoutMs: 1_000 });
    const first = inbox.put(delivery({ id: "first" }));
    const rejection = expect(first).rejects.toThrow(
      /can't be written: another process has kept it locked for 1000 ms\./,
    );
    now = 999;
    const second = inbox.put(delivery({ id: "second" }));
    now = 1_001;
    await rejection;
    other.exec("COMMIT");
    expect(await second).toBe("stored");
    expect((await inbox.list()).map(({ id }) => id)).toEqual(["second", delivery().id]);
  });

  it("closes once it has given up", async () => {
    let now = 0;
    jest.spyOn(performance, "now").mockImplementation(() => now);
    const { inbox } = await locked({ busyTimeoutMs: 1_000 });
    const put = inbox.put(delivery({ id: "first" }));
    const rejection = expect(put).rejects.toThrow(/locked/);
    const closing = inbox.close();
    now = 2_000;
    await rejection;
    await closing;
  });

  it("refuses deliveries at once where too many wait, and nothing else", async () => {
    const { inbox, other } = await locked({ maxWaiting: 3 });
    const puts = deliveries(3).map((kept) => inbox.put(kept));
    await expect(inbox.put(delivery({ id: "one more" }))).rejects.toThrow(
      "The inbox is full: 3 deliveries wait to be written.",
    );
    const claim = inbox.claim("servetel", 30_000);
    other.exec("COMMIT");
    await Promise.all(puts);
    expect(await claim).toMatchObject({ attempt: 1 });
    expect(await inbox.put(delivery({ id: "one more" }))).toBe("stored");
  });

  it("refuses deliveries at once where too many bytes wait", async () => {
    const { inbox, other } = await locked();
    const bytes = Buffer.alloc(16 * 1024 ** 2);
    const puts = deliveries(4, { bytes }).map((kept) => inbox.put(kept));
    await expect(inbox.put(delivery({ id: "one more" }))).rejects.toThrow(/The inbox is full/);
    other.exec("COMMIT");
    await Promise.all(puts);
    expect(await inbox.put(delivery({ id: "one more" }))).toBe("stored");
  });
});

describe("an inbox in SQLite on a full disk", () => {
  itOnSmallDisk("loses nothing that it has stored, and goes on when there is room", async () => {
    const disk = new SmallDisk("3m");
    const file = join(disk.folder, "inbox.sqlite");
    const inbox = files.open({ file });
    try {
      const stored: string[] = [];
      let refusals = 0;
      for (let round = 0; refusals < 3; round++) {
        const batch = Array.from({ length: 4 }, (_, index) =>
          delivery({ id: `${round}.${index}`, bytes: Buffer.alloc(40_000, round) }),
        );
        const outcomes = await Promise.allSettled(batch.map((kept) => inbox.put(kept)));
        const statuses = new Set(outcomes.map(({ status }) => status));
        expect(statuses.size).toBe(1);
        if (statuses.has("fulfilled")) stored.push(...batch.map(({ id }) => id));
        else refusals++;
      }
      expect(stored.length).toBeGreaterThan(0);
      disk.resize("16m");
      expect(await inbox.put(delivery({ id: "last" }))).toBe("stored");
      const found = async (from: typeof inbox) =>
        (await from.list({ limit: 1_000 })).map(({ id }) => id).reverse();
      expect(await found(inbox)).toEqual([...stored, "last"]);
      await inbox.close();
      const again = files.open({ file });
      expect(await found(again)).toEqual([...stored, "last"]);
    } finally {
      disk.remove();
    }
  });
});

describe("an inbox in SQLite whose file is gone or changed", () => {
  it("rejects what it is asked for, and names the file", async () => {
    const file = files.fresh();
    const inbox = files.open({ file });
    await inbox.put(delivery());
    files.connect(file).exec("DROP TABLE deliveries");
    await expect(inbox.put(delivery())).rejects.toThrow(
      `The inbox ${file} can't be written: no such table: deliveries.`,
    );
    await expect(inbox.stats()).rejects.toThrow(
      `The inbox ${file} can't be read: no such table: deliveries.`,
    );
  });
});
