import { BlockList, isIP } from "node:net";
import type { Authenticator } from "../authenticate";
import { WebhookError } from "../errors";

type MaybeAddress = string | undefined;

/**
 * Lets in senders of these addresses and networks: `"192.0.2.7"`, `"192.0.2.0/24"`, `"2001:db8::/32"`. An IPv4 address
 * that comes mapped into IPv6 is the IPv4 address. The address is Express's `req.ip`, so behind a proxy `trust proxy`
 * has to say which one; under `trust proxy: true`, where the sender writes his own, everybody is refused. It is the
 * connection's of a `nodeListener`, and of a `fetchHandler` what its option `address` says.
 * A second factor, to go into `allOf`: addresses change hands. Errors: `ERR_ADDRESS_NOT_ALLOWED`,
 * `ERR_ADDRESS_UNKNOWN`. Throws a `TypeError` for what is no address, for an empty list and for one that holds everybody.
 *
 * @example
 * allOf(sharedSecret(process.env.SECRET), allowAddresses(["192.0.2.0/24", "2001:db8::/32"]))
 */
export function allowAddresses(addresses: MaybeAddress | readonly MaybeAddress[]): Authenticator {
  const given = [addresses].flat().filter((address) => address !== undefined);
  if (given.length === 0) {
    throw new TypeError("allowAddresses got no address. Is its environment variable set?");
  }
  // In one list, a network of IPv6 would hold the IPv4 addresses that could be mapped into it.
  const allowed = { ipv4: new BlockList(), ipv6: new BlockList() };
  for (const { address, prefix, family } of given.map(networkOf)) {
    allowed[family].addSubnet(address, prefix, family);
  }
  return {
    authenticate({ address }) {
      if (address === undefined) return addressUnknown();
      const sender = parseAddress(address);
      const isAllowed = sender && allowed[sender.family].check(sender.address, sender.family);
      return isAllowed ? undefined : new WebhookError("ERR_ADDRESS_NOT_ALLOWED");
    },
  };
}

interface Address {
  readonly address: string;
  readonly family: "ipv4" | "ipv6";
}

/** Without the zone of a link-local address, and out of IPv6 where IPv4 is mapped into it. */
function parseAddress(text: string): Address | undefined {
  const address = text.replace(/%.*/, "");
  const version = isIP(address);
  if (version === 0) return undefined;
  if (version === 4) return { address, family: "ipv4" };
  const mapped = ipv4In(address);
  return mapped ? { address: mapped, family: "ipv4" } : { address, family: "ipv6" };
}

/** However the mapped address is written: `::ffff:192.0.2.7`, `0:0:0:0:0:FFFF:c000:207`. */
function ipv4In(ipv6: string): string | undefined {
  const { hostname } = new URL(`http://[${ipv6}]`);
  const halves = /\[::ffff:([0-9a-f]+):([0-9a-f]+)\]/.exec(hostname)?.slice(1);
  return halves
    ?.map((half) => Number.parseInt(half, 16))
    .flatMap((half) => [half >> 8, half & 255])
    .join(".");
}

function networkOf(text: string): Address & { readonly prefix: number } {
  const [host, digits, ...others] = String(text).trim().split("/") as [string, ...string[]];
  const parsed = parseAddress(host);
  if (!parsed || others.length > 0) {
    throw new TypeError(`"${text}" is no address or network, such as "192.0.2.0/24".`);
  }
  const { address, family } = parsed;
  const isMapped = family === "ipv4" && isIP(host) === 6;
  const bits = family === "ipv4" ? 32 : 128;
  const prefix = digits === undefined ? bits : prefixIn(digits) - (isMapped ? 96 : 0);
  if (!(prefix >= 0 && prefix <= bits)) throw new TypeError(`"${text}" has no such prefix.`);
  if (prefix === 0) {
    throw new TypeError(`"${text}" holds everybody. To let everybody in: auth: "none".`);
  }
  return { address, family, prefix };
}

const prefixIn = (digits: string) => (/^\d+$/.test(digits) ? Number(digits) : Number.NaN);

function addressUnknown(): WebhookError {
  return new WebhookError("ERR_ADDRESS_UNKNOWN", {
    detail:
      "set Express's trust proxy to the number or the addresses of your proxies (under true, whoever sends can name any address), or the option address of fetchHandler",
  });
}
