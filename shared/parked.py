"""The operators' tool for parked events: `python -m shared.parked list | show | replay | discard`.

Exit codes: 0 done, 1 refused (not parked, unknown), 2 wrong usage, 3 a database cannot be reached.
"""

import argparse
import getpass
import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from shared import console, databases, service_databases
from shared.errors import Invalid, NotFound
from shared.logs import configure_logs
from shared.messaging import parking
from shared.messaging.events import Envelope
from shared.messaging.outbox import Position
from shared.settings import Settings, load_tool_settings
from shared.unit_of_work import clock, new_id

LONGEST_ERROR = 60


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the dead-letter tool's command line, and return its exit code."""
    given = sys.argv[1:] if arguments is None else list(arguments)
    said = console.words(Path(__file__).with_suffix(".yaml"), given)
    asked = _parser(said).parse_args(given)
    tool = {"list": _list, "show": _show, "replay": _decide, "discard": _decide}[asked.command]
    return console.finish(lambda: tool(load_tool_settings(), asked, said), said)


def _parser(said: console.Words) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m shared.parked", description=said["description"])
    console.add_language(parser, said)
    commands = parser.add_subparsers(dest="command", required=True, metavar="list|show|replay|discard")
    for name in ("list", "show", "replay", "discard"):
        command = commands.add_parser(name, help=said[f"help_{name}"], description=said[f"help_{name}"])
        command.add_argument("--service", help=said["help_service"])
        console.add_language(command, said)
        if name == "list":
            command.add_argument("--json", action="store_true", help=said["help_json"])
            continue
        optional = {"nargs": "?"} if name == "replay" else {}
        command.add_argument("position", type=Position.parse, help=said["help_position"], **optional)  # type: ignore[arg-type]
        if name == "replay":
            command.add_argument("--all", action="store_true", help=said["help_all"])
        if name != "show":
            command.add_argument("--reason", required=True, help=said["help_reason"])
            command.add_argument("--by", default=getpass.getuser(), help=said["help_by"])
    return parser


def _services(settings: Settings, asked: argparse.Namespace) -> list[str]:
    return [asked.service] if asked.service else service_databases.with_inbox(settings)


def _list(settings: Settings, asked: argparse.Namespace, said: console.Words) -> int:
    found: list[dict[str, Any]] = []
    for service in _services(settings, asked):
        with service_databases.opened(settings, service) as engine, databases.reading(engine) as session:
            found.extend(_told(service, row) for row in parking.parked(session))
    if asked.json:
        console.say(json.dumps(found, ensure_ascii=False, indent=2))
    elif found:
        console.say(console.table(said["heads"].split("|"), [_line(item) for item in found]))
    else:
        console.say(said["none"])
    return console.DONE


def _told(service: str, row: Any) -> dict[str, Any]:
    return {
        "service": service,
        "position": str(Position(row.source, row.partition_key, row.sequence)),
        "source": row.source,
        "organization_id": row.partition_key,
        "sequence": row.sequence,
        "event": Envelope.decode(row.envelope).event_name,
        "attempts": row.attempts,
        "since": f"{row.parked_at:%Y-%m-%dT%H:%M:%SZ}",
        "behind": row.behind,
        "error": row.error,
    }


def _line(item: dict[str, Any]) -> list[object]:
    first = (item["error"] or "").partition("\n")[0]
    short = first if len(first) <= LONGEST_ERROR else first[: LONGEST_ERROR - 1] + "…"
    return [item[name] for name in ("service", "position", "event", "attempts", "since", "behind")] + [short]


def _show(settings: Settings, asked: argparse.Namespace, _said: console.Words) -> int:
    service = _holder(settings, asked)
    with service_databases.opened(settings, service) as engine, databases.reading(engine) as session:
        row = parking.find(session, asked.position)
        console.say(
            json.dumps(_told(service, row) | {"envelope": json.loads(row.envelope)}, ensure_ascii=False, indent=2)
        )
    return console.DONE


def _decide(settings: Settings, asked: argparse.Namespace, said: console.Words) -> int:
    if not asked.reason.strip():
        raise Invalid("text_missing", field="reason", label="--reason")
    whole = asked.command == "replay" and asked.all
    if whole == (asked.position is not None) or (whole and not asked.service):
        console.warn(said["all_needs_service"])
        return 2
    decision = parking.Decision(asked.by, asked.reason.strip(), clock(), new_id)
    service = asked.service if whole else _holder(settings, asked)
    with _deciding(settings, service) as session:
        for position in _all(session) if whole else [asked.position]:
            {"replay": parking.replay, "discard": parking.discard}[asked.command](session, position, decision)
            console.say(
                said["replayed" if asked.command == "replay" else "discarded"].format(
                    service=service, position=position
                )
            )
    return console.DONE


@contextmanager
def _deciding(settings: Settings, service: str) -> Iterator[Session]:
    with service_databases.opened(settings, service) as engine, databases.transaction(engine) as session:
        yield session


def _all(session: Session) -> list[Position]:
    return [Position(row.source, row.partition_key, row.sequence) for row in parking.parked(session)]


def _holder(settings: Settings, asked: argparse.Namespace) -> str:
    holders = []
    for service in _services(settings, asked):
        with service_databases.opened(settings, service) as engine, databases.reading(engine) as session:
            holders += [service for position in _all(session) if position == asked.position]
    if not holders:
        raise NotFound("parked_event_unknown", position=str(asked.position))
    if len(holders) > 1:
        raise Invalid("parked_event_ambiguous", position=str(asked.position), services=", ".join(holders))
    return holders[0]


if __name__ == "__main__":
    configure_logs("parked")
    sys.exit(main())
