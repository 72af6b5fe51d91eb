/** Makes sure that a peer does the work that it is listed with, and no more than that is claimed. */
import { PATH, payload, SECRET } from "../peers/delivery.mjs";

const { caller_number: _missing, ...incomplete } = payload;

/** Throws where it does not. @param {import("./peers.mjs").Peer} peer */
export async function checkPeer(peer, origin) {
  const { answer, authenticates, parses, validates } = peer;
  const body = JSON.stringify(payload);
  const deliveries = [
    { what: "a delivery", body, isRefused: false },
    { what: "a wrong secret", token: "another-of-as-many-letters", body, isRefused: authenticates },
    { what: "broken JSON", body: body.slice(0, -1), isRefused: parses },
    { what: "a missing field", body: JSON.stringify(incomplete), isRefused: validates },
  ];
  for (const { what, token = SECRET, body, isRefused } of deliveries) {
    const { status } = await fetch(`${origin}${PATH}?token=${token}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body,
    });
    const isExpected = isRefused ? status >= 400 && status < 500 : status === answer;
    if (!isExpected) throw new Error(`${peer.name} answers ${what} with ${status}`);
  }
}
