"""Which event a delivery is: the option, the path, the query and, failing those, the shape say so."""
import json
import re
from urllib.parse import parse_qsl

from json_text import BLANKS, demand

# In this order. The conditions take a pattern of names, and one of texts.
SHAPES = {
    "callMissedOrAnswered": lambda has, says: has("end_stamp|billsec|hangup_cause.*"),
    "dtmfOption": lambda has, says: has("digit_pressed"),
    "receivedOnAutoAttendant": lambda has, says: has("auto_attendant_id"),
    "receivedOnDepartment": lambda has, says: has("dept_id"),
    "callAnsweredByCustomer": lambda has, says: says("call_status|status", "answered by customer"),
    "callAnsweredByAgent": lambda has, says: (
        says("call_status|status", "answered by agent") or has("departments|ivrs")
        or has("answer_agent_number") and (not has("direction") or says("direction", "inbound"))),
    "dialedOnAgent": lambda has, says: (
        has("date") and has("call_flow") and has("dept_name") and says("dept_name", r"(\[|\{|map\[).*")),
    "callAnsweredOnIvr": lambda has, says: has("ivr_id") and not has("date"),
    "callReceivedOnServer": lambda has, says: has("channel_id"),
}
EMPTY = re.compile(rf"(null|<nil>|(map)?\[[{BLANKS}]*\]|\{{[{BLANKS}]*\}})?")


def identify(fields, triggers, option, path, query):
    """The event, and what says so."""
    if option or path:
        return (option, "option") if option else (path, "path")
    given = [value.lower() for name, value in parse_qsl(query, keep_blank_values=True) if name == "trigger"]
    if given:
        demand(len(given) == 1 and given[0] in triggers, "ERR_UNIDENTIFIED")
        return triggers[given[0]], "query"

    def texts(names):
        values = [value for name, value in fields.items() if re.fullmatch(f"(?s){names}", name)]
        return [value if isinstance(value, str) else json.dumps(value) for value in values]

    def has(names):
        return any(not EMPTY.fullmatch(text) for text in texts(names))

    def says(names, wanted):
        return any(re.fullmatch(f"(?ais){wanted}", text) for text in texts(names))

    proved = next((event for event, is_proved in SHAPES.items() if is_proved(has, says)), None)
    demand(proved, "ERR_UNIDENTIFIED")
    return proved, "shape"
