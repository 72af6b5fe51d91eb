import { describe, expect } from "@jest/globals";
import axe from "axe-core";
import { itInBrowser } from "./chromium";
import { fillBoard } from "./full-board";
import { connected, useLiveScreen } from "./live-screen";

declare global {
  interface Window {
    /** There once its source has been evaluated. */
    readonly axe: typeof axe;
  }
}

const looks = [
  { colorScheme: "light", width: 1280 },
  { colorScheme: "dark", width: 1280 },
  { colorScheme: "light", width: 390 },
  { colorScheme: "dark", width: 390 },
] as const;

describe("axe-core finds no fault", () => {
  const screen = useLiveScreen();

  const lookAt = async ({ colorScheme, width }: (typeof looks)[number]) => {
    await screen.page.emulateMedia({ colorScheme });
    await screen.page.setViewportSize({ width, height: 900 });
  };

  /** A line for each element at fault. */
  const findFaults = async () => {
    await screen.page.evaluate(axe.source);
    const { violations } = await screen.page.evaluate(() =>
      window.axe.run(document, {
        resultTypes: ["violations"],
        rules: { "target-size": { enabled: true } },
      }),
    );
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
    );
  };

  const fill = async () => {
    const { app, page } = screen;
    if ((await page.locator("#events li").count()) > 0) return;
    const sent = await fillBoard(app, "Words of a stranger");
    await page.getByRole("button", { name: "Chatbot question", exact: true }).click();
    await page.locator("#answer-body").waitFor();
    await page.locator("#events li").nth(sent).waitFor();
    await page.locator("#dead li").nth(1).waitFor();
  };

  itInBrowser.each(looks)("with an empty page, $colorScheme, $width px wide", async (look) => {
    await lookAt(look);
    expect(await screen.page.locator("#events li").count()).toBe(0);
    expect(await findFaults()).toEqual([]);
  });

  itInBrowser.each(looks)("with a full page, $colorScheme, $width px wide", async (look) => {
    await fill();
    await lookAt(look);
    for (const state of ["ringing", "talking", "missed", "answered", "escalated", "open"]) {
      expect(await screen.page.locator(`[data-state="${state}"]`).count()).toBeGreaterThan(0);
    }
    expect(await findFaults()).toEqual([]);
  });

  itInBrowser.each(looks)("with the drawer open, $colorScheme, $width px wide", async (look) => {
    const { page } = screen;
    await fill();
    await lookAt(look);
    await page.locator("#callBack").getByRole("button", { name: "Details" }).first().click();
    await page.getByRole("dialog").locator("mark").first().waitFor();
    expect(await findFaults()).toEqual([]);
  });

  itInBrowser("while the server is away, light and dark", async () => {
    const { app, page } = screen;
    screen.allowDisconnection();
    await app.end("SIGKILL");
    await page.getByText("Reconnecting…").waitFor();
    for (const look of looks.slice(0, 2)) {
      await lookAt(look);
      expect(await findFaults()).toEqual([]);
    }
    await app.resume();
    await connected(page);
  });
});
