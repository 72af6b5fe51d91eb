"""Decodes the example of every event into the types that quicktype makes, and encodes it again.

Run: node run.mjs python SCHEMAS_DIR
"""

import importlib
import json
import sys
from pathlib import Path

# A few members, read the way an application does.
MEMBERS = {
    "CallSummary": lambda it: it.event.value == "callSummary" and it.call_duration == "95",
    "CallMissed": lambda it: it.call_connected == 0 and it.missed_agent[0].name == "Ravi Example",
    "CallHangup": lambda it: it.call_flow[1].id == 553 and it.digits_dialed == ["1"],
}


def fault(event: dict, schemas: Path) -> str | None:
    """What is wrong with the type of an event or reply."""
    example = json.loads((schemas / event["file"]).read_text("utf-8"))["examples"][0]
    types = importlib.import_module(event["provider"])
    try:
        decoded = getattr(types, event["typeName"]).from_dict(example)
        encoded = decoded.to_dict()
    except Exception as error:
        return repr(error)
    if json.dumps(encoded, sort_keys=True) != json.dumps(example, sort_keys=True):
        return f"encodes to {json.dumps(encoded)}"
    if not MEMBERS.get(event["typeName"], bool)(decoded):
        return "has other members"
    return None


def main(schemas: Path, quicktype: str) -> int:
    events = json.loads((schemas / "index.json").read_text("utf-8"))["events"]
    replies = [event | event["reply"] for event in events if event["reply"] and event["reply"]["file"]]
    wrong = 0
    for event in events + replies:
        if found := fault(event, schemas):
            print(f"wrong: {event['file']}: {found}")
            wrong += 1
    vectors = len(events + replies)
    print(json.dumps({"language": "Python", "validator": quicktype, "vectors": vectors, "wrong": wrong}))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2]))
