import { afterAll, afterEach, beforeAll, expect, jest } from "@jest/globals";
import type {
  Browser,
  BrowserContext,
  BrowserContextOptions,
  Locator,
  Page,
} from "playwright-core";
import { AppProcess } from "./app-process";
import { launchChromium } from "./chromium";

/** How long a test may take on a busy machine. */
const PATIENCE_MS = 120_000;

export interface LiveScreen {
  readonly app: AppProcess;
  /** The live call screen, connected, which stays open from test to test. */
  readonly page: Page;
  /** Opens another one, in a browser profile of its own, until the test ends. */
  open(options?: BrowserContextOptions): Promise<Page>;
  /** Lets the pages of this test lose the server. */
  allowDisconnection(): void;
}

/**
 * Has the tests of a `describe` share an example app, whose history is empty at first, and a page. Each test fails also
 * for what its pages complain of: any error or warning, any request that fails or leaves the app, any dialog.
 */
export function useLiveScreen(): LiveScreen {
  let app: AppProcess;
  let browser: Browser;
  let page: Page;
  let isDisconnectionAllowed = false;
  const contexts: BrowserContext[] = [];
  const complaints: string[] = [];

  jest.setTimeout(PATIENCE_MS);

  const open = async (options?: BrowserContextOptions) => {
    // What fades in takes time until it can be pressed, and has other colours until then.
    const context = await browser.newContext({ reducedMotion: "reduce", ...options });
    const page = await context.newPage();
    await hearComplaints(page, app.origin, (complaint) => complaints.push(complaint));
    await page.goto(app.origin);
    await connected(page);
    return page;
  };

  beforeAll(async () => {
    browser = await launchChromium();
    app = await AppProcess.start();
    page = await open();
  });

  afterEach(async () => {
    const unexpected = complaints.splice(0).filter((complaint) => {
      return !(isDisconnectionAllowed && isOfDisconnection(complaint, app.origin));
    });
    isDisconnectionAllowed = false;
    await page?.evaluate(() => document.querySelector("dialog")?.close());
    for (const context of contexts.splice(0)) await context.close();
    expect(unexpected).toEqual([]);
  });

  afterAll(async () => {
    await browser?.close();
    await app?.remove();
  });

  return {
    get app() {
      return app;
    },
    get page() {
      return page;
    },
    open: async (options) => {
      const page = await open(options);
      contexts.push(page.context());
      return page;
    },
    allowDisconnection: () => {
      isDisconnectionAllowed = true;
    },
  };
}

/** Waits until the page says that it is connected, and its buttons can be chosen for. */
export async function connected(page: Page): Promise<void> {
  await page.getByText("Connected", { exact: true }).waitFor();
  await page.locator("#shape option").nth(1).waitFor({ state: "attached" });
}

/** Waits until the focus is on the control. */
export async function focused(control: Locator): Promise<void> {
  await control.and(control.page().locator(":focus")).waitFor({ state: "attached" });
}

async function hearComplaints(page: Page, origin: string, hear: (complaint: string) => void) {
  page.on("console", (message) => {
    const { url } = message.location();
    if (["error", "warning"].includes(message.type())) hear(`console: ${message.text()} ${url}`);
  });
  page.on("pageerror", (error) => hear(`thrown: ${error.message}`));
  page.on("dialog", (dialog) => {
    hear(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on("request", (request) => {
    if (new URL(request.url()).origin !== origin) hear(`left the app: ${request.url()}`);
  });
  page.on("requestfailed", (request) => {
    const failure = `${request.failure()?.errorText} ${request.url()}`;
    // The end of every page's stream.
    if (failure !== `net::ERR_ABORTED ${origin}/board/stream`) hear(`failed: ${failure}`);
  });
  page.on("response", (response) => {
    if (response.status() >= 400) hear(`answered ${response.status()}: ${response.url()}`);
  });
  await page.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) => {
      console.error(`against the policy: ${violatedDirective} ${blockedURI}`);
    });
  });
}

/** Nothing but that a request has found no server. */
function isOfDisconnection(complaint: string, origin: string): boolean {
  return complaint.includes("net::ERR_") && complaint.includes(`${origin}/`);
}
