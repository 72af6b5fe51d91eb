import { createHmac } from "node:crypto";
import { type Authenticator, unauthenticated } from "../authenticate";
import { refuseUnknownKeys } from "../nearest-name";
import { checkSecrets, matcherOf, type Secrets } from "../secrets";
import type { Head } from "../transport";
import { headerIn, isHeaderName } from "./header";

/** How a sender signs. */
export interface SignatureFormat {
  /** The header that holds the signature. */
  readonly header: string;
  /** Default `"sha256"`. */
  readonly algorithm?: "sha1" | "sha256" | "sha512";
  /** Default `"hex"`, in either case. */
  readonly encoding?: "hex" | "base64" | "base64url";
  /** What stands before it in the header, such as `"sha256="`. Default: nothing. */
  readonly prefix?: string;
  /** What is signed, where it is not the body alone. A GET delivery has no bytes. */
  readonly content?: (head: Head, bytes: Buffer) => string | Uint8Array;
}

/**
 * Lets in deliveries whose body carries the HMAC of one of the secrets over its bytes, as they are after inflation.
 * Without the header no byte of the body is read. A body that another parser took without keeping the bytes is
 * `ERR_BODY_CONSUMED`; a GET delivery has no body to sign and is refused, unless `content` says what else is signed.
 * Path and query are not signed, `?trigger=` among them. A signature does not grow old by itself: where the sender
 * signs the time too, check it by `allOf(hmacSignature(…), custom(…))`.
 * Refuses with `ERR_UNAUTHENTICATED`. Throws a `TypeError` for weak or missing secrets and for an unknown format.
 *
 * @example
 * hmacSignature(process.env.SECRET, { header: "x-hub-signature-256", prefix: "sha256=" })
 * hmacSignature(process.env.SECRET, {
 *   header: "x-signature",
 *   content: ({ headers }, bytes) => Buffer.concat([Buffer.from(`${headers["x-timestamp"]}.`), bytes]),
 * })
 */
export function hmacSignature(secret: Secrets, format: SignatureFormat): Authenticator {
  const secrets = checkSecrets(secret, "hmacSignature");
  const { header, algorithm, encoding, prefix, content } = completeFormat(format);
  return {
    authenticate(head) {
      const given = signatureIn(headerIn(head, header), prefix, encoding);
      const isSigned = given !== undefined && (content !== undefined || head.method !== "GET");
      if (!isSigned) return unauthenticated();
      return (bytes) => {
        const signed = content ? content(head, bytes) : bytes;
        const expected = secrets.map((key) =>
          createHmac(algorithm, key).update(signed).digest(encoding),
        );
        return matcherOf(expected)(given) ? undefined : unauthenticated();
      };
    },
  };
}

const FORMAT_KEYS = ["header", "algorithm", "encoding", "prefix", "content"];

function completeFormat(format: SignatureFormat) {
  refuseUnknownKeys(format ?? {}, FORMAT_KEYS, "key of hmacSignature");
  const {
    header,
    algorithm = "sha256",
    encoding = "hex",
    prefix = "",
    content,
  }: SignatureFormat = format ?? {};
  demand(isHeaderName(header), 'the header of the signature: { header: "x-signature" }');
  demandOneOf(["sha1", "sha256", "sha512"], algorithm, "algorithm");
  demandOneOf(["hex", "base64", "base64url"], encoding, "encoding");
  demand(typeof prefix === "string", "a text for a prefix");
  demand(content === undefined || typeof content === "function", "a function for the content");
  return { header, algorithm, encoding, prefix, content };
}

function demandOneOf(known: readonly string[], given: string, key: string): void {
  demand(known.includes(given), `one of ${known.join(", ")} for the ${key}`);
}

function demand(isMet: boolean, what: string): void {
  if (!isMet) throw new TypeError(`hmacSignature takes ${what}.`);
}

function signatureIn(
  value: string | undefined,
  prefix: string,
  encoding: string,
): string | undefined {
  if (!value?.startsWith(prefix)) return undefined;
  const signature = value.slice(prefix.length);
  return encoding === "hex" ? signature.toLowerCase() : signature;
}
