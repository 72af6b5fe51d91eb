"""Makes an event of a webhook delivery, by the rules in schemas/README.md. Needs jsonschema 4.

Copy it with all that stands beside it but judge.py, which tries it. It checks no secret and bounds no body:
whoever calls it does.
"""
import hashlib
import re

from clean import clean
from decode import decode_body, decode_query
from identify import identify
from json_text import canonical, demand
from jsonschema import Draft7Validator
from normalize import UNFIT, normalize

METHODS = {"callsavvy": ["POST"], "servetel": ["GET", "POST"]}
PHONE_FIELDS = [
    "call_to_number", "caller_id_number", "answer_agent_number", "answered_agent_number", "agent_number",
    "customer_no_with_prefix", "customer_number_with_prefix", "did_number", "field_0"]


def receive(schemas, provider, head, body, trigger=None, fields=None, secret_name=None):
    """The event of a delivery; raises a Refusal.

    schemas: those of the provider's events, by event. head: method, path, query and content type.
    trigger: the event that every delivery is. fields: documented names by wire key.
    secret_name: the parameter of the query that holds the secret, which is checked elsewhere.
    """
    is_template = provider == "servetel"
    triggers = {name.lower(): event for event in schemas if is_template
                for name in (event, re.sub("[A-Z]", r"-\g<0>", event))}
    method, path, query, content_type = head
    named = re.sub("^/|/$", "", path).lower()
    demand(named == "" or named in triggers, "ERR_NOT_FOUND")
    demand(method in METHODS[provider], "ERR_METHOD_NOT_ALLOWED")
    if method == "GET":
        payload, is_json = decode_query(query, {secret_name, "trigger"}), False
    else:
        payload, is_json = decode_body(content_type, body)
    repairs = []
    if is_template:
        declared = {name for schema in schemas.values() for name in schema["properties"]}
        payload = clean(payload, declared, fields or {}, [] if is_json else PHONE_FIELDS, repairs)
        event, identified_by = identify(payload, triggers, trigger, triggers.get(named), query)
    else:
        event, identified_by = payload.get("event"), "field"
        demand(isinstance(event, str) and event, "ERR_UNIDENTIFIED")
    schema = schemas.get(event)
    if schema:
        payload = normalize(payload, schema, repairs)
        demand(payload is not UNFIT and Draft7Validator(schema).is_valid(payload), "ERR_PAYLOAD_INVALID")
    return {"type": event, "identifiedBy": identified_by, "id": event_id(provider, event, payload, schema),
            "payload": payload, "repairs": [{"path": path, "rule": rule} for path, rule in sorted(repairs)]}


def event_id(provider, event, payload, schema):
    """The same for every delivery of the same event. Of one that no schema knows, all properties count."""
    counted = payload if schema is None else {
        name: value for name, value in payload.items()
        if schema["properties"].get(name, {}).get("type") in ("string", "integer")
        or (event, name) == ("dialedOnAgent", "call_flow")}
    text = canonical([event, counted]).encode(errors="backslashreplace")
    return f"{provider}.{event}.{hashlib.sha256(text).hexdigest()[:32]}"
