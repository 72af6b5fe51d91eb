import { describe, expect, it } from "@jest/globals";
import type { CallHangup } from "telephony-webhooks";
import { joinCalls } from "../../example-app/calls";
import { historyMaker } from "./kept-events";

type HangUp = "callMissed" | "callHangup" | "callMissedOrAnswered";

const MINUTE_MS = 60_000;

const ravi = { id: "1", name: "Ravi Example", number: "+915550007001" };
const outbound = { call_to_number: "+915550001234", caller_id_number: "+915550009000" };

const callsOf = ({ events, nowMs }: ReturnType<typeof historyMaker>) => joinCalls(events, nowMs());

describe("a Servetel call", () => {
  it("is joined from all that is told of it, from the first ring to the recording", () => {
    const history = historyMaker();
    const id = { call_id: "1768000000.1001" };
    const states = [
      history.servetel("callReceivedOnServer", { ...id, channel_id: "7" }),
      history.servetel("callAnsweredOnIvr", { ...id, ivr_id: 31, ivr_name: "Main menu" }),
      history.servetel("receivedOnAutoAttendant", { ...id, auto_attendant_id: "9" }),
      history.servetel("receivedOnDepartment", { ...id, dept_id: "12", dept_name: "Sales" }),
      history.servetel("dialedOnAgent", {
        ...id,
        call_to_number: ravi.number,
        caller_id_number: "+915550009000",
        call_flow: [{ type: "Agent", name: "Ravi%20Example", num: ravi.number }],
      }),
      history.servetel("callAnsweredByAgent", { ...id, answer_agent_number: "915550007001" }),
      history.servetel("callHangup", {
        ...id,
        call_status: "answered",
        bridged_duration: "16",
        billsec: "28",
        duration: "30",
        recording_url: "https://recordings.example.com/r/1?token=example",
      }),
    ];
    expect(states).toHaveLength(7);
    const seen = states.map((_state, index) => {
      const [call, ...others] = joinCalls(history.events.slice(0, index + 1), history.nowMs());
      expect(others).toEqual([]);
      return [call?.state, call?.stage?.at, call?.agent, call?.department];
    });
    expect(seen).toEqual([
      ["ringing", "arrival", "", ""],
      ["ringing", "menu", "", ""],
      ["ringing", "attendant", "", ""],
      ["ringing", "department", "", "Sales"],
      ["ringing", "agent", "Ravi Example", "Sales"],
      ["talking", "talk", "Ravi Example", "Sales"],
      ["answered", undefined, "Ravi Example", "Sales"],
    ]);
    expect(callsOf(history)).toEqual([
      expect.objectContaining({
        id: "servetel.1",
        callId: "1768000000.1001",
        phone: "+915550001234",
        direction: "inbound",
        durationS: 16,
        recordingUrl: "https://recordings.example.com/r/1?token=example",
      }),
    ]);
  });

  it("is joined by call_id where its legs differ in uuid, and by uuid where there is no call_id", () => {
    const history = historyMaker()
      .servetel("callReceivedOnServer", { uuid: "a", channel_id: "7" })
      .servetel("callAnsweredOnIvr", { uuid: "a", call_id: "one", ivr_id: 31 })
      .servetel("callAnsweredByAgent", { uuid: "b", call_id: "one" })
      .servetel("callHangup", { uuid: "b" })
      .servetel("callReceivedOnServer", { uuid: "b", call_id: "two" });
    expect(callsOf(history).map(({ callId, events }) => [callId, events.length])).toEqual([
      ["one", 4],
      ["two", 1],
    ]);
  });

  it("is joined from legs of which not every event tells the call_id, in whatever order", () => {
    const history = historyMaker()
      .servetel("callReceivedOnServer", { uuid: "a" })
      .servetel("dialedOnAgent", { uuid: "b", call_id: "one" })
      .servetel("callHangup", { uuid: "a", call_id: "one" });
    expect(callsOf(history)).toMatchObject([{ state: "answered", events: [{}, {}, {}] }]);
  });

  it("has an id that is its own and stays, whatever is told of it later", () => {
    const history = historyMaker().servetel("callReceivedOnServer", { uuid: "a" });
    const [before] = callsOf(history);
    history.servetel("callAnsweredOnIvr", { uuid: "a", call_id: "b" });
    history.servetel("callReceivedOnServer", { uuid: "b" });
    const [after, other] = callsOf(history);
    expect(after?.id).toBe(before?.id);
    expect(other?.id).not.toBe(after?.id);
  });

  it.each([
    ["before", ["missed", "talking", "hangup"]],
    ["while", ["talking", "missed", "hangup"]],
    ["after", ["talking", "hangup", "missed"]],
    ["before it is told who answered", ["hangup", "missed", "talking"]],
  ])("is answered though a phone of the group misses it %s somebody talks", (_when, order) => {
    const call = { call_id: "one", direction: "inbound" };
    const history = historyMaker().servetel("callReceivedOnServer", { uuid: "main", ...call });
    const tell: Record<string, () => unknown> = {
      talking: () =>
        history.servetel("callAnsweredByAgent", {
          uuid: "ravi",
          ...call,
          answered_agent_name: "Ravi Example",
        }),
      missed: () =>
        history.servetel("callMissed", {
          uuid: "meera",
          ...call,
          call_status: "missed",
          billsec: "0",
        }),
      hangup: () =>
        history.servetel("callHangup", {
          uuid: "ravi",
          ...call,
          call_status: "answered",
          billsec: "60",
        }),
    };
    const told = new Set<string>();
    for (const step of order) {
      tell[step]?.();
      told.add(step);
      const [{ state } = { state: "" }, ...others] = callsOf(history);
      expect(others).toEqual([]);
      if (told.has("hangup")) expect(state).toBe("answered");
      else if (told.has("talking")) expect(state).toBe("talking");
    }
    expect(callsOf(history)).toMatchObject([
      { state: "answered", agent: "Ravi Example", durationS: 60 },
    ]);
  });

  it("is not taken back by an event that is late", () => {
    const history = historyMaker()
      .servetel("callHangup", { call_status: "answered", bridged_duration: "16" })
      .servetel("callAnsweredByAgent", { answered_agent_name: "Ravi Example" })
      .servetel("callReceivedOnServer", { channel_id: "7" });
    expect(callsOf(history)).toEqual([
      expect.objectContaining({ state: "answered", agent: "Ravi Example", durationS: 16 }),
    ]);
  });

  it("has the customer's number whatever the direction, and never the agent's or the company's", () => {
    const history = historyMaker()
      .servetel("dialedOnAgent", {
        uuid: "a",
        call_to_number: ravi.number,
        caller_id_number: "+915550009000",
        customer_no_with_prefix: "+915550001234",
      })
      .servetel("callHangup", { uuid: "b", direction: "Dialer (inbound)" })
      .servetel("callMissed", { uuid: "c", direction: "outbound", ...outbound })
      .servetel("callMissed", { uuid: "d", direction: "click_to_call", ...outbound })
      .servetel("dtmfOption", { uuid: "e", digit_pressed: "2", ...outbound })
      .servetel("callAnsweredByCustomer", { uuid: "f", ...outbound })
      .servetel("callHangup", { uuid: "f", ...outbound });
    const calls = callsOf(history);
    expect(calls.map(({ phone }) => phone)).toEqual(calls.map(() => "+915550001234"));
    expect(calls).toHaveLength(6);
    const rung = historyMaker().servetel("dialedOnAgent", { call_to_number: ravi.number });
    expect(callsOf(rung)).toEqual([expect.objectContaining({ phone: "", agent: ravi.number })]);
  });

  it("learns of its direction late", () => {
    const history = historyMaker()
      .servetel("callAnsweredByAgent", outbound)
      .servetel("callHangup", { direction: "outbound", ...outbound });
    expect(callsOf(history)).toMatchObject([{ phone: "+915550001234", direction: "outbound" }]);
  });

  it("stays with the one number that is known where another event hides it", () => {
    const history = historyMaker()
      .servetel("callReceivedOnServer", { caller_id_number: "" })
      .servetel("callAnsweredByAgent", {})
      .servetel("callHangup", { caller_id_number: "" });
    expect(callsOf(history)).toEqual([expect.objectContaining({ phone: "+915550001234" })]);
  });

  it("is answered by who is named, or by the number where nobody is", () => {
    const history = historyMaker()
      .servetel("callMissed", { uuid: "a", missed_agent: [ravi, { number: "+915550007002" }] })
      .servetel("callAnsweredByAgent", { uuid: "b", answer_agent_number: "05550007001" })
      .servetel("callAnsweredByAgent", { uuid: "c", answer_agent_number: "+915550007009" });
    const [missed, named, numbered] = callsOf(history);
    expect(missed?.missedBy).toEqual(["Ravi Example", "+915550007002"]);
    expect([named?.agent, numbered?.agent]).toEqual(["Ravi Example", "+915550007009"]);
  });

  it("keeps an agent waiting until the customer answers a click-to-call", () => {
    const history = historyMaker();
    const call = { direction: "clicktocall", ...outbound };
    history.servetel("callAnsweredByAgent", { ...call, answer_agent_number: ravi.number });
    expect(callsOf(history)).toMatchObject([{ state: "ringing", stage: { at: "customer" } }]);
    history.servetel("callAnsweredByCustomer", {
      ...call,
      call_status: "Answered by customer",
      answered_agent_number: { name: "Ravi Example", follow_me_number: ravi.number },
    });
    expect(callsOf(history)).toMatchObject([
      { state: "talking", isClickToCall: true, agent: "Ravi Example" },
    ]);
  });

  it.each<readonly [HangUp, Partial<CallHangup>, string]>([
    ["callMissedOrAnswered", { call_status: "missed", call_connected: 1, billsec: "30" }, "missed"],
    ["callMissedOrAnswered", { call_status: "Answered", call_connected: 0 }, "answered"],
    ["callMissed", { call_status: "answered" }, "answered"],
    ["callHangup", { call_status: "missed", bridged_duration: "9" }, "missed"],
    ["callMissed", { call_connected: 1, answered_agent: [ravi] }, "missed"],
    ["callHangup", {}, "answered"],
    ["callMissedOrAnswered", { bridged_duration: "9" }, "answered"],
    ["callMissedOrAnswered", { bridged_duration: "0" }, "ended"],
    ["callMissedOrAnswered", { bridged_duration: "0", direction: "outbound" }, "missed"],
    ["callHangup", { bridged_duration: "0", direction: "clicktocall" }, "missed"],
    ["callMissedOrAnswered", { status: "Answered by agent" }, "answered"],
    ["callMissedOrAnswered", { call_status: "Answered by agent", direction: "outbound" }, "ended"],
    ["callMissedOrAnswered", { call_connected: 1 }, "answered"],
    ["callMissedOrAnswered", { call_connected: 0 }, "missed"],
    ["callMissedOrAnswered", { call_connected: 1, direction: "outbound" }, "ended"],
    ["callMissedOrAnswered", { call_status: "who knows" }, "ended"],
  ])("that ends by %s with %j is %s", (type, payload, state) => {
    expect(callsOf(historyMaker().servetel(type, payload))).toMatchObject([{ state }]);
  });

  it("ends as call_status says, whichever of its hang-up triggers comes first", () => {
    const said = { call_status: "missed" };
    const first = historyMaker().servetel("callMissedOrAnswered", said).servetel("callHangup", {});
    const last = historyMaker().servetel("callHangup", {}).servetel("callMissedOrAnswered", said);
    for (const history of [first, last]) {
      expect(callsOf(history)).toMatchObject([{ state: "missed" }]);
    }
  });

  it("takes the time that agent and customer have talked, or what comes nearest to it", () => {
    const durationOf = (payload: { billsec?: string; duration?: string }) =>
      callsOf(historyMaker().servetel("callHangup", payload))[0]?.durationS;
    expect(durationOf({ billsec: "28", duration: "30" })).toBe(28);
    expect(durationOf({ duration: "30" })).toBe(30);
    expect(durationOf({ duration: "half a minute" })).toBeUndefined();
  });

  it("is lost when nothing is heard of it for longer than a phone rings, or people talk", () => {
    const ringing = historyMaker()
      .servetel("callReceivedOnServer", {})
      .wait(9 * MINUTE_MS);
    expect(callsOf(ringing)).toMatchObject([{ state: "ringing" }]);
    expect(callsOf(ringing.wait(2 * MINUTE_MS))).toMatchObject([{ state: "lost" }]);

    const talking = historyMaker()
      .servetel("callAnsweredByAgent", {})
      .wait(230 * MINUTE_MS);
    expect(callsOf(talking)).toMatchObject([{ state: "talking" }]);
    expect(callsOf(talking.wait(20 * MINUTE_MS))).toMatchObject([{ state: "lost" }]);
    expect(callsOf(talking.servetel("callHangup", {}))).toMatchObject([{ state: "answered" }]);
  });
});

describe("a Callsavvy call", () => {
  const caller = { call_department: "12", caller_number: "+2345550100" };
  const summary = {
    ...caller,
    call_direction: "Incoming",
    recording_url: "",
    call_duration: "95",
  };

  it("rings until its summary comes, though that may write the number differently", () => {
    const history = historyMaker()
      .callsavvy("callerInformation", caller)
      .wait(20 * MINUTE_MS);
    history.callsavvy("callSummary", { ...summary, caller_number: "2345550100" });
    expect(callsOf(history)).toMatchObject([
      { id: "callsavvy.1", state: "answered", durationS: 95, events: [{}, {}] },
    ]);
  });

  it("is another one for another department, another caller, and an outgoing summary", () => {
    const history = historyMaker()
      .callsavvy("callerInformation", caller)
      .callsavvy("callSummary", { ...summary, call_department: "3" })
      .callsavvy("callSummary", { ...summary, caller_number: "+2345550177" })
      .callsavvy("callSummary", { ...summary, call_direction: "Outgoing" });
    expect(callsOf(history).map(({ state, direction }) => [state, direction])).toEqual([
      ["ringing", "inbound"],
      ["answered", "inbound"],
      ["answered", "inbound"],
      ["answered", "outbound"],
    ]);
  });

  it("is the same while it is routed on, and a new one when the caller tries again", () => {
    const history = historyMaker()
      .callsavvy("callerInformation", caller)
      .wait(MINUTE_MS)
      .callsavvy("callerInformation", caller)
      .wait(5 * MINUTE_MS)
      .callsavvy("callerInformation", caller)
      .callsavvy("callSummary", summary)
      .callsavvy("callerInformation", caller);
    expect(callsOf(history).map(({ state, events }) => [state, events.length])).toEqual([
      ["lost", 2],
      ["answered", 2],
      ["ringing", 1],
    ]);
  });

  it("is missed where it took no time, and of unknown end where nobody says how long", () => {
    const history = historyMaker()
      .callsavvy("callSummary", { ...summary, call_duration: "0" })
      .callsavvy("callSummary", { ...summary, call_duration: "" });
    expect(callsOf(history)).toMatchObject([{ state: "missed" }, { state: "ended" }]);
  });

  it("of a hidden number ends the one that was ringing there", () => {
    const hidden = { ...caller, caller_number: "" };
    const history = historyMaker()
      .callsavvy("callerInformation", hidden)
      .callsavvy("callSummary", { ...summary, ...hidden });
    expect(callsOf(history)).toMatchObject([{ state: "answered", phone: "" }]);
  });
});

it("leaves tickets and chats alone", () => {
  const history = historyMaker()
    .callsavvy("newTicketOpened", {})
    .callsavvy("ticketEscalated", {})
    .callsavvy("newChat", {})
    .callsavvy("chatbotCallback", {});
  expect(callsOf(history)).toEqual([]);
});
