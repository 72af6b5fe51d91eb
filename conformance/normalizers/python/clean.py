"""Undoes what an editable body template does to keys and texts: rules 1 to 3 of schemas/README.md."""
import re

from json_text import BLANKS, pointer

LOST_PLUS = re.compile(" [1-9][0-9]{6,14}")
PLACEHOLDER = re.compile(r"\$[A-Za-z_][A-Za-z0-9_]*")


def clean(fields, declared, told, phone_fields, repairs):
    """The fields under their documented names. `phone_fields` are those that may have lost a plus."""
    cleaned = {}
    for key, value in fields.items():
        name = documented_name(key, declared, told)
        if name != key and (name in cleaned or name in fields):
            repairs.append((pointer("", key), "superseded"))
            continue
        if name != key:
            repairs.append((pointer("", name), "renamed"))
        cleaned[name] = value
        if name in declared:
            cleaned[name] = clean_value(name, value, name in phone_fields, repairs)
    return cleaned


def documented_name(key, declared, told):
    if key in told or key in declared:
        return told.get(key, key)
    bare = key.strip(BLANKS)
    name = bare if bare in declared else bare.removeprefix("$")
    return told.get(name, name) if name in declared else key


def clean_value(name, value, is_phone, repairs):
    path = pointer("", name)
    if isinstance(value, str):
        if is_phone and LOST_PLUS.fullmatch(value):
            value = "+" + value[1:]
            repairs.append((path, "plus-restored"))
        text = value.strip(BLANKS)
        if text != value:
            repairs.append((path, "trimmed"))
        is_tail = text.startswith("_") and text != name and name.endswith(text)
        if not is_tail and not PLACEHOLDER.fullmatch(text):
            return text
    elif value is not None:
        return value
    repairs.append((path, "unfilled"))
    return ""
