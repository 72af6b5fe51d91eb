import { servetel } from "telephony-webhooks";
import { deliver, sample } from "telephony-webhooks/testing";

const called = [];
const lines = servetel({ auth: "none" }).on("callMissed", ({ payload }) => called.push(payload));
const { status, event } = await deliver(lines, sample("servetel", "callMissed"), { as: "form" });
console.log(JSON.stringify({ status, type: event.type, isHandled: called[0] === event.payload }));
