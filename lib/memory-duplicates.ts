import { type Claim, checkTtl, type DuplicateStore } from "./duplicates";
import { refuseUnknownKeys } from "./nearest-name";

export interface MemoryDuplicatesOptions extends Pick<DuplicateStore, "ttlMs"> {
  /** How many deliveries are remembered, the latest ones. Default 10,000, which takes some 2.4 MB. */
  readonly max?: number;
}

/**
 * Remembers in this process which deliveries have been handled, for the option `duplicates`.
 * Throws a `TypeError` for options that are unknown or out of range.
 *
 * @example
 * servetel({ auth, duplicates: memoryDuplicates() })
 * callsavvy({ auth, duplicates: memoryDuplicates({ ttlMs: { callSummary: 10_000 }, max: 50_000 }) })
 */
export function memoryDuplicates(options: MemoryDuplicatesOptions = {}): DuplicateStore {
  refuseUnknownKeys(options, ["ttlMs", "max"], "option of memoryDuplicates");
  const { ttlMs, max = 10_000 } = options;
  checkTtl(ttlMs);
  if (!(Number.isSafeInteger(max) && max > 0)) {
    throw new TypeError("The option max of memoryDuplicates takes a whole number, more than 0.");
  }
  const claims = new (loadCache())<string, Exclude<Claim, "claimed">>({
    max,
    ttlResolution: 0, // else it reads the clock of a moment ago
  });
  return {
    ...(ttlMs === undefined ? {} : { ttlMs }),
    claim(id, leaseMs) {
      const claim = claims.get(id);
      if (claim !== undefined) return claim;
      claims.set(id, "running", { ttl: leaseMs });
      return "claimed";
    },
    complete(id, ttl) {
      claims.set(id, "done", { ttl });
    },
    fail(id) {
      claims.delete(id);
    },
  };
}

/** Only those who want it load it. */
function loadCache() {
  return (require("lru-cache") as typeof import("lru-cache")).LRUCache;
}
