import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type HttpMessage, writeMessage } from "../http-message";
import { UsageError } from "../usage-error";
import { withoutSecrets } from "../without-secrets";
import { type Arrival, titleOf } from "./arrival";

/** What has become of a delivery that was to be saved. */
export interface Kept {
  /** The name of its file. */
  readonly file?: string;
  readonly complaint?: string;
  /** Whether it could not be written. */
  readonly isLost?: boolean;
}

/** Keeps deliveries in a folder, each in a file of its own. */
export class DeliveryStore {
  readonly #folder: string;
  /** One more than the highest number of a file that is there. */
  readonly firstNumber: number;

  private constructor(folder: string, names: readonly string[]) {
    this.#folder = folder;
    const numbers = names.map((name) => Number.parseInt(name, 10) || 0);
    // A call takes no more than about 120,000 arguments.
    this.firstNumber = 1 + numbers.reduce((most, number) => Math.max(most, number), 0);
  }

  /** Makes the folder where it is not there. Throws a `UsageError` where that can't be. */
  static async open(folder: string): Promise<DeliveryStore> {
    try {
      await mkdir(folder, { recursive: true });
      return new DeliveryStore(folder, await readdir(folder));
    } catch (thrown) {
      throw new UsageError(
        `${folder} is no folder to save to: ${(thrown as NodeJS.ErrnoException).code}.`,
      );
    }
  }

  /** Writes a file that its owner alone reads, never over another one. Not for what is no delivery, or has not arrived as a whole. */
  async keep(arrival: Arrival): Promise<Kept> {
    const { number, provider, message, isWhole } = arrival;
    if (!provider || ASKING.has(message.method)) return {};
    if (!isWhole) return { complaint: "not saved, since its body is not whole" };
    const name = `${String(number).padStart(4, "0")}-${provider}-${titleOf(arrival)}.http`;
    try {
      const bytes = writeMessage(withoutSecrets(withoutChunks(message)));
      await writeFile(join(this.#folder, name), bytes, { flag: "wx", mode: 0o600 });
      return { file: name };
    } catch (thrown) {
      const { code } = thrown as NodeJS.ErrnoException;
      return { complaint: `${name} can't be written: ${code}`, isLost: true };
    }
  }
}

/** Methods that ask whether anybody is there, and deliver nothing. */
const ASKING: ReadonlySet<string> = new Set(["HEAD", "OPTIONS"]);

/** The request with a length in the place of the chunks that its body came in. */
function withoutChunks(message: HttpMessage): HttpMessage {
  const isChunked = ([name]: HttpMessage["headers"][number]) => /^transfer-encoding$/i.test(name);
  if (!message.headers.some(isChunked)) return message;
  const others = message.headers.filter((header) => !isChunked(header));
  const length = ["Content-Length", String(message.body.length)] as const;
  return { ...message, headers: [...others, length] };
}
