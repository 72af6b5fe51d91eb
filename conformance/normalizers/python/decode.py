"""From bytes to one object, as schemas/README.md has it."""
import re
from urllib.parse import unquote_plus

from form import nest, parameters
from json_text import BLANKS, MAX_KEYS, Refusal, check_limits, demand, parse_json

FORM, TEXT = "application/x-www-form-urlencoded", ("text/plain", "")
JSON = re.compile(r"application/([a-z0-9.-]+\+)?json|text/json")
CHARSET = re.compile(rf'charset[{BLANKS}]*=[{BLANKS}]*("?)(.*?)\1', re.DOTALL)
CHARSETS = dict.fromkeys(["utf-8", "utf8", "us-ascii", "ascii"], "utf-8")
FORM_CHARSETS = CHARSETS | dict.fromkeys(["iso-8859-1", "latin1"], "latin-1")


def decode_query(query, own_names):
    """The fields of a GET delivery, without the parameters that are the receiver's own."""
    parts = query.split("&")
    demand(len(parts) <= MAX_KEYS, "ERR_TOO_MANY_KEYS")
    fields = [part for part in parts if unquote_plus(part.partition("=")[0]) not in own_names]
    return complete(nest(parameters("&".join(fields), "utf-8")))


def decode_body(content_type, body):
    """The object that a body says, and whether it is written as JSON."""
    demand(body, "ERR_BODY_EMPTY")
    media_type, *attributes = [part.strip(BLANKS) for part in (content_type or "").lower().split(";")]
    is_json = JSON.fullmatch(media_type)
    demand(is_json or media_type in (FORM, *TEXT), "ERR_CONTENT_TYPE")
    given = [match[2] for match in map(CHARSET.fullmatch, attributes) if match] or ["utf-8"]
    charset = (FORM_CHARSETS if media_type == FORM else CHARSETS).get(given[0])
    demand(charset, "ERR_CHARSET")
    try:
        text = body.decode(charset).removeprefix("\ufeff").strip(BLANKS)
    except UnicodeDecodeError as error:
        raise Refusal("ERR_BODY_MALFORMED") from error
    demand(text, "ERR_BODY_EMPTY")
    if is_json or text[0] in "{[":
        return complete(parse_json(text)), True
    demand(media_type == FORM or "=" in text, "ERR_BODY_MALFORMED")
    fields = complete(nest(parameters(text, charset)))
    name, value = next(iter(fields.items()))
    if len(fields) == 1 and name.startswith("{") and value == "":
        return complete(parse_json(name)), True
    return fields, False


def complete(fields):
    demand(isinstance(fields, dict), "ERR_BODY_MALFORMED")
    demand(fields, "ERR_BODY_EMPTY")
    check_limits(fields)
    return fields
