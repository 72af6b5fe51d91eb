"""JSON as schemas/README.md reads and writes it: within limits, and canonical (RFC 8785)."""
import json
from decimal import Decimal
from math import isfinite

MAX_DEPTH, MAX_KEYS, MAX_VALUES = 32, 1000, 5000
BLANKS = "\t\n\r "
STATUSES = {"ERR_NOT_FOUND": 404, "ERR_METHOD_NOT_ALLOWED": 405, "ERR_CONTENT_TYPE": 415, "ERR_CHARSET": 415,
            "ERR_UNIDENTIFIED": 422, "ERR_PAYLOAD_INVALID": 422}


class Refusal(Exception):
    """A delivery that is no event: the code, and the status to answer with."""

    def __init__(self, code):
        super().__init__(code)
        self.code, self.status = code, STATUSES.get(code, 400)


def demand(holds, code):
    if not holds:
        raise Refusal(code)


def parse_json(text):
    """What a JSON text says, within the limits."""
    try:
        value = json.loads(text, parse_constant=int, parse_int=parse_int)  # int refuses NaN and Infinity
    except (ValueError, RecursionError) as error:
        is_deep = isinstance(error, RecursionError)
        raise Refusal("ERR_BODY_TOO_DEEP" if is_deep else "ERR_BODY_MALFORMED") from error
    check_limits(value)
    return value


def parse_int(digits):
    """Beyond all that a float can hold, infinity."""
    return int(digits) if len(digits) < 300 else float(digits)


def check_limits(value):
    level, count = [value], 1
    for depth in range(MAX_DEPTH + 1):
        objects = [one for one in level if isinstance(one, dict)]
        for one in objects:
            demand(len(one) <= MAX_KEYS, "ERR_TOO_MANY_KEYS")
            constructor = one.get("constructor")
            is_attack = isinstance(constructor, dict) and "prototype" in constructor
            demand("__proto__" not in one and not is_attack, "ERR_PROTOTYPE_KEY")
        lists = [one for one in level if isinstance(one, list)]
        demand(depth < MAX_DEPTH or not (objects or lists), "ERR_BODY_TOO_DEEP")
        level = [member for one in [*lists, *(one.values() for one in objects)] for member in one]
        count += len(level)
        demand(count <= MAX_VALUES, "ERR_TOO_MANY_KEYS")


def pointer(path, key):
    """The JSON Pointer (RFC 6901) of a member."""
    return f"{path}/{str(key).replace('~', '~0').replace('/', '~1')}"


def canonical(value):
    """The one text that everybody writes for a value."""
    if isinstance(value, dict):
        names = sorted(value, key=lambda name: name.encode("utf-16-be", "surrogatepass"))
        return "{" + ",".join(f"{canonical(name)}:{canonical(value[name])}" for name in names) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(canonical, value)) + "]"
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return number_text(value)
    return json.dumps(value, ensure_ascii=False)


def number_text(value):
    """As ECMAScript writes it: the shortest decimal, an exponent below 1e-6 and from 1e21 on; null for infinity."""
    if not isfinite(float(value)):
        return "null"
    if value == 0:
        return "0"
    shortest = repr(float(value))
    if 1e-6 <= abs(value) < 1e21:
        return format(Decimal(shortest), "f").removesuffix(".0")
    return shortest.replace("e-0", "e-")
