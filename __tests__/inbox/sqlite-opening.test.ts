import {
  copyFileSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it, jest } from "@jest/globals";
import type * as LoadSqlite from "../../lib/inbox/load-sqlite";
import { closeDatabase, makeDurable, openDatabase } from "../../lib/inbox/open-database";
import { deliveries, delivery } from "./kept-delivery";
import { sqliteFiles } from "./sqlite-files";
import { itOnSmallDisk, SmallDisk } from "./tmpfs";

const files = sqliteFiles();

describe("opening an inbox in SQLite", () => {
  it("makes the folders that are missing", async () => {
    const file = join(files.folder, "new", "folder", "inbox.sqlite");
    await files.open({ file }).put(delivery());
    expect(statSync(file).size).toBeGreaterThan(0);
  });

  it("makes files that nobody but their owner may read", async () => {
    const file = files.fresh();
    await files.open({ file }).put(delivery());
    const modes = [file, `${file}-wal`, `${file}-shm`].map((name) => statSync(name).mode & 0o777);
    expect(modes).toEqual([0o600, 0o600, 0o600]);
  });

  it("takes a name for a file, not for a URL", async () => {
    const before = process.cwd();
    process.chdir(files.folder);
    try {
      await files.open({ file: "file:odd?mode=memory" }).put(delivery());
    } finally {
      process.chdir(before);
    }
    expect(existsSync(join(files.folder, "file:odd?mode=memory"))).toBe(true);
  });

  it("takes an empty file for a new one", async () => {
    const file = files.fresh();
    writeFileSync(file, "");
    expect(await files.open({ file }).put(delivery())).toBe("stored");
  });

  it("has the disk written to before a commit returns", async () => {
    const file = files.fresh();
    await files.open({ file }).put(delivery());
    const mode = files.connect(file).prepare("PRAGMA journal_mode").get();
    expect(mode).toEqual({ journal_mode: "wal" });
  });

  it("refuses a file system that can't do so", () => {
    const { pathname } = new URL(`file:${files.fresh()}`);
    const database = files.connect(`file:${pathname}?vfs=unix-none`);
    expect(() => makeDurable(database)).toThrow(
      /journal_mode delete and synchronous 2, where journal_mode wal .* were asked for/,
    );
  });

  /** A file that holds something, and what must not happen to it. */
  async function refused(file: string, reason: RegExp) {
    const before = readFileSync(file);
    expect(() => files.open({ file })).toThrow(reason);
    expect(() => files.open({ file })).toThrow(file);
    expect(readFileSync(file).equals(before)).toBe(true);
  }

  it("refuses what is no database", async () => {
    const file = files.fresh();
    writeFileSync(file, "Dear diary, ".repeat(100));
    await refused(file, /file is not a database\. It is no database: name another file\./);
  });

  it("refuses another program's database, and leaves it as it is", async () => {
    const file = files.fresh();
    files.connect(file).exec("CREATE TABLE customers (name TEXT)");
    await refused(file, /it is a database, but no inbox\. Name another file\./);
    expect(existsSync(`${file}-wal`)).toBe(false);
  });

  it("refuses what a newer version has made, and leaves it as it is", async () => {
    const file = files.fresh();
    await files.open({ file }).close();
    files.connect(file).exec("PRAGMA user_version = 2");
    await refused(file, /format 2 of a newer version .* knows 1\. Update the package/);
  });

  describe("refuses a damaged file", () => {
    async function filled() {
      const file = files.fresh();
      const inbox = files.open({ file });
      await Promise.all(deliveries(500).map((kept) => inbox.put(kept)));
      await inbox.close();
      const copy = files.fresh();
      copyFileSync(file, copy);
      return copy;
    }

    it("that has lost its end", async () => {
      const file = await filled();
      truncateSync(file, statSync(file).size / 2);
      await refused(file, /malformed|damaged/);
      await refused(file, /put a backup in its place/);
    });

    it("of which a part has been written over", async () => {
      const file = await filled();
      const descriptor = openSync(file, "r+");
      for (let page = 2; page < 12; page++) {
        writeSync(descriptor, Buffer.alloc(4_096, 0x55), 0, 4_096, page * 4_096);
      }
      await refused(file, /damaged|malformed/);
    });
  });

  it("refuses a name that is a folder's", () => {
    const file = files.fresh();
    mkdirSync(file);
    expect(() => files.open({ file })).toThrow(
      /EISDIR.*This process has to be able to write the file and its folder\./,
    );
  });

  it("refuses a folder that can't be made", () => {
    const file = files.fresh();
    writeFileSync(file, "");
    const open = () => files.open({ file: join(file, "inbox.sqlite") });
    expect(open).toThrow(/can't open .*: (?:EEXIST|ENOTDIR)/);
  });

  itOnSmallDisk("refuses a folder that can only be read", async () => {
    const disk = new SmallDisk("2m");
    try {
      const elsewhere = files.fresh();
      await files.open({ file: elsewhere }).close();
      const file = join(disk.folder, "inbox.sqlite");
      copyFileSync(elsewhere, file);
      disk.makeReadOnly();
      expect(() => files.open({ file })).toThrow(/EROFS.*able to write the file and its folder/);
      const missing = join(disk.folder, "new", "inbox.sqlite");
      expect(() => files.open({ file: missing })).toThrow(/EROFS|ENOENT/);
    } finally {
      disk.remove();
    }
  });

  itOnSmallDisk("refuses a disk without room", () => {
    const disk = new SmallDisk("16k");
    try {
      const file = join(disk.folder, "inbox.sqlite");
      expect(() => files.open({ file })).toThrow(
        /can't open .*inbox\.sqlite: .*(?:full|I\/O|malformed)/,
      );
    } finally {
      disk.remove();
    }
  });

  it("waits for a process that has locked the file, and then gives up", async () => {
    const file = files.fresh();
    const other = files.connect(file);
    other.exec("BEGIN IMMEDIATE");
    expect(() => files.open({ file, busyTimeoutMs: 100 })).toThrow(
      /locked\. Another process keeps it locked: end it, or name another file\./,
    );
    other.exec("ROLLBACK");
    expect(await files.open({ file }).put(delivery())).toBe("stored");
  });
});

describe("closing an inbox in SQLite", () => {
  it("leaves all of it in the one file", async () => {
    const file = files.fresh();
    const inbox = files.open({ file });
    await Promise.all(deliveries(50).map((kept) => inbox.put(kept)));
    await inbox.close();
    const copy = files.fresh();
    copyFileSync(file, copy);
    expect((await files.open({ file: copy }).stats()).waiting).toBe(50);
  });

  it("ends where the log can't be written back", () => {
    const database = openDatabase(files.fresh(), 1_000);
    closeDatabase({
      exec() {
        throw new Error("disk I/O error");
      },
      prepare: (sql) => database.prepare(sql),
      close: () => database.close(),
    });
    expect(() => database.exec("SELECT 1")).toThrow(/not open/);
  });
});

describe("the SQLite of an inbox", () => {
  afterEach(() => {
    jest.dontMock("node:sqlite");
    jest.dontMock("@photostructure/sqlite");
  });

  /** Loads it where only some of the modules are there. */
  function loadWith(modules: Readonly<Record<string, object>>) {
    for (const name of ["node:sqlite", "@photostructure/sqlite"]) {
      jest.doMock(
        name,
        () => {
          const module = modules[name];
          if (!module) throw new Error(`Cannot find module '${name}'`);
          return module;
        },
        { virtual: true },
      );
    }
    jest.resetModules();
    let load: typeof LoadSqlite.loadSqlite | undefined;
    jest.isolateModules(() => {
      load = (require("../../lib/inbox/load-sqlite") as typeof LoadSqlite).loadSqlite;
    });
    return load?.();
  }

  it("is Node's own where there is one", () => {
    const own = { DatabaseSync: class {} };
    const fallback = { DatabaseSync: class {} };
    expect(loadWith({ "node:sqlite": own, "@photostructure/sqlite": fallback })).toBe(own);
  });

  it("is the package's where Node has none", () => {
    const fallback = { DatabaseSync: class {} };
    expect(loadWith({ "@photostructure/sqlite": fallback })).toBe(fallback);
  });

  it("is asked for by a message that names the fix", () => {
    expect(() => loadWith({})).toThrow(
      /Node 22\.13 or later brings SQLite along; on Node 20 add it: npm install @photostructure\/sqlite$/,
    );
  });
});
