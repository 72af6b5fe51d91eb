import { describe, expect } from "@jest/globals";
import type { CallsavvyProvider, EventType, ServetelProvider } from "telephony-webhooks";
import { type Delivery, sample } from "telephony-webhooks/testing";
import { openDatabase } from "../../example-app/database";
import { comparablePhone } from "../../example-app/phone-number";
import { itInBrowser } from "./chromium";
import { useLiveScreen } from "./live-screen";

/** Markup that would show, load and run something; and where it has come from. */
const markup = (from: string) => `<img src=x onerror="alert('${from}')">`;

const customer = {
  phone: "+915550006600",
  name: markup("customer"),
  email: "hostile@example.com",
  plan: markup("plan"),
};

/** Somebody else each time, so that no call is taken for the end of another. */
let lastCaller = 6600;
const nextCaller = () => {
  lastCaller += 1;
  return `+91555000${lastCaller}`;
};

type Fields = Readonly<Record<string, unknown>>;

const phone = (type: EventType<CallsavvyProvider>, fields: Fields) =>
  sample("callsavvy", type, fields, { fresh: true });

const lines = (type: EventType<ServetelProvider>, fields: Fields) =>
  sample("servetel", type, { caller_id_number: nextCaller(), ...fields }, { fresh: true });

const agent = (from: string) => ({ id: "1", name: markup(from), number: "+915550007009" });

const encodedAgent = (from: string) => {
  return { type: "Agent", name: encodeURIComponent(markup(from)), num: "+915550007009" };
};

/** What strangers can write, in which list it shows, and a delivery that brings it. */
const ways: readonly (readonly [from: readonly string[], list: string, delivery: Delivery])[] = [
  [["menu"], "active", lines("callAnsweredOnIvr", { ivr_name: markup("menu") })],
  [
    ["attendant"],
    "active",
    lines("receivedOnAutoAttendant", { auto_attendant_name: markup("attendant") }),
  ],
  [["department"], "active", lines("receivedOnDepartment", { dept_name: markup("department") })],
  [
    ["rung agent", "rung department"],
    "active",
    lines("dialedOnAgent", {
      dept_name: [markup("rung department")],
      call_flow: [encodedAgent("rung agent")],
    }),
  ],
  [
    ["talking agent"],
    "active",
    lines("callAnsweredByAgent", { answered_agent_name: markup("talking agent") }),
  ],
  [["key"], "active", lines("dtmfOption", { digit_pressed: markup("key") })],
  [
    ["number", "called department"],
    "active",
    phone("callerInformation", {
      caller_number: `${nextCaller()} ${markup("number")}`,
      call_department: markup("called department"),
    }),
  ],
  [["agent"], "finished", lines("callHangup", { answered_agent: agent("agent") })],
  [
    ["summed-up department"],
    "finished",
    phone("callSummary", {
      caller_number: nextCaller(),
      call_department: markup("summed-up department"),
    }),
  ],
  [
    ["agent who missed"],
    "callBack",
    lines("callMissed", { missed_agent: [agent("agent who missed")] }),
  ],
  [
    ["ticket", "subject", "sender", "status", "reply"],
    "tickets",
    phone("ticketEscalated", {
      ticket_id: markup("ticket"),
      ticket_subject: markup("subject"),
      sender_email: markup("sender"),
      ticket_status: markup("status"),
      last_ticket_reply: markup("reply"),
    }),
  ],
  [
    ["visitor", "address", "phone", "chat"],
    "chats",
    phone("newChat", {
      visitor_name: markup("visitor"),
      visitor_email: markup("address"),
      visitor_phone: markup("phone"),
      chat_department: markup("chat"),
    }),
  ],
  [
    ["question", "asker", "bot", "desk"],
    "questions",
    phone("chatbotCallback", {
      original_message: markup("question"),
      sender_name: markup("asker"),
      bot_name: markup("bot"),
      department: markup("desk"),
    }),
  ],
];

describe("a stranger's markup", () => {
  const screen = useLiveScreen();

  const expectNoneMade = async (page = screen.page) => {
    expect(await page.locator("img:not(.logo), [onerror]").count()).toBe(0);
  };

  const titled = ways.map((way) => [way[0].join(", "), way] as const);

  itInBrowser.each(titled)("shows as text in a row: %s", async (_title, [from, list, delivery]) => {
    await screen.app.send(delivery);
    for (const each of from) {
      await screen.page
        .locator(`#${list} li`)
        .filter({ hasText: markup(each) })
        .waitFor();
    }
    await expectNoneMade();
  });

  itInBrowser("shows as text in rows of recent events", async () => {
    const names = ["sender", "visitor", "asker"];
    for (const each of names) {
      await screen.page
        .locator("#events li")
        .filter({ hasText: markup(each) })
        .waitFor();
    }
    await expectNoneMade();
  });

  itInBrowser("shows as text where it is a customer's name, and is read out as such", async () => {
    const { app } = screen;
    const database = openDatabase(app.databaseFile);
    database
      .prepare(
        "INSERT INTO customers (phone, comparable_phone, name, email, plan) VALUES (?, ?, ?, ?, ?)",
      )
      .run(
        customer.phone,
        comparablePhone(customer.phone),
        customer.name,
        customer.email,
        customer.plan,
      );
    database.close();
    const page = await screen.open();
    await page.getByLabel("Caller", { exact: true }).selectOption(customer.name);
    await app.send(lines("callReceivedOnServer", { caller_id_number: customer.phone }));
    const call = page.locator("#active li").filter({ hasText: customer.name });
    await call.filter({ hasText: customer.plan }).waitFor();
    await page
      .getByRole("status")
      .filter({ hasText: `${customer.name} is calling.` })
      .waitFor();
    await expectNoneMade(page);
  });

  itInBrowser("shows as text in the drawer, in keys and in values", async () => {
    const { app, page } = screen;
    const fields = {
      visitor_name: "Keyed",
      [markup("key")]: { [markup("inner")]: [markup("value")] },
    };
    await app.send(phone("newChat", fields));
    await page.getByRole("button", { name: "Details of Keyed" }).click();
    for (const name of ["As received", "As your handler gets it"]) {
      const text = await page.getByRole("region", { name }).textContent();
      for (const part of ["key", "inner", "value"]) {
        expect(text).toContain(JSON.stringify(markup(part)));
      }
    }
    await expectNoneMade();
  });

  itInBrowser("shows as text in the chatbot's answer, which is shown as it was sent", async () => {
    const { app, page } = screen;
    const answer = await app.send(
      phone("chatbotCallback", {
        original_message: "Please call me",
        sender_name: markup("sender"),
      }),
    );
    expect(answer).toContain("&#60;img src=x");
    const row = page.locator("#questions li").filter({ hasText: "Wants a call" });
    expect(await row.locator("code").textContent()).toBe(answer);
    await row.getByRole("button", { name: "Details" }).click();
    const answered = page.getByRole("dialog").getByRole("region", { name: "As answered" });
    expect(await answered.textContent()).toBe(answer);
    await expectNoneMade();
  });

  itInBrowser("shows as text in the answer to a question that was typed here", async () => {
    const { page } = screen;
    await page.getByLabel("Question", { exact: true }).fill(`Call me, ${markup("typed")}`);
    await page.getByRole("button", { name: "Chatbot question", exact: true }).click();
    await page.locator("#questions").getByText(markup("typed")).waitFor();
    await page.locator("#answer-body").getByText("<p>Of course, Asha Example.").waitFor();
    await expectNoneMade();
  });

  itInBrowser.each([
    ["javascript:alert(1)", null],
    ["data:text/html,<script>alert(1)</script>", null],
    [
      'https://recordings.example.com/"><img src=x onerror=alert(1)>',
      "https://recordings.example.com/%22%3E%3Cimg%20src=x%20onerror=alert(1)%3E",
    ],
  ])("leads nowhere but to the web as the address of a recording: %s", async (url, href) => {
    const { app, page } = screen;
    const caller = nextCaller();
    await app.send(phone("callSummary", { caller_number: caller, recording_url: url }));
    const call = page.locator("#finished li").filter({ hasText: caller });
    await call.waitFor();
    const links = await call
      .getByRole("link")
      .evaluateAll((all) => all.map((link) => link.getAttribute("href")));
    expect(links).toEqual(href === null ? [] : [href]);
    await expectNoneMade();
  });
});
