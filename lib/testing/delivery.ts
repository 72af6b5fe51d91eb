import type { EventOf } from "../event";
import type { TextReply } from "../html";
import type { EventType, Provider, ReplyOf } from "../provider";

/** How a sender writes a delivery: nested values of a form are JSON text, those of `form-go` are Go's; `get` puts all into the URL. */
export type Encoding = "json" | "form" | "form-go" | "get";

export const encodings: readonly Encoding[] = ["json", "form", "form-go", "get"];

/** What a provider has to tell, before it is written down as a request. */
export interface Delivery<P extends Provider = Provider, Type extends EventType<P> = EventType<P>> {
  readonly provider: P["name"];
  readonly type: Type;
  /** What the trigger is called in a URL, as in `call-missed`; absent where a field names the event. */
  readonly trigger?: string;
  /** How the provider writes this event unless it is told otherwise. */
  readonly as: Encoding;
  /** By wire key. */
  readonly fields: Readonly<Record<string, unknown>>;
}

/** A delivery as a request, to the byte. */
export interface EncodedDelivery {
  readonly method: string;
  /** Below the receiver's mount: `""` or `"/call-missed"`. */
  readonly path: string;
  /** Without its question mark. */
  readonly query: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/** What came of a delivery. */
export interface Delivered<
  P extends Provider = Provider,
  Type extends EventType<P> = EventType<P>,
> {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** The body of the answer, as it came. */
  readonly text: string;
  /** What the handler has answered: a value out of JSON, else text. Nothing where the answer is empty or a failure. */
  readonly reply: SentReply<ReplyOf<P, Type>> | undefined;
  /** Why the delivery was refused or has failed: an RFC 9457 document such as this package sends. */
  readonly problem: Problem | undefined;
  /** What the receiver made of it; of another type where it took it for another event. Nothing where it was refused, or where the server runs in another process. */
  readonly event: EventOf<P, Type> | undefined;
  /** From the connection to the end of the answer, in milliseconds. */
  readonly durationMs: number;
}

type SentReply<Reply> = [Reply] extends [never]
  ? unknown
  : Reply extends TextReply
    ? string
    : { readonly [Field in keyof Reply]-?: NonNullable<Reply[Field]> } & Readonly<
        Record<string, unknown>
      >;

/** A refusal as the package sends it. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  /** `ERR_…`, as in the README's table. */
  readonly code: string;
  readonly detail?: string;
  readonly issues?: readonly { readonly path: string; readonly message: string }[];
}
