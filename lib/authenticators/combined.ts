import {
  type Authenticator,
  type BytesCheck,
  isAuthenticator,
  type Verdict,
} from "../authenticate";
import { WebhookError } from "../errors";
import { andThen, type Eventually } from "../eventually";

/**
 * Lets in whom every authenticator lets in. They are asked in order, and the first refusal is the answer; those that
 * must see the bytes come after all that need only the head. Throws a `TypeError` for what is no authenticator.
 *
 * @example
 * allOf(allowAddresses(process.env.ADDRESSES?.split(",")), sharedSecret(process.env.SECRET))
 */
export function allOf(...authenticators: readonly Authenticator[]): Authenticator {
  return combine("allOf", authenticators, everyVerdict);
}

/**
 * Lets in whom one of the authenticators lets in. They are asked in order until one does; those that must see the
 * bytes come after all that need only the head. The answer is the first refusal, with the challenges of all.
 * Throws a `TypeError` for what is no authenticator.
 *
 * @example
 * anyOf(sharedSecret(process.env.SECRET), basicAuth({ username: "pbx", password: process.env.PASSWORD }))
 */
export function anyOf(...authenticators: readonly Authenticator[]): Authenticator {
  return combine("anyOf", authenticators, someVerdict);
}

type HeadVerdict = Verdict | BytesCheck;
type Ask = () => Eventually<HeadVerdict>;

/** Of verdicts on the head, some of which may have to wait for the bytes, one; of verdicts on the bytes, one too. */
type Combination = (asks: readonly Ask[]) => Eventually<HeadVerdict>;

function combine(
  name: string,
  authenticators: readonly Authenticator[],
  combination: Combination,
): Authenticator {
  if (authenticators.length === 0 || !authenticators.every(isAuthenticator)) {
    throw new TypeError(`${name} takes authenticators, one or more.`);
  }
  return {
    secretQuery: authenticators.flatMap(({ secretQuery = [] }) => secretQuery),
    secretHeaders: authenticators.flatMap(({ secretHeaders = [] }) => secretHeaders),
    secretParams: authenticators.flatMap(({ secretParams = [] }) => secretParams),
    authenticate: (head) => combination(authenticators.map((one) => () => one.authenticate(head))),
  };
}

const everyVerdict: Combination = (asks) =>
  inTurn(asks, isRefusal, (verdicts) =>
    verdicts.some(isCheck) ? withBytes(everyVerdict, verdicts) : undefined,
  );

const someVerdict: Combination = (asks) =>
  inTurn(
    asks,
    (verdict) => verdict === undefined,
    (verdicts) => (verdicts.some(isCheck) ? withBytes(someVerdict, verdicts) : refusalOf(verdicts)),
  );

const isCheck = (verdict: unknown): verdict is BytesCheck => typeof verdict === "function";

/** Also of what is no verdict at all, so that it lets nobody in. */
const isRefusal = (verdict: HeadVerdict) => verdict !== undefined && !isCheck(verdict);

/** Asks one after the other until a verdict settles it, else makes one of all of them. */
function inTurn(
  [ask, ...others]: readonly Ask[],
  settlesIt: (verdict: HeadVerdict) => boolean,
  sum: (verdicts: readonly HeadVerdict[]) => HeadVerdict,
  verdicts: readonly HeadVerdict[] = [],
): Eventually<HeadVerdict> {
  if (ask === undefined) return sum(verdicts);
  return andThen(ask(), (verdict) =>
    settlesIt(verdict) ? verdict : inTurn(others, settlesIt, sum, [...verdicts, verdict]),
  );
}

const withBytes =
  (combination: Combination, verdicts: readonly HeadVerdict[]): BytesCheck =>
  (bytes) =>
    // A check that asks for another one is none: whatever it gives but nothing is a refusal.
    combination(
      verdicts.map((verdict) => () => (isCheck(verdict) ? verdict(bytes) : verdict)),
    ) as Eventually<Verdict>;

/** The first refusal, with every challenge: a sender may answer to any of them. */
function refusalOf(verdicts: readonly HeadVerdict[]): HeadVerdict {
  const refusals = verdicts.filter((verdict) => verdict instanceof WebhookError);
  const challenges = refusals.flatMap(({ headers }) => headers[CHALLENGE] ?? []);
  // Or what is no verdict at all, which has no status either.
  const first = verdicts[0] as WebhookError;
  if (first.status !== 401 || challenges.length === 0) return first;
  return new WebhookError(first.code, {
    headers: { ...first.headers, [CHALLENGE]: challenges.join(", ") },
  });
}

const CHALLENGE = "WWW-Authenticate";
