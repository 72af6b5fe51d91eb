import { describe, expect } from "@jest/globals";
import type { Page } from "playwright-core";
import { sample } from "telephony-webhooks/testing";
import { itInBrowser } from "./chromium";
import { focused, useLiveScreen } from "./live-screen";

const fresh = { fresh: true } as const;

const closings: readonly (readonly [way: string, close: (page: Page) => Promise<void>])[] = [
  ["Escape", (page) => page.keyboard.press("Escape")],
  ["its button", (page) => page.getByRole("button", { name: "Close", exact: true }).click()],
  ["a click beside it", (page) => page.mouse.click(20, 400)],
];

describe("the drawer", () => {
  const screen = useLiveScreen();
  const drawer = () => screen.page.getByRole("dialog");
  const shown = async (name: string) =>
    JSON.parse((await drawer().getByRole("region", { name }).textContent()) ?? "");

  itInBrowser("shows an event as received, repaired and typed", async () => {
    const { app, page } = screen;
    const delivery = sample(
      "servetel",
      "callMissed",
      { caller_id_number: "+915550006001" },
      { fresh: true, shape: ["stock-template", "dollar-keys"] },
    );
    await app.send(delivery);
    await page.locator("#callBack").getByRole("button", { name: "Details" }).click();
    await drawer().getByRole("heading", { name: "Missed call" }).waitFor();

    expect(await shown("As received")).toEqual(delivery.fields);
    const { type, provider, id, identifiedBy, payload } = await shown("As your handler gets it");
    expect({ type, provider, identifiedBy }).toEqual({
      type: "callMissed",
      provider: "servetel",
      identifiedBy: "path",
    });
    expect(id).toMatch(/^servetel\.callMissed\.[0-9a-f]{32}$/);
    expect(payload).toMatchObject({
      uuid: delivery.fields["$uuid"],
      caller_id_number: "+915550006001",
      missed_agent: [{ name: "Ravi Example" }],
    });
    expect(payload).not.toHaveProperty("recording_url");

    const repairs = await drawer().locator(".repair-list li").allTextContents();
    expect(repairs).toContainEqual(expect.stringMatching(/^\/uuid renamed: \w/));
    expect(repairs).toContainEqual(expect.stringMatching(/^\/campaign_name unfilled: \w/));
    expect(repairs.filter((repair) => repair.endsWith(": "))).toEqual([]);
    const marked = await drawer().locator("mark").allTextContents();
    expect(marked).toContainEqual(`"$uuid": ${JSON.stringify(payload.uuid)}`);
  });

  itInBrowser("says so where nothing had to be repaired, and shows what was answered", async () => {
    const { app, page } = screen;
    const answer = await app.send(sample("callsavvy", "chatbotCallback"));
    await page.locator("#questions").getByRole("button", { name: "Details" }).click();
    await drawer().getByText("Nothing had to be repaired.").waitFor();
    expect(await drawer().locator("mark").count()).toBe(0);
    const answered = drawer().getByRole("region", { name: "As answered" });
    expect(await answered.textContent()).toBe(answer);
  });

  itInBrowser("leads through all events of a call, and shows the last of them first", async () => {
    const { app, page } = screen;
    const call = { caller_id_number: "+915550006002", uuid: "65a1f0c2b3d99", call_id: "9.9" };
    await app.send(sample("servetel", "callReceivedOnServer", call, fresh));
    await app.send(sample("servetel", "callHangup", call, fresh));
    await page.locator("#finished").getByRole("button", { name: "Details" }).click();
    const steps = drawer().getByRole("list", { name: "Events that belong together" });
    await steps.waitFor();
    expect(await steps.getByRole("button").allTextContents()).toEqual([
      "Call received",
      "Call ends",
    ]);
    const current = steps.locator('[aria-current="step"]');
    expect(await current.textContent()).toBe("Call ends");
    expect(await shown("As your handler gets it")).toMatchObject({ type: "callHangup" });

    await steps.getByRole("button", { name: "Call received" }).click();
    await current.filter({ hasText: "Call received" }).waitFor();
    expect(await shown("As your handler gets it")).toMatchObject({ type: "callReceivedOnServer" });
    await focused(current);
  });

  itInBrowser.each(closings)("closes by %s, and gives back the focus", async (way, close) => {
    const { app, page } = screen;
    await app.send(sample("callsavvy", "newChat", { visitor_name: way }, fresh));
    const opener = page.locator("#chats").getByRole("button", { name: `Details of ${way}` });
    await opener.click();
    await drawer().waitFor();
    await focused(drawer().getByRole("heading", { name: "New chat" }));
    await close(page);
    await drawer().waitFor({ state: "hidden" });
    await focused(opener);
  });

  itInBrowser("gives the focus to what is in the place of a row that has changed", async () => {
    const { app, page } = screen;
    const call = { caller_id_number: "+915550006003", uuid: "65a1f0c2b3d98", call_id: "9.8" };
    const row = page.locator("#active li").filter({ hasText: call.caller_id_number });
    const details = row.getByRole("button", { name: "Details" });
    const heading = page.getByRole("heading", { name: /^On the line/ });
    await app.send(sample("servetel", "callReceivedOnServer", call, fresh));
    await details.click();
    await drawer().waitFor();
    await app.send(sample("servetel", "callAnsweredByAgent", call, fresh));
    await row.filter({ hasText: "Talking to" }).waitFor();
    await page.keyboard.press("Escape");
    await drawer().waitFor({ state: "hidden" });
    await focused(details);

    await details.click();
    await drawer().waitFor();
    await app.send(sample("servetel", "callHangup", call, fresh));
    await row.waitFor({ state: "detached" });
    await page.keyboard.press("Escape");
    await drawer().waitFor({ state: "hidden" });
    await focused(heading);
  });
});
