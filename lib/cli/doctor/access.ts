import { loginOf, unescaped } from "../login";

/** What a delivery says of the secret. */
export type Secret = "right" | "none" | "wrong";

/** Where a delivery goes, and the headers that it has besides its own. */
export interface Access {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
}

/** What the user has given of the secret besides the URL. */
export interface Credentials {
  /** For `?token=`, or a segment of the URL's path. */
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The ways into a webhook, with the secret and without. */
export type Accesses = Readonly<Record<Secret, Access>> & {
  /** All that is secret about them, none where no secret was given. */
  readonly secrets: readonly string[];
  /** A text with every secret taken out of it. */
  readonly mask: (text: string) => string;
};

/**
 * Finds the secret in what the user has given: a token, all headers, name and password of the URL, and of its query
 * `token`, else every parameter but `trigger`.
 */
export function accessesOf(given: URL, { token, headers = {} }: Credentials): Accesses {
  const url = new URL(given);
  const allHeaders = { ...loginOf(given), ...headers };
  url.username = "";
  url.password = "";

  const segments = url.pathname.split("/");
  const isInPath = (segment: string) =>
    segment !== "" && (segment === token || unescaped(segment) === token);
  if (token !== undefined && !segments.some(isInPath)) url.searchParams.set("token", token);
  const named = [...url.searchParams].filter(([name, value]) => name !== "trigger" && value !== "");
  const tokens = named.filter(([name]) => name === "token");
  const parameters = tokens.length > 0 ? tokens : named;

  const write = (change: (secret: string) => string | undefined): Access => {
    const changed = new URL(url);
    const path = segments.map((segment) => (isInPath(segment) ? change(segment) : segment));
    changed.pathname = path.filter((segment) => segment !== undefined).join("/");
    for (const [name, value] of parameters) {
      const other = change(value);
      if (other === undefined) changed.searchParams.delete(name);
      else changed.searchParams.set(name, other);
    }
    const others = Object.entries(allHeaders).flatMap(([name, value]) => {
      const other = change(value);
      return other === undefined ? [] : [[name, other]];
    });
    return { url: changed, headers: Object.fromEntries(others) };
  };
  const secrets = [
    ...segments.filter(isInPath),
    ...parameters.map(([, value]) => value),
    ...Object.values(allHeaders).map((value) => value.replace(SCHEME, "")),
  ];
  return {
    right: write((secret) => secret),
    none: write(() => undefined),
    wrong: write(anotherOf),
    secrets,
    mask: (text) => secrets.reduce((masked, secret) => masked.replaceAll(secret, "…"), text),
  };
}

const SCHEME = /^(?:Basic|Bearer) +/i;

/** What is secret about a login: the name where there is no password. */
const PASSWORD = /(?<=:).+$|^[^:]+(?=:?$)/s;

/** Another secret of the same length; it keeps the scheme of an `Authorization`, which is no part of the secret. */
function anotherOf(secret: string): string {
  const [scheme = ""] = SCHEME.exec(secret) ?? [];
  const bare = secret.slice(scheme.length);
  if (!/^basic/i.test(scheme)) return scheme + crossedOut(bare);
  const login = Buffer.from(bare, "base64").toString().replace(PASSWORD, crossedOut);
  return scheme + Buffer.from(login).toString("base64");
}

const crossedOut = (text: string) => text.replace(/./gs, (letter) => (letter === "x" ? "y" : "x"));
