import { afterEach, describe, expect, it } from "@jest/globals";
import { type Lists, makeLists, type Sources } from "../../example-app/board";
import type { KeptEvent } from "../../example-app/history";
import { historyMaker } from "./kept-events";

const asha = {
  id: 1,
  phone: "+915550001234",
  name: "Asha Example",
  email: "asha@example.com",
  plan: "Gold plan",
};

const settled = new Map<string, number>();
afterEach(() => settled.clear());

const sources: Sources = {
  customerByPhone: (phone) => (phone === asha.phone ? asha : undefined),
  customerByEmail: (email) => (email === asha.email ? asha : undefined),
  settledThrough: (phone) => settled.get(phone) ?? 0,
};

const boardOf = ({ events, nowMs }: ReturnType<typeof historyMaker>) =>
  makeLists(events, sources, nowMs());

const stranger = { caller_id_number: "+915550009999" };
const hidden = { caller_id_number: "" };

describe("the list of those to call back", () => {
  const waiting = ({ callBack }: Lists) => callBack.map(({ person, text }) => [person.name, text]);

  it("has each customer once, with the number of their missed calls", () => {
    const board = boardOf(
      historyMaker()
        .servetel("callMissed", { uuid: "a", missed_agent: [{ name: "Ravi Example" }] })
        .servetel("callMissed", { uuid: "b", ...stranger })
        .servetel("callMissed", { uuid: "c" }),
    );
    expect(waiting(board)).toEqual([
      ["Asha Example", "2 missed calls · Missed"],
      ["Unknown caller", "Missed"],
    ]);
    expect(board.callBack[0]).toMatchObject({ through: 3, events: [{ number: 1 }, { number: 3 }] });
    expect(board.finished).toEqual([]);
  });

  it("has everybody, however many they are", () => {
    const history = historyMaker();
    for (let nth = 100; nth < 160; nth++) {
      history.servetel("callMissed", { uuid: `a${nth}`, caller_id_number: `+915550009${nth}` });
    }
    expect(boardOf(history).callBack).toHaveLength(60);
  });

  it("loses who has been talked to since, in whatever direction", () => {
    const missed = () => historyMaker().servetel("callMissed", { uuid: "a" });
    const calledAgain = missed().servetel("callHangup", { uuid: "b" });
    const reached = missed().servetel("callAnsweredByCustomer", {
      uuid: "b",
      call_to_number: "05550001234",
      caller_id_number: "+915550009000",
    });
    const missedBefore = historyMaker()
      .servetel("callHangup", { uuid: "b" })
      .servetel("callMissed", {
        uuid: "a",
      });
    expect(
      [calledAgain, reached, missedBefore].map(boardOf).map(({ callBack }) => callBack.length),
    ).toEqual([0, 0, 1]);
    expect(boardOf(calledAgain).finished).toHaveLength(2);
  });

  it("loses who was called back, and gains them again when they are missed once more", () => {
    const history = historyMaker().servetel("callMissed", { uuid: "a" });
    settled.set(asha.phone, 1);
    expect(waiting(boardOf(history))).toEqual([]);
    expect(boardOf(history).finished).toMatchObject([{ state: "missed" }]);
    history.servetel("callMissed", { uuid: "b" });
    expect(waiting(boardOf(history))).toEqual([["Asha Example", "Missed"]]);
  });

  it("loses who was called back, though their events were handled in another order than they came in", () => {
    const history = historyMaker()
      .servetel("callReceivedOnServer", { uuid: "a" })
      .servetel("callMissed", { uuid: "a" });
    const [received, missed] = history.events as [KeptEvent, KeptEvent];
    history.events.splice(0, 2, { ...received, number: 2 }, { ...missed, number: 1 });
    expect(boardOf(history).callBack).toMatchObject([{ through: 2 }]);
    settled.set(asha.phone, 2);
    expect(waiting(boardOf(history))).toEqual([]);
  });

  it("has the last to call first, though their event was handled before others", () => {
    const history = historyMaker()
      .servetel("callMissed", { uuid: "a" })
      .servetel("callMissed", { uuid: "b", ...stranger });
    const [first, last] = history.events as [KeptEvent, KeptEvent];
    history.events.splice(0, 2, { ...first, number: 2 }, { ...last, number: 1 });
    expect(waiting(boardOf(history)).map(([name]) => name)).toEqual([
      "Unknown caller",
      "Asha Example",
    ]);
  });

  it("does not gain who was called back by a late event of the same call", () => {
    const history = historyMaker().servetel("callMissed", {});
    settled.set(asha.phone, 1);
    history.servetel("callMissedOrAnswered", { call_status: "missed" });
    expect(waiting(boardOf(history))).toEqual([]);
  });

  it("has nobody who is being talked to, though other phones of the group have missed the call", () => {
    const call = { call_id: "one", direction: "inbound" };
    const history = historyMaker()
      .servetel("callAnsweredByAgent", { uuid: "a", ...call, answered_agent_name: "Ravi Example" })
      .servetel("callMissed", { uuid: "b", ...call, missed_agent: [{ name: "Meera Example" }] });
    expect(boardOf(history)).toMatchObject({
      active: [{ state: "talking", text: "Talking to Ravi Example" }],
      callBack: [],
    });
  });

  it("has whom a click-to-call did not reach, and not whom a dialler did not, nor hidden numbers", () => {
    const call = {
      call_to_number: asha.phone,
      caller_id_number: "+915550009000",
      call_status: "missed",
    };
    const board = boardOf(
      historyMaker()
        .servetel("callMissed", { uuid: "a", direction: "Dialer (outbound)", ...call })
        .servetel("callMissed", { uuid: "b", ...hidden })
        .servetel("callMissedOrAnswered", { uuid: "c", direction: "clicktocall", ...call }),
    );
    expect(waiting(board)).toEqual([["Asha Example", "The customer was not reached"]]);
    expect(board.finished.map(({ person, state }) => [person.name, state])).toEqual([
      ["Hidden number", "missed"],
      ["Asha Example", "missed"],
    ]);
  });
});

describe("a call on the board", () => {
  const texts = (history: ReturnType<typeof historyMaker>) =>
    [...boardOf(history).active, ...boardOf(history).finished].map(({ text }) => text);

  it("says in words where it is", () => {
    const inMenu = { ivr_id: 31, ivr_name: "Main menu" };
    const inSales = { dept_id: "12", dept_name: "Sales" };
    const steps = [
      historyMaker().servetel("callReceivedOnServer", {}),
      historyMaker().servetel("callAnsweredOnIvr", inMenu),
      historyMaker().servetel("callAnsweredOnIvr", {}),
      historyMaker().servetel("receivedOnAutoAttendant", { auto_attendant_id: "9" }),
      historyMaker().servetel("receivedOnDepartment", inSales),
      historyMaker().servetel("receivedOnDepartment", { dept_id: "12" }),
      historyMaker().servetel("dialedOnAgent", { dept_name: ["Sales", "Support"] }),
      historyMaker().servetel("dialedOnAgent", { call_to_number: "" }),
      historyMaker().servetel("callAnsweredByAgent", { answered_agent_name: "Ravi Example" }),
      historyMaker().servetel("callAnsweredByAgent", { direction: "outbound" }),
      historyMaker().servetel("callAnsweredByCustomer", {}),
      historyMaker().servetel("dtmfOption", { digit_pressed: "2" }),
      historyMaker().callsavvy("callerInformation", { call_department: "", caller_number: "" }),
    ];
    expect(steps.flatMap(texts)).toEqual([
      "Ringing",
      "In the menu “Main menu”",
      "In a menu",
      "With the auto attendant “9”",
      "Ringing in Sales",
      "Ringing in department 12",
      "Ringing +915550009000, Sales, Support",
      "Ringing an agent",
      "Talking to Ravi Example",
      "An agent waits for the customer to answer",
      "Talking to an agent",
      "Pressed 2 in a menu",
      "Ringing",
    ]);
  });

  it("says in words how it went", () => {
    const agents = [{ name: "Ravi Example" }, { name: "Mina Example" }];
    const over = [
      historyMaker().servetel("callHangup", { answered_agent: agents }),
      historyMaker().servetel("callHangup", {}),
      historyMaker()
        .servetel("receivedOnDepartment", { dept_id: "12", dept_name: "Sales" })
        .servetel("callHangup", {}),
      historyMaker().servetel("callMissed", { ...hidden, missed_agent: agents }),
      historyMaker()
        .servetel("receivedOnDepartment", { ...hidden, dept_id: "12", dept_name: "Sales" })
        .servetel("callMissed", hidden),
      historyMaker().servetel("callMissedOrAnswered", {}),
      historyMaker().servetel("callReceivedOnServer", {}).wait(3_600_000),
    ];
    expect(over.flatMap(texts)).toEqual([
      "Answered by Ravi Example",
      "Answered",
      "Answered in Sales",
      "Missed by Ravi Example and Mina Example",
      "Missed in Sales",
      "Over; nobody said how",
      "Nobody said that it is over",
    ]);
  });

  it.each([
    ["https://recordings.example.com/r?token=x", "https://recordings.example.com/r?token=x"],
    ["http://recordings.example.com/r", "http://recordings.example.com/r"],
    ["javascript:alert(1)", ""],
    ["data:text/html,<b>", ""],
    ["recordings/1.mp3", ""],
    ["", ""],
  ])("of the recording %j links to %j", (recording_url, link) => {
    const { finished } = boardOf(historyMaker().servetel("callHangup", { recording_url }));
    expect(finished).toMatchObject([{ recordingUrl: link }]);
  });

  it("tells how long it took, where somebody has talked", () => {
    const history = historyMaker()
      .servetel("callHangup", { uuid: "a", bridged_duration: "16" })
      .servetel("callMissed", { uuid: "b", ...hidden, duration: "26" });
    expect(boardOf(history).finished.map(({ durationS }) => durationS)).toEqual([null, 16]);
  });
});

describe("a ticket on the board", () => {
  const ticket = {
    ticket_id: "4821",
    ticket_department: "3",
    ticket_subject: "Where is my order?",
    sender_email: "asha@example.com",
  };
  const escalation = { ...ticket, last_ticket_reply: "2026-07-11 20:39:28", ticket_status: "Open" };

  it("is one from its opening to its escalation, in whatever order they come", () => {
    const inOrder = historyMaker()
      .callsavvy("newTicketOpened", { ...ticket, ticket_status: "New" })
      .callsavvy("ticketEscalated", escalation);
    const reversed = historyMaker()
      .callsavvy("ticketEscalated", escalation)
      .callsavvy("newTicketOpened", ticket);
    for (const history of [inOrder, reversed]) {
      expect(boardOf(history).tickets).toMatchObject([
        {
          id: "4821",
          isEscalated: true,
          text: "Open · last reply 2026-07-11 20:39:28",
          person: { name: "Asha Example", contact: "asha@example.com" },
          events: [{}, {}],
        },
      ]);
    }
  });

  it("is new and of whoever has written where nothing else is known", () => {
    const history = historyMaker()
      .callsavvy("newTicketOpened", { ...ticket, sender_email: "x@example.net" })
      .callsavvy("newTicketOpened", { ...ticket, ticket_id: "1", sender_email: "" });
    expect(boardOf(history).tickets).toMatchObject([
      { person: { name: "Unknown sender", contact: "" } },
      { person: { name: "x@example.net", contact: "" }, text: "New", isEscalated: false },
    ]);
  });
});

describe("a message on the board", () => {
  it("is a chat with who it says it is", () => {
    const history = historyMaker()
      .callsavvy("newChat", {
        chat_department: "7",
        visitor_name: "",
        visitor_email: asha.email,
        visitor_phone: asha.phone,
      })
      .callsavvy("chatbotCallback", {
        original_message: "Please call me back",
        sender_name: "",
        bot_name: "Opening hours",
      });
    const { chats, questions } = boardOf(history);
    expect(chats).toMatchObject([
      { person: { name: "A visitor", contact: `${asha.email} · ${asha.phone}`, plan: "" } },
    ]);
    expect(questions).toMatchObject([
      { person: { name: "Somebody", contact: "asks Opening hours" }, wantsCall: true, answer: "" },
    ]);
  });

  it("does not turn round what is written beside it", () => {
    const history = historyMaker().callsavvy("newChat", {
      visitor_name: "Asha\u202e\n\u2028Example",
      visitor_email: "",
      visitor_phone: "\u202e+915550001234",
      chat_department: "3\u2066",
    });
    expect(boardOf(history).chats).toMatchObject([
      {
        person: { name: "Asha   Example", contact: " +915550001234" },
        text: "Waits for department 3 ",
      },
    ]);
  });

  it("is cut short where somebody writes without end", () => {
    const history = historyMaker().callsavvy("chatbotCallback", {
      original_message: "x".repeat(100_000),
      sender_name: "y".repeat(100_000),
      bot_name: "z".repeat(100_000),
    });
    expect(JSON.stringify(boardOf(history)).length).toBeLessThan(5_000);
  });
});

it("shows the newest fifty of everything", () => {
  const history = historyMaker();
  for (let index = 0; index < 60; index += 1) {
    history.servetel("callHangup", { uuid: `a${index}` });
    history.callsavvy("newTicketOpened", {
      ticket_id: `${index}`,
      ticket_subject: "",
      sender_email: "",
    });
  }
  const { finished, tickets, events } = boardOf(history);
  expect([finished.length, tickets.length, events.length]).toEqual([50, 50, 50]);
  expect([finished[0]?.key, tickets[0]?.id, events[0]?.number]).toEqual([
    "servetel.119",
    "59",
    120,
  ]);
});
