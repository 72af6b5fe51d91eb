/** Makes the pictures of the live call screen that the README shows. */
import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { deliver } from "telephony-webhooks/testing";
import { moments, NOW_MS } from "./day.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const folder = join(root, "example-app/screenshots");

const secrets = { callsavvy: "callsavvy's own secret", servetel: "servetel's own secret" };

const desktop = { viewport: { width: 1280, height: 1140 } };
const phone = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2 };

const pictures = [
  { file: "light.png", look: { ...desktop, colorScheme: "light" } },
  { file: "dark.png", look: { ...desktop, colorScheme: "dark" } },
  { file: "drawer.png", look: { ...desktop, colorScheme: "light" }, isDrawerOpen: true },
  { file: "phone.png", look: { ...phone, colorScheme: "light" } },
];

async function main() {
  const app = startApp();
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"],
  });
  try {
    const origin = await playMorning(app);
    mkdirSync(folder, { recursive: true });
    for (const picture of pictures) await take(browser, origin, picture);
  } finally {
    await browser.close();
    app.kill("SIGKILL");
  }
}

/** The app, with an empty history and a clock that is told the time. */
function startApp() {
  return fork(join(root, "example-app/dist/server.js"), {
    execArgv: ["--import", new URL("clock.mjs", import.meta.url).href],
    env: {
      PORT: "0",
      DATABASE: ":memory:",
      CALLSAVVY_SECRET: secrets.callsavvy,
      SERVETEL_SECRET: secrets.servetel,
    },
    stdio: ["ignore", "pipe", "inherit", "ipc"],
  });
}

/** Has everything happen when it does, and gives the address of the page. */
async function playMorning(app) {
  const origin = await originOf(app);
  for (const { ms, delivery } of moments) {
    await tellTime(app, ms);
    const { provider, type } = delivery;
    const options = { path: `/webhooks/${provider}`, token: secrets[provider] };
    const { status, text } = await deliver(origin, delivery, options);
    if (status !== 200 && status !== 202) {
      throw new Error(`${type} was answered ${status}: ${text}`);
    }
  }
  await tellTime(app, NOW_MS);
  return origin;
}

async function originOf({ stdout }) {
  let printed = "";
  for await (const chunk of stdout.iterator({ destroyOnReturn: false })) {
    printed += chunk;
    const [, origin] = /^Open (\S+)/m.exec(printed) ?? [];
    if (origin) {
      stdout.resume();
      return origin;
    }
  }
  throw new Error(`The app has not started.\n${printed}`);
}

async function tellTime(app, ms) {
  app.send(ms);
  await once(app, "message");
}

async function take(browser, origin, { file, look, isDrawerOpen = false }) {
  const context = await browser.newContext({
    ...look,
    locale: "en-GB",
    timezoneId: "Asia/Kolkata",
    reducedMotion: "reduce",
  });
  const page = await context.newPage();
  await page.clock.setFixedTime(NOW_MS);
  await page.goto(origin);
  await page
    .locator("#events li")
    .nth(moments.length - 1)
    .waitFor();
  if (isDrawerOpen) {
    await page.getByRole("button", { name: "Details of Kiran Example" }).first().click();
    await page.getByRole("region", { name: "As received" }).waitFor();
  }
  await page.screenshot({ path: join(folder, file), caret: "hide" });
  await context.close();
  console.log(join("example-app/screenshots", file));
}

await main();
