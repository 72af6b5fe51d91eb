import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { it } from "@jest/globals";

const mount = (options: string, folder: string) =>
  execFileSync("mount", ["-t", "tmpfs", "-o", options, "tmpfs", folder], { stdio: "pipe" });

/** A disk as small as a test needs it, in memory. */
export class SmallDisk {
  readonly folder = mkdtempSync(join(tmpdir(), "inbox-disk-"));

  constructor(size: string) {
    mount(`size=${size}`, this.folder);
  }

  resize(size: string): void {
    mount(`remount,size=${size}`, this.folder);
  }

  /** Not even root may write any more. Nobody may have a file of it open for writing. */
  makeReadOnly(): void {
    mount("remount,ro", this.folder);
  }

  remove(): void {
    // Now or when nobody has a file of it open any more: on Node 20, the garbage collector closes them.
    execFileSync("umount", ["--lazy", this.folder]);
    rmSync(this.folder, { recursive: true });
  }
}

function canMount(): boolean {
  try {
    new SmallDisk("64k").remove();
    return true;
  } catch {
    return false;
  }
}

/** A test that is skipped, by name, where this process may not mount a disk; with `REQUIRE_ENGINES=1` it fails there. */
export const itOnSmallDisk = process.env["REQUIRE_ENGINES"] === "1" || canMount() ? it : it.skip;
