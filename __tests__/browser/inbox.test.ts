import { afterEach, describe, expect } from "@jest/globals";
import type { Page } from "playwright-core";
import { sample } from "telephony-webhooks/testing";
import { inboxAt, untilInbox, untilWorked } from "../example-app/until-worked";
import { itInBrowser } from "./chromium";
import { buryIn } from "./dead-deliveries";
import { connected, focused, useLiveScreen } from "./live-screen";

const panel = (page: Page) => page.getByRole("region", { name: "Inbox" });

const deadOf = (page: Page) =>
  panel(page).getByRole("list", { name: "Dead deliveries" }).getByRole("listitem");

const announced = (page: Page, text: string) =>
  page.getByRole("status").filter({ hasText: text }).waitFor();

describe("the panel of the inbox", () => {
  const screen = useLiveScreen();

  const count = (state: "waiting" | "failed" | "dead", number: number, page = screen.page) =>
    page.locator(`#inbox-${state}`).getByText(String(number), { exact: true }).waitFor();

  const failing = (page = screen.page) => page.getByLabel("The handlers fail", { exact: true });

  afterEach(async () => {
    await failing().uncheck();
  });

  itInBrowser("counts what waits, what has failed and what is dead", async () => {
    const { page } = screen;
    const figures = panel(page).locator("dl > div");
    expect(await figures.allTextContents()).toEqual(["Waiting0", "To try again0", "Dead0"]);
    expect(await deadOf(page).count()).toBe(0);
  });

  itInBrowser("shows what fails while the handlers do, and is empty once they work", async () => {
    const { page } = screen;
    await failing().check();
    await announced(page, "The handlers fail.");
    await page.getByRole("button", { name: "Missed call", exact: true }).click();
    await page.locator("#answer").getByText("callMissed 202").waitFor();
    await count("failed", 1);
    expect(await page.locator("#callBack li").count()).toBe(0);
    await failing().uncheck();
    await announced(page, "The handlers work.");
    await page.locator("#callBack li").waitFor();
    await count("failed", 0);
  });

  itInBrowser("tells all pages whether the handlers fail; they don't after a restart", async () => {
    const { app, page } = screen;
    screen.allowDisconnection();
    const other = await screen.open();
    await failing().check();
    await other.locator("#failing:checked").waitFor();
    await app.end("SIGKILL");
    await app.resume();
    for (const each of [page, other]) {
      await connected(each);
      await each.locator("#failing:not(:checked)").waitFor();
    }
  });

  itInBrowser("lists what has died, says so, and has it tried again", async () => {
    const { app, page } = screen;
    await failing().check();
    const fields = { visitor_name: "Patient Example" };
    await app.post(sample("callsavvy", "newChat", fields, { fresh: true }));
    await untilInbox(inboxAt(app.origin), ({ dead }) => dead === 1);
    await announced(page, "New chat could not be handled.");
    await count("dead", 1);
    const text = await deadOf(page).textContent();
    for (const part of ["New chat", "callsavvy · 5 attempts", "ERR_HANDLER_FAILED"]) {
      expect(text).toContain(part);
    }
    await failing().uncheck();
    await announced(page, "The handlers work.");
    await deadOf(page).getByRole("button", { name: "Try again (New chat)" }).press("Enter");
    await announced(page, "New chat will be tried again.");
    await focused(page.getByRole("heading", { name: "Inbox" }));
    await page.locator("#chats").getByText("Patient Example", { exact: true }).waitFor();
    await count("dead", 0);
    expect(await deadOf(page).count()).toBe(0);
  });

  itInBrowser("has a dead delivery dropped, and keeps the others", async () => {
    const { app, page } = screen;
    await buryIn(app.inboxFile, ["kept", "dropped"]);
    await count("dead", 2);
    expect(await deadOf(page).locator(".label").allTextContents()).toEqual(["dropped", "kept"]);
    await page.getByRole("button", { name: "Drop (dropped)", exact: true }).press("Enter");
    await announced(page, "dropped was dropped.");
    await focused(page.getByRole("heading", { name: "Inbox" }));
    await count("dead", 1);
    expect(await deadOf(page).locator(".label").allTextContents()).toEqual(["kept"]);
    await page.getByRole("button", { name: "Drop (kept)", exact: true }).click();
    await count("dead", 0);
  });

  itInBrowser("says so where the server is away, and keeps what it shows", async () => {
    const { app, page } = screen;
    screen.allowDisconnection();
    await buryIn(app.inboxFile, ["stays"]);
    await count("dead", 1);
    await app.end("SIGKILL");
    await page.getByRole("button", { name: "Drop (stays)", exact: true }).click();
    await announced(page, "The server is away.");
    expect(await deadOf(page).count()).toBe(1);
    // Its state is the server's, so the switch goes back.
    await failing().click();
    await page.locator("#failing:not(:checked)").waitFor();
    await app.resume();
    await connected(page);
    await page.getByRole("button", { name: "Drop (stays)", exact: true }).click();
    await count("dead", 0);
  });

  itInBrowser("shows a stranger's words as text, and is not broken by any", async () => {
    const { app, page } = screen;
    const words = [`<img src=x onerror="alert('type')">`, '"]', "\\", "constructor", "' + '"];
    await buryIn(app.inboxFile, words);
    await count("dead", words.length);
    const shown = await deadOf(page).locator(".label").allTextContents();
    expect(shown).toEqual([...words].reverse());
    expect(await page.locator("img:not(.logo), [onerror]").count()).toBe(0);
    for (const word of words) {
      await deadOf(page)
        .filter({ hasText: word })
        .getByRole("button", { name: "Drop" })
        .first()
        .click();
      await announced(page, `${word} was dropped.`);
    }
    await count("dead", 0);
  });

  itInBrowser("lists the latest twenty, and says how many there are", async () => {
    const { app, page } = screen;
    await buryIn(
      app.inboxFile,
      Array.from({ length: 23 }, (_none, nth) => `event ${nth}`),
    );
    await count("dead", 23);
    await page.getByText("These are the latest 20 of 23.").waitFor();
    expect(await deadOf(page).count()).toBe(20);
    await untilWorked(inboxAt(app.origin));
  });
});
