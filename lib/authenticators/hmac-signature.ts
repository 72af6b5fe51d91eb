import { createHmac } from "node:crypto";
import { type Authenticator, unauthenticated } from "../authenticate";
import { refuseUnknownKeys } from "../nearest-name";
import { checkSecrets, matcherOf, type Secrets } from "../secrets";
import type { Head } from "../transport";
import { isHeaderName } from "./header-name";

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
  /** What is signed, where it is not the body alone: `({ headers }, bytes) => …`. */
  readonly content?: (head: Head, bytes: Buffer) => string | Uint8Array;
}

/**
 * Lets in deliveries whose body, byte for byte as it was sent (inflated), carries the HMAC of one of the secrets.
 * Without the header no byte of the body is read. A body that another parser took without keeping the bytes is
 * `ERR_BODY_CONSUMED`; a GET delivery has no body to sign and is refused, unless `content` signs something else.
 * A signature does not grow old by itself: sign the time too, and check it by `allOf(hmacSignature(…), custom(…))`.
 * Refuses with `ERR_UNAUTHENTICATED`. Throws a `TypeError` for weak or missing secrets and for an unknown format.
 *
 * @example
 * hmacSignature(process.env.SECRET, { header: "x-hub-signature-256", prefix: "sha256=" })
 * hmacSignature(process.env.SECRET, {
 *   header: "x-signature",
 *   content: ({ headers }, bytes) => `${headers["x-timestamp"]}.${bytes}`,
 * })
 */
export function hmacSignature(secret: Secrets, format: SignatureFormat): Authenticator {
  const secrets = checkSecrets(secret, "hmacSignature");
  const { header, algorithm, encoding, prefix, content } = completeFormat(format);
  const name = header.toLowerCase();
  return {
    authenticate(head) {
      const given = signatureIn([head.headers[name]].flat()[0], prefix, encoding);
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
const ALGORITHMS: readonly unknown[] = ["sha1", "sha256", "sha512"];
const ENCODINGS: readonly unknown[] = ["hex", "base64", "base64url"];

function completeFormat(format: SignatureFormat) {
  if (!isHeaderName(format?.header)) {
    throw new TypeError(
      'hmacSignature takes the header of the signature: { header: "x-signature" }.',
    );
  }
  refuseUnknownKeys(format, FORMAT_KEYS, "key of hmacSignature");
  const { header, algorithm = "sha256", encoding = "hex", prefix = "", content } = format;
  const isKnown =
    ALGORITHMS.includes(algorithm) && ENCODINGS.includes(encoding) && typeof prefix === "string";
  if (!isKnown || !(content === undefined || typeof content === "function")) {
    throw new TypeError(
      `hmacSignature takes one of ${ALGORITHMS.join(", ")}, one of ${ENCODINGS.join(", ")}, a prefix and a function.`,
    );
  }
  return { header, algorithm, encoding, prefix, content };
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
