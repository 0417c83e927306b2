"""`python -m tools.compare_openapi OLD.json NEW.json` lists what differs between two OpenAPI documents.

What a client of the API does not depend on is left out: `operationId`s, descriptions, the order in which an enumeration
lists its values, and the names of schemas, whose references are resolved before they are compared. It exits with 1
where anything else differs.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

LEFT_OUT = frozenset({"operationId", "description"})
ABSENT = "(absent)"


def differences(old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    """Return a line for every difference, each with its place in the document."""
    return list(_compare("", _resolved_document(old), _resolved_document(new)))


def _resolved_document(document: dict[str, Any]) -> dict[str, Any]:
    """Resolve references; the schemas themselves become the sorted set of their contents."""
    resolved: dict[str, Any] = _resolve(document, document, ())
    schemas = resolved.get("components", {}).pop("schemas", {})
    contents = {json.dumps(schema, ensure_ascii=False, sort_keys=True) for schema in schemas.values()}
    return resolved | {"schemas": dict.fromkeys(sorted(contents), "present")}


def _resolve(document: dict[str, Any], part: Any, within: tuple[str, ...]) -> Any:
    """Copy a part of a document; a schema that refers to one that it is within is cut there."""
    if isinstance(part, list):
        return [_resolve(document, item, within) for item in part]
    if not isinstance(part, dict):
        return part
    reference = part.get("$ref")
    if not isinstance(reference, str):
        # A property may be called `description`: only the text of that name is one.
        kept = {name: value for name, value in part.items() if not (name in LEFT_OUT and isinstance(value, str))}
        if isinstance(kept.get("enum"), list):
            kept["enum"] = sorted(kept["enum"], key=str)
        return {name: _resolve(document, value, within) for name, value in kept.items()}
    if reference in within:
        return {"within": len(within) - within.index(reference)}
    target: Any = document
    for step in reference.removeprefix("#/").split("/"):
        target = target[step]
    return _resolve(document, target, (*within, reference))


def _compare(place: str, old: Any, new: Any) -> Iterator[str]:
    if isinstance(old, dict) and isinstance(new, dict):
        for name in sorted({*old, *new}):
            yield from _compare(f"{place} > {name}", old.get(name, ABSENT), new.get(name, ABSENT))
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for number, (before, after) in enumerate(zip(old, new, strict=True)):
            yield from _compare(f"{place} > {number}", before, after)
    elif old != new or type(old) is not type(new):
        yield f"{place.removeprefix(' > ')}: {_shown(old)} -> {_shown(new)}"


def _shown(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)[:200]


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the differences of two files and return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("old", type=Path)
    parser.add_argument("new", type=Path)
    parsed = parser.parse_args(arguments)
    found = differences(json.loads(parsed.old.read_text("utf-8")), json.loads(parsed.new.read_text("utf-8")))
    print(*found, f"{len(found)} differences", sep="\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
