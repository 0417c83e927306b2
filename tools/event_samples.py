"""One message of every version of every event, kept for good: `python -m tools.event_samples` adds what is missing.

A version is never changed and never removed: somewhere an outbox holds messages of it, and a replay will bring them.
"""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import msgspec
from msgspec import inspect

from shared.events import all_events
from shared.messaging.events import Envelope, Event, envelope
from shared.struct_types import prepared

FOLDER = Path(__file__).parents[1] / "tests" / "docs" / "samples"
DAY = date(2026, 3, 2)
MOMENT = datetime(2026, 3, 2, 1, 2, 3, tzinfo=UTC)
LIKELY: dict[str, Any] = {
    "level": "community",
    "party_form": "branch",
    "division_code": "990203001",
    "name": "示例社区",
    "title": "示例",
    "tier": "advanced",
    "period": "2026",
    "year": 2026,
    "member_class": "ordinary",
    "post": "书记",
    "lead_post": "书记",
    "category": "lecture_halls",
    "outcomes": {"opened": 2},
    "records": {"projects": "carry"},
}
OF_SOURCE: dict[str, dict[str, Any]] = {
    "organizations": {"status": "full", "kind": "party", "state": "done"},
    "projects": {"status": "approved", "kind": "secretary_project"},
    "activities": {"status": "held", "kind": "theme_day", "mode": "fixed", "outcome": "passed", "item": "venue"},
    "demonstration_points": {"status": "building", "kind": "point", "scope": "district", "reach": "street"}
    | {"bookable": ["tue_am"]},
    "meetings": {"status": "held", "kind": "commendation", "giver_level": "city", "quarter": "2026Q1"},
    "member_points": {
        "status": "published",
        "source": "derived",
        "group_kind": "base",
        "about": "year",
        "state": "done",
    },
    "supervision": {
        "status": "open",
        "kind": "regular",
        "quarter": "2026Q1",
        "severity": "general",
        "origin": "inspection",
        "about": "burden",
        "side": "unit",
        "proposed": "rectification_notice",
        "outcome": "held",
    },
    "appraisals": {"status": "published", "level": "street", "item": "brand", "band": "good", "digest": "0" * 64},
    "observation_visits": {
        "status": "held",
        "kind": "internal",
        "period": "2026Q1",
        "score": "92.50",
        "side": "host",
        "decision": "rejected",
        "outcome": "proposed",
    },
}


def versions(event: type[Event]) -> list[Path]:
    """Return the files of an event's versions, oldest first."""
    folder = FOLDER / event.source / event.name
    return sorted(folder.glob("v*.json"), key=lambda path: int(path.stem[1:]))


def sample(event: type[Event]) -> Event:
    """Make up an event with every field filled."""
    made = _struct(inspect.type_info(event), event.source)
    return msgspec.convert(made, prepared(event))


def shape(value: Any) -> Any:
    """Return what fields a JSON document has, whatever is in them."""
    if isinstance(value, dict):
        return {name: shape(inner) for name, inner in value.items()}
    return [shape(inner) for inner in value[:1]] if isinstance(value, list) else None


def message(event: type[Event]) -> bytes:
    """Return the sample of today's version as it would travel."""
    made = envelope(
        sample(event), id="00000000-0000-4000-8000-000000000001", time=MOMENT, number=1, correlationid="c-1"
    )
    return msgspec.json.format(made.encode(), indent=2) + b"\n"


def is_covered(event: type[Event]) -> bool:
    """Return whether the newest kept version has exactly today's fields."""
    kept = versions(event)
    return bool(kept) and shape(_data(kept[-1].read_bytes())) == shape(_data(message(event)))


def main() -> None:
    """Add a version for every event that has none, or whose fields have grown since the last."""
    for event in all_events():
        if not is_covered(event):
            path = FOLDER / event.source / event.name / f"v{len(versions(event)) + 1}.json"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(message(event))
            print(path.relative_to(FOLDER))


def _data(text: bytes) -> Any:
    return json.loads(bytes(Envelope.decode(text).data))


def _struct(info: Any, source: str) -> dict[str, Any]:
    return {field.encode_name: _value(field.name, field.type, source) for field in info.fields}


def _value(name: str, info: Any, source: str) -> Any:
    likely = LIKELY | OF_SOURCE.get(source, {})
    if name in likely:
        return likely[name]
    made: dict[type, Callable[[], Any]] = {
        inspect.StrType: lambda: f"{name.removesuffix('_id')}-1" if name.endswith("_id") else "示例",
        inspect.IntType: lambda: 1,
        inspect.FloatType: lambda: 118.0,
        inspect.BoolType: lambda: False,
        inspect.DateType: DAY.isoformat,
        inspect.DateTimeType: MOMENT.isoformat,
        inspect.StructType: lambda: _struct(info, source),
        inspect.VarTupleType: lambda: [_value(name, info.item_type, source)],
        inspect.DictType: lambda: {"key": _value(name, info.value_type, source)},
        inspect.UnionType: lambda: _value(name, _filled(info), source),
    }
    return made[type(info)]()


def _filled(info: Any) -> Any:
    return next(option for option in info.types if not isinstance(option, inspect.NoneType))


if __name__ == "__main__":
    main()
