import { describe, expect, it } from "@jest/globals";
import { answerMessage } from "../../example-app/chatbot";

const statusOf = (ticketId: string) => (ticketId === "4821" ? "Open" : undefined);

function ask(original_message: string, sender_name = "Asha Example"): string {
  const message = { original_message, sender_name, bot_name: "bot", business_name: "Traders" };
  return answerMessage({ event: "chatbotCallback", ...message }, statusOf).toString();
}

describe("the chatbot", () => {
  it.each([
    ["Are you open on Sunday?", "<p>Traders is open Monday to Saturday from 9:00 to 18:00.</p>"],
    ["opening HOURS", "<p>Traders is open Monday to Saturday from 9:00 to 18:00.</p>"],
    ["What about ticket 4821?", "<p>Ticket 4821: <b>Open</b>.</p>"],
    ["Is my Ticket no. #4821 open", "<p>Ticket 4821: <b>Open</b>.</p>"],
    ["ticket 1", "<p>There is no ticket 1. Please check its number.</p>"],
    [
      "Please call me back",
      "<p>Of course, Asha Example. A colleague will call you back today.</p>",
    ],
    ["Hello", "<p>Thank you, Asha Example. A person will answer you soon.</p>"],
    ["", "<p>Thank you, Asha Example. A person will answer you soon.</p>"],
  ])("answers %j", (message, answer) => {
    expect(ask(message)).toBe(answer);
  });

  it("escapes what the sender has written", () => {
    expect(ask("Hello", "<img src=x onerror=alert(1)>")).toBe(
      "<p>Thank you, &#60;img src=x onerror=alert(1)&#62;. A person will answer you soon.</p>",
    );
  });

  it("takes no time to read what has no end", () => {
    const startedAtMs = Date.now();
    for (const piece of ["ticket ", "ticket #", "call ", "open", "1", " "])
      ask(piece.repeat(40_000));
    expect(Date.now() - startedAtMs).toBeLessThan(2_000);
  });
});
