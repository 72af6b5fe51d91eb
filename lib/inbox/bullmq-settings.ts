import type { RedisClient } from "./bullmq-engine";

/** Warns, by one line, of settings of the server's with which it may lose what it keeps. Never rejects: some servers don't tell. */
export async function warnOfSettings(client: RedisClient): Promise<void> {
  const info = await client.info().catch(() => "");
  const fixes = [
    /^maxmemory_policy:(?!noeviction)/m.test(info) && "maxmemory-policy noeviction",
    /^aof_enabled:0/m.test(info) && "appendonly yes",
  ].filter(Boolean);
  if (fixes.length === 0) return;
  console.warn(`bullmqInbox: this Redis may lose deliveries. Set ${fixes.join(" and ")} there.`);
}
