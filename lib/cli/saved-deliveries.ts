import { readdir, readFile, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { type HttpMessage, readMessage } from "./http-message";
import { UsageError } from "./usage-error";

/** A delivery that `listen --save` has kept. */
export interface SavedDelivery {
  /** The name of its file. */
  readonly name: string;
  readonly message: HttpMessage;
}

/** The deliveries of a file, or of a folder's files that end in `.http`, by name. Throws a `UsageError` where there are none. */
export async function readSaved(path: string): Promise<readonly SavedDelivery[]> {
  const files = await filesOf(path).catch((thrown: NodeJS.ErrnoException) => {
    throw new UsageError(`${path} can't be read: ${thrown.code}.`);
  });
  if (files.length === 0) throw new UsageError(`${path} has no files that end in .http.`);
  const saved: SavedDelivery[] = [];
  // One after the other, since there may be more of them than a process may have open.
  for (const file of files) saved.push(await readOne(file));
  return saved;
}

async function filesOf(path: string): Promise<readonly string[]> {
  if (!(await stat(path)).isDirectory()) return [path];
  const names = await readdir(path);
  return names
    .filter((name) => name.endsWith(".http"))
    .sort()
    .map((name) => join(path, name));
}

async function readOne(file: string): Promise<SavedDelivery> {
  const message = readMessage(await readFile(file));
  if (message) return { name: basename(file), message };
  throw new UsageError(
    `${file} holds no request as \`listen --save\` keeps it. \`validate\` takes bodies alone.`,
  );
}
