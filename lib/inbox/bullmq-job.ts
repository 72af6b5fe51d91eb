import type { InboxDelivery, InboxHead } from "./inbox";

/** A delivery as Redis keeps it: JSON. */
interface JobData {
  readonly id: string;
  readonly type: string;
  /** Milliseconds since 1970. */
  readonly receivedAt: number;
  readonly duplicateTtlMs: number;
  readonly head: InboxHead;
  /** In base64. */
  readonly bytes: string;
}

export function dataOf(delivery: InboxDelivery): JobData {
  const { id, type, receivedAt, duplicateTtlMs, head, bytes } = delivery;
  return {
    id,
    type,
    receivedAt: receivedAt.getTime(),
    duplicateTtlMs,
    head,
    bytes: bytes.toString("base64"),
  };
}

export function deliveryOf(provider: string, data: unknown): InboxDelivery {
  const { receivedAt, bytes, ...rest } = data as JobData;
  return {
    ...rest,
    provider,
    receivedAt: new Date(receivedAt),
    bytes: Buffer.from(bytes, "base64"),
  };
}
