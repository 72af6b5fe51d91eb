import { describe, expect, it } from "@jest/globals";
import { WebhookError } from "telephony-webhooks";
import { abandoned, asWebhookError, bodyConsumed, draining } from "../../lib/errors";

describe("a WebhookError", () => {
  it("has the status and the title of its code, and no more than it was given", () => {
    const error = new WebhookError("ERR_BODY_EMPTY");
    expect(error).toBeInstanceOf(Error);
    expect({ ...error, message: error.message, name: error.name }).toEqual({
      name: "WebhookError",
      code: "ERR_BODY_EMPTY",
      status: 400,
      title: "The delivery is empty",
      message: "The delivery is empty",
      detail: undefined,
      issues: undefined,
      headers: {},
    });
    expect("cause" in error).toBe(false);
  });

  it("says the detail in its message, and keeps cause, issues and headers", () => {
    const [cause, issues, headers] = [new Error("why"), [], { Allow: "POST" }];
    const error = new WebhookError("ERR_CHARSET", { detail: "send it", cause, issues, headers });
    expect(error.message).toBe("The charset is not taken: send it");
    expect(error).toMatchObject({ detail: "send it", cause, issues, headers });
  });

  it("is made of whatever was thrown, as its cause", () => {
    const own = new WebhookError("ERR_CHARSET");
    expect(asWebhookError(own, "ERR_INTERNAL")).toBe(own);
    for (const thrown of [new Error("why"), "text", null, 0]) {
      expect(asWebhookError(thrown, "ERR_INTERNAL")).toMatchObject({
        code: "ERR_INTERNAL",
        cause: thrown,
      });
    }
  });

  it("names both ways out where another parser has taken the body", () => {
    const { code, detail } = bodyConsumed();
    expect(code).toBe("ERR_BODY_CONSUMED");
    expect(detail).toMatch(/^mount the receiver before the body parser \(app\.use/);
    expect(detail).toMatch(/, or let the parser keep the bytes: express\.json\(\{ verify: /);
  });

  it("asks to come back later, on another connection, where the receiver shuts down", () => {
    const headers = { "Retry-After": "5", Connection: "close" };
    expect(draining()).toMatchObject({ code: "ERR_DRAINING", status: 503, headers });
    expect(abandoned()).toMatchObject({ code: "ERR_ABANDONED", status: 503, headers });
  });
});
