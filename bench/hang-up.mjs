/** A hang-up of Servetel's with 60 fields, as a template has them that somebody has added to. */
import { sample } from "../dist/testing/index.js";

const FIELDS = 60;

/** What a customer's own template asks for beside the stock template's. */
const ADDED = {
  agent_number: "+915550007001",
  hangup_cause: "NORMAL_CLEARING ",
  queue_name: "$queue_name",
  customer_ring_time: 4,
  customer_number_with_prefix: "+915550001234",
  custom_identifier: "$custom_identifier",
  async: "1",
  get_call_id: "",
  ...Object.fromEntries(Array.from({ length: 10 }, (_, at) => [`field_${at}`, ""])),
  crm_lead: 1001,
  team: "North",
  source: "website",
};

export const hangUp = sample("servetel", "callHangup", ADDED);

const count = Object.keys(hangUp.fields).length;
if (count !== FIELDS) throw new Error(`the hang-up has ${count} fields instead of ${FIELDS}`);
