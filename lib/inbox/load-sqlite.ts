/** What is bound to a question mark of a statement. */
export type SqliteValue = string | number | null | Uint8Array;

/** The part of a prepared statement that an inbox uses. Values bound to names instead would take longer than the rest. */
export interface SqliteStatement<Row> {
  run(...values: SqliteValue[]): { readonly changes: number | bigint };
  get(...values: SqliteValue[]): Row | undefined;
  all(...values: SqliteValue[]): Row[];
}

/** The part of `DatabaseSync` that an inbox uses, so that our types need neither of the two packages. */
export interface SqliteDatabase {
  exec(sql: string): void;
  /** `Row` is what the statement's columns are; nobody checks it. */
  prepare<Row = unknown>(sql: string): SqliteStatement<Row>;
  close(): void;
}

/** What `node:sqlite` and `@photostructure/sqlite` have in common. */
export interface Sqlite {
  readonly DatabaseSync: new (file: string) => SqliteDatabase;
}

/** Node's own SQLite, else the package that has the same. Throws an error that names the fix where there is neither. */
export function loadSqlite(): Sqlite {
  try {
    return require("node:sqlite");
  } catch {
    return loadPackage();
  }
}

function loadPackage(): Sqlite {
  try {
    return require("@photostructure/sqlite");
  } catch (cause) {
    throw new Error(
      "sqliteInbox finds no SQLite. Node 22.13 or later brings SQLite along; on Node 20 add it: npm install @photostructure/sqlite",
      { cause },
    );
  }
}
