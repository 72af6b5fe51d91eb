"""The documented payload out of the delivered one: rules 3 to 6 of schemas/README.md."""
import re

from json_text import Refusal, parse_json, pointer

INTEGER = re.compile("0|-?[1-9][0-9]{0,14}")
NOTATION = re.compile(r"(\[|\{|map\[).*|<nil>", re.DOTALL)
UNFIT = object()


def normalize(fields, schema, repairs):
    """Rules 3 to 6. UNFIT where a required property does not fit or is missing."""
    kept = dict(fields)
    for name, declared in schema["properties"].items():
        is_required_text = name in schema["required"] and declared.get("type") == "string"
        if fields.get(name) == "" and not is_required_text:
            del kept[name]
            repairs.append((pointer("", name), "absent"))
    return fit_object(kept, schema, "", repairs, schema.get("definitions", {}))


def fit(value, schema, path, repairs, definitions):
    if "$ref" in schema:
        schema = definitions[schema["$ref"].removeprefix("#/definitions/")]
    kind = schema.get("type")
    if kind is None:
        return value
    if kind in ("string", "integer"):
        fitted = fit_string(value) if kind == "string" else fit_integer(value)
        if fitted is not value and fitted is not UNFIT:
            repairs.append((path, "converted"))
        return fitted
    if isinstance(value, str) and value.startswith(("{", "[")):
        try:
            value = parse_json(value)
            repairs.append((path, "parsed"))
        except Refusal:
            pass
    if kind == "object":
        return fit_object(value, schema, path, repairs, definitions)
    return fit_array(value, schema.get("items", {}), path, repairs, definitions)


def fit_string(value):
    if isinstance(value, bool):
        return "true" if value else "false"
    if is_integer(value):
        return str(int(value))
    is_decimal = isinstance(value, float) and 1e-4 <= abs(value) < 1e15
    return repr(value) if is_decimal else value if isinstance(value, str) else UNFIT


def fit_integer(value):
    if is_integer(value):
        return value
    if isinstance(value, bool) or value in ("true", "false"):
        return int(value in (True, "true"))
    return int(value) if isinstance(value, str) and INTEGER.fullmatch(value) else UNFIT


def is_integer(value):
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return is_number and abs(value) < 2**53 and value == int(value)


def fit_object(value, schema, path, repairs, definitions):
    if not isinstance(value, dict):
        return UNFIT
    fitted, required = {}, schema.get("required", [])
    for key, member in value.items():
        noted, here = len(repairs), pointer(path, key)
        member = fit(member, schema.get("properties", {}).get(key, {}), here, repairs, definitions)
        if member is not UNFIT:
            fitted[key] = member
            continue
        del repairs[noted:]
        if key not in required:
            repairs.append((here, "left-out"))
    return fitted if all(key in fitted for key in required) else UNFIT


def fit_array(value, items, path, repairs, definitions):
    is_lone_text = isinstance(value, str) and items.get("type") == "string" and not NOTATION.fullmatch(value)
    if is_lone_text or isinstance(value, dict):
        value = [value]
        repairs.append((path, "wrapped"))
    if not isinstance(value, list):
        return UNFIT
    paths = [pointer(path, index) for index in range(len(value))]
    fitted = [fit(item, items, here, repairs, definitions) for item, here in zip(value, paths)]
    return UNFIT if any(item is UNFIT for item in fitted) else fitted
