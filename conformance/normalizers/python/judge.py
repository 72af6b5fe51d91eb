"""Judges receive.py by the decode vectors: python3 judge.py SCHEMAS_DIR DECODE_VECTORS"""
import base64
import json
import sys
from importlib.metadata import version
from pathlib import Path

from json_text import Refusal, canonical

try:
    from receive import receive
except ImportError as error:
    print(f"{error}: install python3-jsonschema", file=sys.stderr)
    sys.exit(2)


def load_schemas(folder):
    """The schemas of a provider's events, by event."""
    files = [path for path in folder.glob("*.schema.json") if ".reply." not in path.name]
    schemas = [json.loads(path.read_text("utf-8")) for path in files]
    return {schema["title"][0].lower() + schema["title"][1:]: schema for schema in schemas}


def outcome(vector, schemas):
    head = [vector[part] for part in ("method", "path", "query", "contentType")]
    body = base64.b64decode(vector["bodyBase64"] or "")
    options = {**vector["options"]}
    if secret := options.pop("secret", None):
        options["secret_name"] = secret["query"]
    try:
        return receive(schemas, vector["provider"], head, body, **options)
    except Refusal as refusal:
        return {"status": refusal.status, "code": refusal.code}


def main(schemas_dir, vectors_file):
    vectors = json.loads(Path(vectors_file).read_text("utf-8"))["vectors"]
    schemas = {name: load_schemas(Path(schemas_dir, name)) for name in {one["provider"] for one in vectors}}
    wrong = 0
    for vector in vectors:
        found = canonical(outcome(vector, schemas[vector["provider"]]))
        if found != canonical(vector["expect"]):
            wrong += 1
            print(f"wrong: {vector['provider']}: {vector['name']}: {found[:200]}")
    validator = f"jsonschema {version('jsonschema')}"
    print(json.dumps({"language": "Python", "validator": validator, "vectors": len(vectors), "wrong": wrong}))
    return 1 if wrong else 0


if __name__ == "__main__":
    if len(sys.argv) != 3 or not (Path(sys.argv[1]).is_dir() and Path(sys.argv[2]).is_file()):
        print(__doc__, file=sys.stderr)
        sys.exit(2)
    sys.exit(main(*sys.argv[1:]))
