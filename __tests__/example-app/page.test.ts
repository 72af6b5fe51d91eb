import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { everyEvent } from "../helpers/every-event";

const folder = join(__dirname, "../../example-app/public");
const read = (name: string) => readFileSync(join(folder, name), "utf8");
const html = read("index.html");
const scripts = readdirSync(folder).filter((name) => name.endsWith(".mjs"));

const all = (pattern: RegExp, text: string) =>
  [...text.matchAll(pattern)].map(([, found = ""]) => found);

describe("the page", () => {
  it("has a button for each event, once", () => {
    const names = everyEvent.map(([provider, type]) => `${provider}.${type}`);
    expect(all(/<button type="button" data-simulate="([^"]+)">/g, html).sort()).toEqual(
      names.sort(),
    );
  });

  it("has no script and no style of its own, and asks for nothing from elsewhere", () => {
    expect(html).not.toMatch(/<style|\sstyle=|\son[a-z]+=|javascript:|<form/i);
    expect(all(/<script([^>]*)>/g, html)).toEqual([' type="module" src="/screen.mjs"']);
    for (const address of all(/(?:src|href)="([^"]*)"/g, html)) {
      expect(address).toMatch(/^#|^\/[^/]/);
      if (address.startsWith("/"))
        expect([address, existsSync(join(folder, address))]).toEqual([address, true]);
    }
    expect(read("style.css")).not.toMatch(/url\(|@import/);
  });

  it("has the elements that its scripts look for, once each", () => {
    const ids = all(/\sid="([^"]+)"/g, html);
    expect(new Set(ids).size).toBe(ids.length);
    const wanted = scripts.flatMap((name) =>
      all(/(?:getElementById|field)\("([^"]+)"\)/g, read(name)),
    );
    expect(wanted.length).toBeGreaterThan(10);
    expect(ids).toEqual(expect.arrayContaining(wanted));
    const labels = all(/(?:for|aria-labelledby)="([^"]+)"/g, html);
    expect(ids).toEqual(expect.arrayContaining(labels));
  });

  it.each(scripts)("makes no markup out of text in %s", (name) => {
    expect(read(name)).not.toMatch(
      /innerHTML|outerHTML|insertAdjacentHTML|setHTML|document\.write|createContextualFragment|DOMParser|srcdoc|\beval\b|\bFunction\(/,
    );
  });

  it.each(scripts)("finds what %s imports", (name) => {
    for (const path of all(/from "([^"]+)"/g, read(name))) {
      expect([path, existsSync(join(folder, path))]).toEqual([path, true]);
    }
  });
});
