import { describe, expect } from "@jest/globals";
import type { Locator, Page } from "playwright-core";
import { sample } from "telephony-webhooks/testing";
import { itInBrowser } from "./chromium";
import { focused, useLiveScreen } from "./live-screen";

const fresh = { fresh: true } as const;

/** More stops than the page has. */
const MAX_STOPS = 200;

/** Presses the tabulator until the focus is on the control. */
async function tabTo(page: Page, control: Locator): Promise<void> {
  for (let stops = 0; stops < MAX_STOPS; stops += 1) {
    if (await control.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`no way by keyboard to ${control}`);
}

/** What has the focus, and whether somebody who looks at the page can tell. */
const focusShown = (page: Page) =>
  page.evaluate(() => {
    const element = document.activeElement;
    if (!element || element === document.body) return undefined;
    const { outlineStyle, outlineWidth } = getComputedStyle(element);
    const { left, right, top, bottom } = element.getBoundingClientRect();
    const [x, y] = [(left + right) / 2, (top + bottom) / 2];
    const onTop = document.elementFromPoint(x, y);
    return {
      name: `${element.tagName} ${element.textContent?.trim() || element.id}`,
      isOutlined: outlineStyle !== "none" && Number.parseFloat(outlineWidth) >= 2,
      isInSight: onTop !== null && (element.contains(onTop) || onTop.contains(element)),
    };
  });

describe("with the keyboard alone, the page", () => {
  const screen = useLiveScreen();

  itInBrowser("can be skipped to the calls, where the next stop is", async () => {
    const { app } = screen;
    await app.send(sample("servetel", "callReceivedOnServer", {}, fresh));
    const page = await screen.open();
    const row = page.locator("#active").getByRole("button", { name: "Details" });
    await row.waitFor();
    await page.keyboard.press("Tab");
    const skip = page.getByRole("link", { name: "Skip to the calls" });
    await focused(skip);
    expect(await focusShown(page)).toMatchObject({ isOutlined: true, isInSight: true });
    await page.keyboard.press("Enter");
    await focused(page.getByRole("main"));
    await page.keyboard.press("Tab");
    await focused(row);
  });

  itInBrowser.each([
    ["Enter", "Missed call", "callMissed"],
    ["Space", "New ticket", "newTicketOpened"],
  ])("fires events: %s on “%s”", async (key, name, type) => {
    const { page } = screen;
    const button = page.getByRole("button", { name, exact: true });
    await tabTo(page, button);
    await page.keyboard.press(key);
    await page.locator(`#events [data-type="${type}"]`).waitFor();
    await focused(button);
  });

  itInBrowser("has a caller chosen, and a question typed", async () => {
    const { page } = screen;
    await tabTo(page, page.getByLabel("Caller", { exact: true }));
    await page.keyboard.type("Ngozi");
    await tabTo(page, page.getByLabel("Question", { exact: true }));
    await page.keyboard.press("ControlOrMeta+A");
    await page.keyboard.type("Please call me back");
    await tabTo(page, page.getByRole("button", { name: "Chatbot question", exact: true }));
    await page.keyboard.press("Enter");
    const asked = page.locator("#questions li").filter({ hasText: "Please call me back" });
    await asked.filter({ hasText: "Ngozi Example" }).waitFor();
  });

  itInBrowser("opens the drawer, keeps the focus in it, and goes on where it was", async () => {
    const { app, page } = screen;
    await app.send(sample("callsavvy", "newChat", { visitor_name: "Keyed Example" }, fresh));
    const opener = page.getByRole("button", { name: "Details of Keyed Example" });
    await opener.waitFor();
    await tabTo(page, opener);
    await page.keyboard.press("Enter");
    const drawer = page.getByRole("dialog", { name: "New chat" });
    await drawer.waitFor();
    await focused(drawer.getByRole("heading", { name: "New chat" }));
    const stops = new Set<string>();
    for (let stop = 0; stop < 12; stop += 1) {
      await page.keyboard.press("Tab");
      const shown = await focusShown(page);
      if (!shown) continue; // the browser's own controls
      expect(shown).toMatchObject({ isOutlined: true, isInSight: true });
      expect(await drawer.evaluate((dialog) => dialog.contains(document.activeElement))).toBe(true);
      stops.add(shown.name);
    }
    expect(stops.size).toBe(3);
    await page.keyboard.press("Escape");
    await drawer.waitFor({ state: "hidden" });
    await focused(opener);
  });

  itInBrowser("settles a missed call, and says where one is now", async () => {
    const { app, page } = screen;
    await app.send(sample("servetel", "callMissed", { caller_id_number: "+915550006200" }, fresh));
    const row = page.locator("#callBack li").filter({ hasText: "+915550006200" });
    await row.waitFor();
    await tabTo(page, row.getByRole("button", { name: "Called back" }));
    await page.keyboard.press("Enter");
    await row.waitFor({ state: "detached" });
    await page.getByRole("status").filter({ hasText: "was called back." }).waitFor();
    await focused(page.getByRole("heading", { name: /^Call back/ }));
  });

  itInBrowser(
    "stays where it is when a call goes on, and goes to the heading when it ends",
    async () => {
      const { app, page } = screen;
      const call = { caller_id_number: "+915550006201", uuid: "65a1f0c2b3d97", call_id: "9.7" };
      await app.send(sample("servetel", "callReceivedOnServer", call, fresh));
      await app.send(sample("servetel", "callReceivedOnServer", {}, fresh));
      const row = page.locator("#active li").filter({ hasText: call.caller_id_number });
      const details = row.getByRole("button", { name: "Details" });
      await row.waitFor();
      await tabTo(page, details);
      await app.send(sample("servetel", "callAnsweredByAgent", call, fresh));
      await row.filter({ hasText: "Talking to" }).waitFor();
      expect(await page.locator("#active li").first().textContent()).toContain("Talking to");
      await focused(details);
      await app.send(sample("servetel", "callHangup", call, fresh));
      await row.waitFor({ state: "detached" });
      await focused(page.getByRole("heading", { name: /^On the line/ }));
    },
  );

  itInBrowser.each([
    ["Tab", 1280],
    ["Shift+Tab", 390],
  ])("shows where the focus is at every stop: %s, %i pixels wide", async (key, width) => {
    const page = await screen.open({ viewport: { width, height: 800 } });
    await page.locator("#events li").first().waitFor();
    const controls = await page
      .locator("main, aside")
      .evaluateAll(
        (parts) =>
          parts.flatMap((part) => [
            ...part.querySelectorAll("a[href], button:not(:disabled), select, input"),
          ]).length,
      );
    const unseen: unknown[] = [];
    let stops = 0;
    for (; stops < MAX_STOPS; stops += 1) {
      await page.keyboard.press(key);
      const shown = await focusShown(page);
      if (!shown) break;
      if (!shown.isOutlined || !shown.isInSight) unseen.push(shown);
    }
    expect(unseen).toEqual([]);
    expect(stops).toBeGreaterThan(controls);
  });
});
