import { existsSync } from "node:fs";
import { it } from "@jest/globals";
import { type Browser, chromium } from "playwright-core";

const places = [
  process.env["CHROMIUM"] ?? "",
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

const executablePath = places.find((place) => existsSync(place));

const isRequired = process.env["REQUIRE_BROWSER"] === "1";

/** A test that is skipped, by name, where there is no Chromium; with `REQUIRE_BROWSER=1` it fails there. */
export const itInBrowser = executablePath || isRequired ? it : it.skip;

/** Starts a Chromium of its own, which talks to nobody but the pages that it opens. */
export async function launchChromium(): Promise<Browser> {
  if (!executablePath) {
    throw new Error("There is no Chromium. Install one, or name it: CHROMIUM=/path/to/it");
  }
  return chromium.launch({
    executablePath,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}
