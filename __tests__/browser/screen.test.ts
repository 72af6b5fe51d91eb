import { describe, expect } from "@jest/globals";
import { callsavvyProvider, servetelProvider } from "telephony-webhooks";
import { isReply } from "../example-app/reply-events";
import { itInBrowser } from "./chromium";
import { connected, useLiveScreen } from "./live-screen";

const events = [callsavvyProvider, servetelProvider].flatMap(({ name, events }) =>
  Object.keys(events).map((type) => ({ provider: name, type })),
);

describe("the live call screen", () => {
  const screen = useLiveScreen();

  itInBrowser(
    "opens at the address that the app prints, and says what will show where",
    async () => {
      const { page } = screen;
      expect(await page.title()).toBe("Live calls · Example Traders");
      const lists = page.locator("section:has(.rows):not(.inbox)");
      expect(await lists.count()).toBe(7);
      for (const list of await lists.all()) {
        expect(await list.locator(".empty").isVisible()).toBe(true);
        expect(await list.locator(".count").textContent()).toBe("0");
      }
    },
  );

  itInBrowser("has a button for every event", async () => {
    const simulated = await screen.page
      .locator("[data-simulate]")
      .evaluateAll((buttons) => buttons.map((button) => button.getAttribute("data-simulate")));
    const names = events.map(({ provider, type }) => `${provider}.${type}`);
    expect(simulated.sort()).toEqual(names.sort());
  });

  itInBrowser.each(events)(
    "shows $provider's $type, typed, when its button is pressed",
    async ({ provider, type }) => {
      const { page } = screen;
      await page.locator(`[data-simulate="${provider}.${type}"]`).click();
      await page
        .locator("#answer")
        .getByText(`${type} ${isReply(type) ? 200 : 202}`)
        .waitFor();
      const row = page.locator(`#events [data-type="${type}"]`);
      await row.getByRole("button").click();
      const typed = page.getByRole("region", { name: "As your handler gets it" });
      const event = JSON.parse((await typed.textContent()) ?? "");
      expect(event).toMatchObject({ provider, type, id: await row.getAttribute("data-event-id") });
      expect(event.payload).toEqual(expect.any(Object));
    },
  );

  itInBrowser("says who calls, and in its title how many do", async () => {
    const page = await screen.open();
    await page.getByLabel("Caller", { exact: true }).selectOption("Kiran Example");
    await page.getByRole("button", { name: "Call received", exact: true }).click();
    const call = page.locator("#active li").filter({ hasText: "Kiran Example" });
    await call.filter({ hasText: "Ringing" }).waitFor();
    const ringing = await page.locator('#active [data-state="ringing"]').count();
    expect(await page.title()).toBe(`(${ringing}) Live calls · Example Traders`);
  });

  itInBrowser("plays a whole call, from its first ring to its recording", async () => {
    const { page } = screen;
    await page.getByLabel("Caller", { exact: true }).selectOption("Ngozi Example");
    await page.getByRole("button", { name: "Play a whole call" }).click();
    const call = page.locator("#finished li").filter({ hasText: "Ngozi Example" });
    await call.filter({ hasText: "Answered by Ravi Example" }).waitFor();
    const recording = call.getByRole("link", { name: /^Recording/ });
    expect(await recording.getAttribute("href")).toMatch(/^https:\/\/recordings\.example\.com\//);
    await call.getByRole("button", { name: "Details" }).click();
    const steps = page.getByRole("dialog").getByRole("listitem").getByRole("button");
    await steps.last().waitFor();
    expect(await steps.allTextContents()).toEqual([
      "Call received",
      "Menu answers",
      "Department is rung",
      "Agent is rung",
      "Agent answers",
      "Call ends",
    ]);
  });

  itInBrowser("shows an event to everybody who has it open", async () => {
    const other = await screen.open();
    await screen.page.getByLabel("Caller", { exact: true }).selectOption("Tunde Example");
    await screen.page.getByRole("button", { name: "New chat", exact: true }).click();
    for (const page of [screen.page, other]) {
      await page.locator("#chats").getByText("Tunde Example", { exact: true }).waitFor();
    }
  });

  itInBrowser("has all of it again when it is opened anew", async () => {
    const { page } = screen;
    const events = page.locator("#events li");
    const before = await events.allTextContents();
    await page.reload();
    await connected(page);
    await events.nth(before.length - 1).waitFor();
    expect(await events.allTextContents()).toEqual(before);
  });
});
