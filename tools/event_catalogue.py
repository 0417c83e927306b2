"""Write the catalogue of events from their classes: `python -m tools.event_catalogue`.

`docs/events.md` is for people, `docs/asyncapi.json` for programs; a test fails when either is stale.
"""

import inspect
import json
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from shared.events import all_events
from shared.messaging import call_audits
from shared.messaging.events import Event
from tools import asyncapi

ROOT = Path(__file__).parents[1]
INTRODUCTION = """\
# 事件目录 · The events

各服务对外讲述的全部事实。本文件由事件类生成（`python -m tools.event_catalogue`），请勿手改。

What the services tell, generated from the event classes. The same as AsyncAPI 3.0, for programs: `asyncapi.json`.

## How they travel

Any AMQP client may listen: bind a queue to the topic exchange `<service>.events` with the event's name as routing key.
The body is a CloudEvents 1.0 document in JSON. `source` is `/services/<service>`, `type` is `sanji.<service>.<event>`,
and `data` has the fields below.

- **Nothing is lost**, so a message may come twice: know it by `source`, `partitionkey` and `sequence`.
- **In order**: `sequence` counts from 1 without gaps for each `source` and `partitionkey`. Each event says below whose
  order it keeps. Messages may overtake each other on the way: apply number *n* after *n* − 1.
- **Events only grow**: new fields have defaults, unknown fields are to be ignored, a changed meaning is a new event.
- **Told late**: `effective_on` is the day from which what an event tells holds; null means the day it is told. A record
  that passed to another organization is there from that day on, and names in `from_organization_id` whose it was.
- `correlationid` joins everything that one request brought about, `causationid` names the event that caused this one,
  `traceparent` is W3C trace context.
- No event carries a person's name, identity number, phone or birthday; only [audit events](#audit-events)
  name who holds the account.
"""


def main() -> int:
    """Write `docs/events.md` and `docs/asyncapi.json`."""
    events = all_events()
    (ROOT / "docs" / "events.md").write_text(markdown(events), "utf-8")
    (ROOT / "docs" / "asyncapi.json").write_text(document(events), "utf-8")
    return 0


def document(events: Sequence[type[Event]]) -> str:
    """Return the text of `docs/asyncapi.json`."""
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    return json.dumps(asyncapi.document(events, version=version), ensure_ascii=False, indent=2) + "\n"


def markdown(events: Sequence[type[Event]]) -> str:
    """Return the text of `docs/events.md`."""
    schemas = asyncapi.schemas([*events, call_audits.CallAudited])
    parts = [INTRODUCTION]
    for source in dict.fromkeys(event.source for event in events):
        told = [event for event in events if event.source == source]
        module = sys.modules[told[0].__module__]
        parts.append(f"## {source}\n\nExchange `{source}.events`. {inspect.getdoc(module)}\n")
        parts += [_event(event, schemas[event.__name__]) for event in told]
    parts += [f"## Audit events\n\nOn every service's exchange. {inspect.getdoc(call_audits)}\n"]
    parts.append(_event(call_audits.CallAudited, schemas["CallAudited"]))
    contained = schemas.keys() - {event.__name__ for event in events} - {"Envelope", "CallAudited"}
    parts.append("## What they contain\n")
    parts += [f"### {name}\n\n{_fields(schemas[name])}" for name in sorted(contained)]
    return "\n".join(parts)


def _event(event: type[Event], schema: dict[str, Any]) -> str:
    order = event.in_order_of.removesuffix("_id").replace("_", " ")
    head = f"### {event.name}\n\n`{event.__name__}`, in the order of its {order} (`{event.in_order_of}`)."
    return f"{head}\n\n{_fields(schema)}"


def _fields(schema: dict[str, Any]) -> str:
    rows = [
        f"| `{name}` | {_type(field)} | {_default(name, field, schema)} |"
        for name, field in schema["properties"].items()
    ]
    lines = [schema.get("description", ""), "", "| field | type | if left out |", "|---|---|---|", *rows, ""]
    return "\n".join(lines)


def _type(field: dict[str, Any]) -> str:
    if "$ref" in field:
        name = field["$ref"].rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    if "anyOf" in field:
        return " or ".join(_type(option) for option in field["anyOf"])
    if field["type"] == "array":
        return f"list of {_type(field['items'])}"
    if field["type"] == "object":
        return f"map to {_type(field['additionalProperties'])}"
    return str(field.get("format", field["type"]))


def _default(name: str, field: dict[str, Any], schema: dict[str, Any]) -> str:
    if name in schema.get("required", ()):
        return "never"
    return f"`{json.dumps(field['default'], ensure_ascii=False)}`" if "default" in field else "empty"


if __name__ == "__main__":
    sys.exit(main())
