import { describe, expect, it } from "@jest/globals";
import { errorCode, fixFor, fixForLoss } from "../../lib/cli/doctor/fixes";

describe("the doctor's fix", () => {
  it.each([
    [400, /what it misses/],
    [404, /a route/],
    [405, /a route/],
    [415, /content type/],
    [500, /the app's log/],
    [501, /the app's log/],
    [502, /the proxy's words/],
    [504, /the proxy's words/],
    [505, /the app's log/],
  ])("for a plain %i says what is likely", (status, fix) => {
    expect(fixFor({ status, code: undefined })).toMatch(fix);
  });

  it("goes by the code where there is one", () => {
    expect(fixFor({ status: 500, code: "ERR_HANDLER_FAILED" })).toMatch(/the handler has thrown/);
  });

  it.each([
    ["ECONNREFUSED", /Start the app/],
    ["ENOTFOUND", /host's name/],
    ["EAI_AGAIN", /host's name/],
    ["CERT_HAS_EXPIRED", /certificate/],
    ["DEPTH_ZERO_SELF_SIGNED_CERT", /certificate/],
    ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", /certificate/],
    ["ERR_SSL_WRONG_VERSION_NUMBER", /certificate/],
    ["EHOSTUNREACH", /firewalls/],
  ])("for the connection's error %s says what is likely", (reason, fix) => {
    expect(fixForLoss(reason)).toMatch(fix);
  });

  it.each([undefined, 7, "ERR_OF_SOMEBODY_ELSE", "toString", "\u001b[2J"])(
    "makes nothing of the code %j, which is not of this package",
    (code) => {
      expect(errorCode(code)).toBeUndefined();
    },
  );
});
