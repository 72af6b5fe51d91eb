import { describe, expect } from "@jest/globals";
import { itInBrowser } from "./chromium";
import { fillBoard } from "./full-board";
import { useLiveScreen } from "./live-screen";

const widths = [320, 390, 768, 1280, 1920];

const longestWord = "Taumatawhakatangi".repeat(30);

describe("the page", () => {
  const screen = useLiveScreen();

  const fill = async () => {
    const { app, page } = screen;
    if ((await page.locator("#events li").count()) > 0) return;
    const long = await fillBoard(app, longestWord);
    const short = await fillBoard(app, "A few words, and no more than that");
    await page.getByLabel("Question", { exact: true }).fill(longestWord);
    await page.getByRole("button", { name: "Chatbot question", exact: true }).click();
    await page.locator("#answer-body").waitFor();
    await page
      .locator("#events li")
      .nth(long + short)
      .waitFor();
    await page.locator("#dead li").nth(3).waitFor();
  };

  /** Parts that would have to be scrolled sideways, or that cut off what they hold. */
  const findOverflows = () =>
    screen.page.evaluate(() => {
      const parts = ["html", ".panel", ".rows", "pre", "dialog", "#drawer-body"];
      return [...document.querySelectorAll(parts.join())]
        .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)
        .map(({ tagName, id, className, scrollWidth, clientWidth }) => {
          return `${tagName} ${id} ${className}: ${scrollWidth} in ${clientWidth} pixels`;
        });
    });

  itInBrowser.each(widths)("has room for what it shows, %i px wide", async (width) => {
    const { page } = screen;
    await fill();
    await page.setViewportSize({ width, height: 800 });
    expect(await findOverflows()).toEqual([]);
    await page.locator("#tickets").getByRole("button", { name: "Details" }).first().click();
    await page.getByRole("dialog").getByText("As received").waitFor();
    expect(await findOverflows()).toEqual([]);
  });

  itInBrowser("moves while a phone rings, and keeps still for who prefers that", async () => {
    const { page } = screen;
    const animations = () =>
      page.evaluate(() => document.getAnimations().map(({ playState }) => playState));
    await fill();
    expect(await page.locator('#active [data-state="ringing"]').count()).toBeGreaterThan(0);
    expect(await animations()).toEqual([]);
    await page.emulateMedia({ reducedMotion: "no-preference" });
    expect(await animations()).toContain("running");
  });
});
