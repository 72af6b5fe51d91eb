/** Installs the peers where they are not, or not as the lock says. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const folder = new URL("peers/", import.meta.url);

/** The lock's packages with their versions; nothing where there is no such file. */
function packagesIn(lock) {
  try {
    const { packages } = JSON.parse(readFileSync(new URL(lock, folder), "utf8"));
    const versions = Object.entries(packages).filter(([path]) => path !== "");
    return JSON.stringify(versions.map(([path, { version }]) => [path, version]));
  } catch (error) {
    if (error.code === "ENOENT") return undefined;
    throw error;
  }
}

// npm notes there what it has installed.
const isInstalled =
  packagesIn("package-lock.json") === packagesIn("node_modules/.package-lock.json");

if (!isInstalled) {
  const args = ["ci", "--no-audit", "--no-fund", "--prefix", fileURLToPath(folder)];
  const { status } = spawnSync("npm", args, {
    // Standard output is for figures.
    stdio: ["ignore", process.stderr, process.stderr],
    shell: process.platform === "win32",
  });
  process.exitCode = status ?? 1;
}
