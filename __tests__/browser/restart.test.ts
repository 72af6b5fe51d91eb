import { describe, expect } from "@jest/globals";
import type { Page } from "playwright-core";
import { sample } from "telephony-webhooks/testing";
import { itInBrowser } from "./chromium";
import { connected, useLiveScreen } from "./live-screen";

const fresh = { fresh: true } as const;

/** The texts of all rows, list by list. Those of running calls tell a time that goes on. */
const rowsOf = (page: Page) =>
  page
    .locator(".rows")
    .evaluateAll((lists) =>
      lists.map((list) =>
        [...list.children].map((row) => row.textContent?.replace(/\d+:\d\d/g, "")),
      ),
    );

describe("a restart of the server", () => {
  const screen = useLiveScreen();

  const disconnected = () =>
    screen.page.locator("#connection").getByText("Reconnecting…").waitFor();

  const allShown = async () => {
    const { events }: { events: readonly unknown[] } = await (
      await fetch(`${screen.app.origin}/board`)
    ).json();
    await screen.page
      .locator("#events li")
      .nth(events.length - 1)
      .waitFor();
  };

  itInBrowser.each(["SIGTERM", "SIGKILL"] as const)(
    "loses nothing, and the page comes back by itself: %s",
    async (signal) => {
      const { app, page } = screen;
      screen.allowDisconnection();
      await app.send(sample("callsavvy", "newTicketOpened", {}, fresh));
      await app.send(sample("callsavvy", "chatbotCallback", { sender_name: signal }, fresh));
      await app.send(sample("servetel", "callMissed", {}, fresh));
      await app.send(sample("servetel", "callReceivedOnServer", {}, fresh));
      await allShown();
      const before = await rowsOf(page);

      await app.end(signal);
      await disconnected();
      expect(await rowsOf(page)).toEqual(before);
      await app.resume();
      await connected(page);
      expect(await rowsOf(page)).toEqual(before);
      await page.reload();
      await connected(page);
      await allShown();
      expect(await rowsOf(page)).toEqual(before);
    },
  );

  itInBrowser("keeps no event from the page that came while it was away", async () => {
    const { app, page } = screen;
    screen.allowDisconnection();
    await app.end("SIGKILL");
    await disconnected();
    await app.resume();
    await app.send(sample("callsavvy", "newChat", { visitor_name: "Early Example" }, fresh));
    await page.locator("#chats").getByText("Early Example", { exact: true }).waitFor();
    await connected(page);
    await app.send(sample("callsavvy", "newChat", { visitor_name: "Late Example" }, fresh));
    await page.locator("#chats").getByText("Late Example", { exact: true }).waitFor();
  });

  itInBrowser(
    "is told of by buttons that are pressed and by the drawer that is opened",
    async () => {
      const { app, page } = screen;
      screen.allowDisconnection();
      await app.end("SIGKILL");
      await disconnected();
      const said = page.getByText("The server is away.");
      await page.getByRole("button", { name: "Key pressed", exact: true }).click();
      await page.locator("#answer").getByText("dtmfOption was not sent").waitFor();
      await page.locator("#answer").filter({ has: said }).waitFor();
      await page.locator("#tickets").getByRole("button", { name: "Details" }).first().click();
      await page.getByRole("dialog").filter({ has: said }).waitFor();
      await page.keyboard.press("Escape");
      await app.resume();
      await connected(page);
    },
  );

  itInBrowser("keeps called back who was called back", async () => {
    const { app, page } = screen;
    screen.allowDisconnection();
    const missed = { caller_id_number: "+915550006102" };
    await app.send(sample("servetel", "callMissed", missed, fresh));
    const toCallBack = page.locator("#callBack li").filter({ hasText: missed.caller_id_number });
    const finished = page.locator("#finished li").filter({ hasText: missed.caller_id_number });
    await toCallBack.getByRole("button", { name: "Called back" }).click();
    await finished.waitFor();
    expect(await toCallBack.count()).toBe(0);

    await app.end("SIGKILL");
    await disconnected();
    await app.resume();
    await page.reload();
    await connected(page);
    await finished.waitFor();
    expect(await toCallBack.count()).toBe(0);
    await app.send(sample("servetel", "callMissed", missed, fresh));
    await toCallBack.waitFor();
  });
});
