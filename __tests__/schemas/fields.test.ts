import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import {
  definitionOf,
  type ProviderName,
  providers,
  readBundle,
  root,
  type Schema,
} from "./read-schemas";

/** Name and type of each field that a provider's page lists, written down from the page, not from the schema. */
const documented: Record<ProviderName, Record<string, Record<string, string>>> = {
  callsavvy: {
    CallerInformation: { event: "string", call_department: "string", caller_number: "string" },
    CallerInformationReply: {
      status: "string",
      caller_name: "string",
      caller_email: "string",
      customer_info: "string",
    },
    CallSummary: {
      event: "string",
      call_direction: "string",
      call_department: "string",
      caller_number: "string",
      recording_url: "string",
      call_duration: "string",
    },
    NewTicketOpened: {
      event: "string",
      ticket_id: "string",
      ticket_department: "string",
      ticket_subject: "string",
      sender_email: "string",
    },
    TicketEscalated: {
      event: "string",
      ticket_id: "string",
      ticket_department: "string",
      last_ticket_reply: "string",
      ticket_subject: "string",
      sender_email: "string",
      ticket_status: "string",
    },
    NewChat: {
      event: "string",
      chat_department: "string",
      visitor_name: "string",
      visitor_email: "string",
      visitor_phone: "string",
    },
    ChatbotCallback: {
      event: "string",
      original_message: "string",
      sender_name: "string",
      bot_name: "string",
      department: "string",
      business_name: "string",
    },
  },
  servetel: {
    DtmfOption: {
      uuid: "string",
      call_to_number: "string",
      caller_id_number: "string",
      digit_pressed: "string",
      date: "string",
    },
    ...sameFor(["CallMissed", "CallHangup", "CallMissedOrAnswered"], {
      uuid: "string",
      call_to_number: "string",
      caller_id_number: "string",
      start_stamp: "string",
      answer_stamp: "string",
      end_stamp: "string",
      hangup_cause: "string",
      billsec: "string",
      digits_dialed: "string[]",
      direction: "string",
      duration: "string",
      call_flow: "CallFlowEntry[]",
      broadcast_lead_fields: "BroadcastLeadFields",
      answered_agent: "Agent[]",
      missed_agent: "Agent[]",
      recording_url: "string",
      start_date: "string",
      start_time: "string",
      bridged_duration: "string",
      call_connected: "integer",
      field_0: "string",
      field_1: "string",
      field_2: "string",
      field_3: "string",
      field_4: "string",
      field_5: "string",
      field_6: "string",
      field_7: "string",
      field_8: "string",
      field_9: "string",
      field_10: "string",
      field_11: "string",
      field_12: "string",
      field_13: "string",
      field_14: "string",
      field_15: "string",
    }),
    BroadcastLeadFields: {
      Phone_Number: "string",
      Name: "string",
      Email_Id: "string",
      Address: "string",
      Company_Name: "string",
    },
    Agent: { id: "string", name: "string", number: "string" },
    ...sameFor(["CallReceivedOnServer", "CallAnsweredOnIvr", "CallAnsweredByAgent"], {
      uuid: "string",
      call_to_number: "string",
      caller_id_number: "string",
      start_stamp: "string",
      answer_agent_number: "string",
      ivr_id: "integer",
      ivr_name: "string",
      start_time: "string",
      start_date: "string",
      departments: "object[]",
      ivrs: "object[]",
      channel_id: "string",
    }),
    DialedOnAgent: {
      uuid: "string",
      call_to_number: "string",
      caller_id_number: "string",
      date: "string",
      call_flow: "CallFlowEntry[]",
      dept_name: "string[]",
      ivr_name: "string[]",
    },
    ReceivedOnDepartment: {
      uuid: "string",
      call_to_number: "string",
      caller_id_number: "string",
      date: "string",
      call_flow: "CallFlowEntry[]",
      dept_id: "string",
      dept_name: "string",
      ivr_name: "string",
    },
    ReceivedOnAutoAttendant: {
      uuid: "string",
      call_to_number: "string",
      caller_id_number: "string",
      start_stamp: "string",
      auto_attendant_id: "string",
      auto_attendant_name: "string",
    },
    CallAnsweredByCustomer: {
      uuid: "string",
      call_to_number: "string",
      caller_id_number: "string",
      start_stamp: "string",
      direction: "string",
      answer_agent_number: "string",
      billing_circle: "BillingCircle",
      call_status: "string",
    },
    BillingCircle: { operator: "string", circle: "string" },
  },
};

/** Fields that are sent though no page lists them. */
const observed: Record<string, Record<string, string>> = {
  ...sameFor(["CallMissed", "CallHangup", "CallMissedOrAnswered"], {
    call_id: "string",
    call_status: "string",
    status: "string",
    answered_agent_name: "string",
    answered_agent_number: "string",
    outbound_sec: "string",
    agent_ring_time: "string",
    agent_transfer_ring_time: "string",
    customer_ring_time: "string",
    billing_circle: "BillingCircle",
    aws_call_recording_identifier: "string",
    customer_no_with_prefix: "string",
    customer_number_with_prefix: "string",
    did_number: "string",
    campaign_name: "string",
    campaign_id: "string",
    queue_name: "string",
    reason_key: "string",
    recording_name: "string",
    ref_id: "string",
    custom_identifier: "string",
    agent_number: "string",
    async: "string",
    get_call_id: "string",
    hangup_cause_description: "string",
    hangup_cause_code: "string",
    hangup_cause_key: "string",
  }),
  CallAnsweredByAgent: { answered_agent_name: "string", answered_agent_number: "string" },
  CallAnsweredByCustomer: { answered_agent_number: "AnsweringAgent" },
  AnsweringAgent: { id: "string", name: "string", follow_me_number: "string" },
  Agent: { agent_number: "string", email: "string", dialst: "string" },
  BroadcastLeadFields: { field_0: "string", field_15: "string" },
  CallFlowEntry: { type: "string", name: "string", id: "loose", time: "loose" },
};

const events: Record<ProviderName, readonly string[]> = {
  callsavvy: [
    "CallerInformation",
    "CallSummary",
    "NewTicketOpened",
    "TicketEscalated",
    "NewChat",
    "ChatbotCallback",
  ],
  servetel: [
    "CallReceivedOnServer",
    "CallAnsweredOnIvr",
    "CallAnsweredByAgent",
    "CallMissed",
    "CallHangup",
    "CallMissedOrAnswered",
    "DtmfOption",
    "DialedOnAgent",
    "ReceivedOnDepartment",
    "ReceivedOnAutoAttendant",
    "CallAnsweredByCustomer",
  ],
};

const always = ["uuid", "call_to_number", "caller_id_number"];

const required: Record<ProviderName, Record<string, readonly string[]>> = {
  callsavvy: {
    ...Object.fromEntries(
      Object.entries(documented.callsavvy).map(([title, fields]) => [title, Object.keys(fields)]),
    ),
    ChatbotCallback: ["event", "original_message", "sender_name", "bot_name", "business_name"],
  },
  servetel: {
    ...Object.fromEntries(events.servetel.map((title) => [title, always])),
    DtmfOption: [...always, "digit_pressed"],
    ReceivedOnDepartment: [...always, "dept_id"],
    ReceivedOnAutoAttendant: [...always, "auto_attendant_id"],
  },
};

function sameFor<T>(titles: readonly string[], fields: T): Record<string, T> {
  return Object.fromEntries(titles.map((title) => [title, fields]));
}

function typeName({ $ref, type = "loose", items }: Schema): string {
  if ($ref) return $ref.replace("#/definitions/", "");
  return type === "array" ? `${items ? typeName(items) : ""}[]` : type;
}

function rows<T>(table: Record<ProviderName, Record<string, T>>): [ProviderName, string, T][] {
  return Object.entries(table).flatMap(([provider, byTitle]) =>
    Object.entries(byTitle).map(([title, row]): [ProviderName, string, T] => [
      provider as ProviderName,
      title,
      row,
    ]),
  );
}

function typesOf(provider: ProviderName, title: string): Record<string, string> {
  const properties = definitionOf(provider, title).properties ?? {};
  return Object.fromEntries(
    Object.entries(properties).map(([name, property]) => [name, typeName(property)]),
  );
}

describe("the sources", () => {
  it.each(providers)(
    "of %s are printed as JSON.stringify prints them, no key twice",
    (provider) => {
      const text = readFileSync(join(root, `schemas/${provider}.schema.json`), "utf8");
      expect(text).toBe(`${JSON.stringify(readBundle(provider), null, 2)}\n`);
    },
  );

  it("unite the six events of Callsavvy, of which a payload fits one", () => {
    const { oneOf = [] } = readBundle("callsavvy");
    expect(oneOf.map(typeName)).toEqual(events.callsavvy);
  });

  it("unite the eleven events of Servetel, of which a payload may fit several", () => {
    const { anyOf = [] } = readBundle("servetel");
    expect(anyOf.map(typeName)).toEqual(events.servetel);
  });

  it.each(rows(documented))(
    "declare every field the page of %s lists for %s",
    (provider, title, fields) => {
      expect(typesOf(provider, title)).toMatchObject(fields);
    },
  );

  it.each(rows(documented))(
    "say of %s's %s that these fields are documented",
    (provider, title, fields) => {
      const { properties = {} } = definitionOf(provider, title);
      for (const name of Object.keys(fields)) {
        expect([name, properties[name]?.description]).toEqual([
          name,
          expect.stringMatching(/ Documented\.$/),
        ]);
      }
    },
  );

  it.each(Object.entries(observed))(
    "declare what is observed of Servetel's %s",
    (title, fields) => {
      const { properties = {} } = definitionOf("servetel", title);
      expect(typesOf("servetel", title)).toMatchObject(fields);
      for (const name of Object.keys(fields)) {
        expect([name, properties[name]?.description]).toEqual([
          name,
          expect.stringMatching(/ Observed\.$/),
        ]);
      }
    },
  );

  it.each([
    ["CallerInformation", "call_status", "routing"],
    ["CallSummary", "call_status", "finished"],
    ["NewTicketOpened", "ticket_status", "New"],
  ])("hold %s's %s, which the page lost, as an optional text", (title, field, value) => {
    const { properties = {}, required = [] } = definitionOf("callsavvy", title);
    expect(properties[field]).toMatchObject({ type: "string", examples: [value] });
    expect(properties[field]).not.toHaveProperty("enum");
    expect(required).not.toContain(field);
  });

  it.each(events.servetel)("give %s what every call event may carry", (title) => {
    expect(typesOf("servetel", title)).toMatchObject({
      call_id: "string",
      call_status: "string",
      status: "string",
      direction: "string",
      did_number: "string",
      customer_no_with_prefix: "string",
      customer_number_with_prefix: "string",
      billing_circle: "BillingCircle",
    });
  });

  it.each(["CallMissed", "CallHangup"])("give %s the shape of CallMissedOrAnswered", (title) => {
    const { properties, required } = definitionOf("servetel", title);
    const either = definitionOf("servetel", "CallMissedOrAnswered");
    expect(properties).toEqual(either.properties);
    expect(required).toEqual(either.required);
  });

  it.each(rows(required))("require of %s's %s what is always there", (provider, title, names) => {
    expect(definitionOf(provider, title).required).toEqual(names);
  });

  it.each(events.servetel)("want the uuid of %s not to be empty", (title) => {
    expect(definitionOf("servetel", title).properties?.["uuid"]).toHaveProperty("minLength", 1);
  });

  it("require nothing of the objects inside an event", () => {
    for (const title of [
      "Agent",
      "AnsweringAgent",
      "BillingCircle",
      "BroadcastLeadFields",
      "CallFlowEntry",
    ]) {
      expect(definitionOf("servetel", title)).not.toHaveProperty("required");
    }
  });

  it("describe the reply to callerInformation, whose status is success", () => {
    const { properties = {} } = definitionOf("callsavvy", "CallerInformationReply");
    expect(properties["status"]?.enum).toEqual(["success"]);
  });
});
