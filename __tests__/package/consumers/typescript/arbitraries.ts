import fc from "fast-check";
import { arbitraryDelivery, arbitraryPayload } from "telephony-webhooks/testing/arbitraries";

fc.assert(fc.property(arbitraryPayload("servetel", "callMissed"), ({ uuid }) => uuid.length > 0));
export const summaries: fc.Arbitrary<{ readonly type: "callSummary" }> = arbitraryDelivery(
  "callsavvy",
  "callSummary",
);
