"""Forms and queries as schemas/README.md reads them: names with brackets make lists and objects."""
import re
from urllib.parse import parse_qsl

from json_text import MAX_DEPTH, MAX_KEYS, MAX_VALUES, Refusal, demand

NESTED_NAME = re.compile(r"([^][]+)\[([^][]*(?:\]\[[^][]*)*)\]")
INDEX = re.compile(r"0|[1-9][0-9]{0,8}")


def parameters(text, charset):
    rules = {"keep_blank_values": True, "errors": "strict", "max_num_fields": MAX_KEYS}
    try:
        return parse_qsl(text, encoding=charset, **rules)
    except ValueError as error:
        is_text = isinstance(error, UnicodeDecodeError)
        raise Refusal("ERR_BODY_MALFORMED" if is_text else "ERR_TOO_MANY_KEYS") from error


class Branch(dict):
    """What keys in brackets make: a list, as long as all of them are numbers."""

    is_list, next_index = True, 0

    def __setitem__(self, key, value):
        super().__setitem__(key, value)
        self.is_list = self.is_list and bool(INDEX.fullmatch(key))
        self.next_index = max(self.next_index, int(key) + 1 if INDEX.fullmatch(key) else 0)


def nest(pairs):
    """The object that names with brackets describe."""
    root, levels = Branch(), 0
    for name, value in pairs:
        match = NESTED_NAME.fullmatch(name)
        keys = [match[1], *match[2].split("][")] if match else [name]
        levels += len(keys) - 1
        demand(len(keys) <= MAX_DEPTH, "ERR_BODY_TOO_DEEP")
        demand(levels <= MAX_VALUES, "ERR_TOO_MANY_KEYS")
        if not put(root, keys, value):
            put(root, [name], value)
    return {key: finish(member) for key, member in root.items()}


def put(branch, keys, value):
    """Puts a value where the keys lead to; whether they could be followed to their end."""
    key, *others = keys
    present = branch.get(key, Branch() if others else None)
    if others and isinstance(present, Branch):
        branch[key] = present
        return put(present, [others[0] or str(present.next_index), *others[1:]], value)
    if others not in ([], [""]):
        return False
    if isinstance(present, Branch) and present.is_list:
        present[str(present.next_index)] = value
    elif isinstance(present, list):
        present.append(value)
    else:
        branch[key] = value if present is None else [present, value]
    return True


def finish(value):
    if isinstance(value, list):
        return [finish(item) for item in value]
    if not isinstance(value, Branch):
        return value
    members = {key: finish(member) for key, member in value.items()}
    return [members[key] for key in sorted(members, key=int)] if value.is_list else members
