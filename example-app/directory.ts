import type { StatementSyncInstance } from "@photostructure/sqlite";
import type { Database } from "./database";
import { comparablePhone } from "./phone-number";

/** Somebody whom the business knows. */
export interface Customer {
  readonly id: number;
  readonly phone: string;
  readonly name: string;
  readonly email: string;
  readonly plan: string;
}

const seeds: readonly Omit<Customer, "id">[] = [
  {
    phone: "+915550001234",
    name: "Asha Example",
    email: "asha@example.com",
    plan: "Gold plan, renews in March",
  },
  {
    phone: "+915550002222",
    name: "Kiran Example",
    email: "kiran@example.com",
    plan: "Silver plan, since 2021",
  },
  {
    phone: "+2345550100",
    name: "Ngozi Example",
    email: "ngozi@example.com",
    plan: "Gold plan, two open orders",
  },
  {
    phone: "+2345550177",
    name: "Tunde Example",
    email: "tunde@example.net",
    plan: "On trial until Friday",
  },
];

/** The customers of the business. A new database gets a few made-up ones. */
export class Directory {
  readonly #all: StatementSyncInstance;
  readonly #byPhone: StatementSyncInstance;
  readonly #byEmail: StatementSyncInstance;

  constructor(database: Database) {
    database.exec(`
      CREATE TABLE IF NOT EXISTS customers (
        id INTEGER PRIMARY KEY,
        phone TEXT NOT NULL,
        comparable_phone TEXT NOT NULL UNIQUE,
        name TEXT NOT NULL,
        email TEXT NOT NULL UNIQUE COLLATE NOCASE,
        plan TEXT NOT NULL
      ) STRICT
    `);
    const columns = "SELECT id, phone, name, email, plan FROM customers";
    this.#all = database.prepare(`${columns} ORDER BY name`);
    this.#byPhone = database.prepare(`${columns} WHERE comparable_phone = ?`);
    this.#byEmail = database.prepare(`${columns} WHERE email = ?`);
    if (this.all().length === 0) seed(database);
  }

  all(): readonly Customer[] {
    return this.#all.all();
  }

  /** In whatever format the number is; a hidden one is nobody's. */
  findByPhone(phone: string): Customer | undefined {
    return this.#byPhone.get(comparablePhone(phone));
  }

  findByEmail(email: string): Customer | undefined {
    return this.#byEmail.get(email);
  }
}

function seed(database: Database): void {
  const add = database.prepare(
    "INSERT INTO customers (phone, comparable_phone, name, email, plan) VALUES (?, ?, ?, ?, ?)",
  );
  for (const { phone, name, email, plan } of seeds) {
    add.run(phone, comparablePhone(phone), name, email, plan);
  }
}
