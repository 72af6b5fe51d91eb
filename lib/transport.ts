import type { IncomingHttpHeaders } from "node:http";
import type { Outcome } from "./delivery";
import type { WebhookEvent } from "./event";
import type { Eventually } from "./eventually";
import type { Identified } from "./identify";
import type { JsonObject } from "./json";

/** What is known of a delivery before a byte of its body is read. */
export interface Head {
  readonly method: string;
  /** What of the path lies below the mount; "" where nothing remains. */
  readonly path: string;
  /** The query as it came, without its question mark. */
  readonly query: string;
  readonly headers: IncomingHttpHeaders;
  /** Of the sender; unknown where the sender could write it himself. */
  readonly address: string | undefined;
  /** Route parameters. */
  readonly params: Readonly<Record<string, string>>;
}

/** A body as far as somebody has taken it already. */
export type Body =
  | { readonly kind: "none" }
  | { readonly kind: "bytes"; readonly bytes: Buffer }
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "query"; readonly text: string }
  | { readonly kind: "parsed"; readonly value: unknown };

/** An answer as data. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** How much of a body is read, and for how long. */
export interface ReadLimits {
  /** Bytes, after inflation. */
  readonly limit: number;
  readonly timeoutMs: number;
}

/** Brings the head and the bytes in and writes the answer out. */
export interface Transport {
  readonly head: Head;
  /**
   * What to make of a path that names nothing of the receiver's: somebody behind it may know it, nobody does, or it
   * is the pattern of the route that the receiver stands in.
   */
  readonly unknownPath: "pass" | "refuse" | "ignore";
  /** Of a delivery that came earlier: when. */
  readonly receivedAt?: Date;
  /** Of one that was recognised then: as what. */
  readonly identified?: Identified;
  read(limits: ReadLimits): Eventually<Body>;
  /** Removes query parameters that hold secrets from where the user's code would find them. */
  hide(parameters: readonly string[]): void;
  attach(event: WebhookEvent): void;
  answer(answer: Answer): void;
  /** Hands the request on, with the decoded delivery for a body, marked as parsed. */
  pass(decoded?: JsonObject): void;
  /** Hears how the delivery ended, before it is answered. */
  settled?(outcome: Outcome): void;
}
