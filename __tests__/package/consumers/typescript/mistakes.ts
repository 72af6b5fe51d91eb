import { callsavvy, servetel } from "telephony-webhooks";

// Each line that ends with an error's code fails with it, and no other line fails.

callsavvy(); // TS2554
callsavvy({}); // TS2741
callsavvy({ auth: "nobody" }); // TS2322
callsavvy({ auth: "none", trigger: "callSummary" }); // TS2353
servetel({ auth: "none", trigger: "callLost" }); // TS2322

const phone = callsavvy({ auth: "none" });
phone.on("callEnded", () => undefined); // TS2769
phone.on("callerInformation", () => "Asha"); // TS2769
phone.on("callerInformation", () => ({ caller_name: 12 })); // TS2769
phone.on("chatbotCallback", () => 12); // TS2769
phone.on(["callSummary", "chatbotCallback"], () => undefined); // TS2769
phone.on("callSummary", ({ payload }) => payload.call_duration satisfies number); // TS1360
