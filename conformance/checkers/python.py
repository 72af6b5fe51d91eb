"""Judges the schema vectors with jsonschema (apt-get install python3-jsonschema).

Run: python3 python.py SCHEMAS_DIR VECTORS_FILE
"""

import json
import sys
from importlib.metadata import version
from pathlib import Path

try:
    from jsonschema import Draft7Validator
except ImportError as error:
    print(f"{error}; install python3-jsonschema", file=sys.stderr)
    sys.exit(2)


def read_json(path):
    return json.loads(path.read_text(encoding="utf-8"))


def judge(schemas_dir, vectors_file):
    """Prints the vectors judged wrongly; returns how many were judged, and how many of them wrongly."""
    vectors = wrong = 0
    for case in read_json(vectors_file)["cases"]:
        validator = Draft7Validator(read_json(schemas_dir / case["schema"]))
        for test in case["tests"]:
            vectors += 1
            if validator.is_valid(test["data"]) != test["valid"]:
                wrong += 1
                print(f"wrong: {case['schema']}: {test['name']}")
    return vectors, wrong


def main():
    if len(sys.argv) != 3:
        print("usage: python3 python.py SCHEMAS_DIR VECTORS_FILE", file=sys.stderr)
        return 2
    try:
        vectors, wrong = judge(*map(Path, sys.argv[1:]))
    except OSError as error:
        print(error, file=sys.stderr)
        return 2
    validator = f"jsonschema {version('jsonschema')}"
    print(json.dumps({"language": "Python", "validator": validator, "vectors": vectors, "wrong": wrong}))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
