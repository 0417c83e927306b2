"""The operators' tool for parked events and dead letters: `python -m shared.parked list | show | replay | discard`.

Exit codes: 0 done, 1 refused (unknown, or still refused), 2 wrong usage, 3 a database or the broker cannot be reached.
"""

import argparse
import getpass
import json
import re
import sys
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from shared import console, databases, service_databases
from shared.errors import Invalid, NotFound
from shared.logs import configure_logs
from shared.messaging import dead_letters, parking
from shared.messaging.dead_letters import BrokerUnreachableError, DeadLetter
from shared.messaging.events import Envelope
from shared.messaging.outbox import Position
from shared.messaging.signatures import EventSignatures, SignatureRefusedError
from shared.settings import Settings, load_tool_settings
from shared.unit_of_work import clock, new_id

LONGEST_ERROR = 60


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the dead-letter tool's command line, and return its exit code."""
    given = sys.argv[1:] if arguments is None else list(arguments)
    said = console.words(Path(__file__).with_suffix(".yaml"), given)
    asked = _parser(said).parse_args(given)
    tool = {"list": _list, "show": _show, "replay": _decide, "discard": _decide}[asked.command]
    try:
        return console.finish(lambda: tool(load_tool_settings(), asked, said), said)
    except BrokerUnreachableError as error:
        console.warn(said["broker_unreachable"].format(error=error))
        return console.UNREACHABLE


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
        command.add_argument("position", type=_target, help=said["help_position"], **optional)  # type: ignore[arg-type]
        if name == "replay":
            command.add_argument("--all", action="store_true", help=said["help_all"])
        if name != "show":
            command.add_argument("--reason", required=True, help=said["help_reason"])
            command.add_argument("--by", default=getpass.getuser(), help=said["help_by"])
    return parser


def _target(text: str) -> Position | str:
    return text if re.fullmatch("[0-9a-f]{16}", text) else Position.parse(text)


def _services(settings: Settings, asked: argparse.Namespace) -> list[str]:
    return [asked.service] if asked.service else service_databases.with_inbox(settings)


def _list(settings: Settings, asked: argparse.Namespace, said: console.Words) -> int:
    found: list[dict[str, Any]] = []
    services = _services(settings, asked)
    for service in services:
        with service_databases.opened(settings, service) as engine, databases.reading(engine) as session:
            found.extend(_told(service, row) for row in parking.parked(session))
    try:
        found += [_told_letter(service, letter) for service in services for letter in _letters(settings, service)]
    finally:
        _say_found(found, asked, said)
    return console.DONE


def _say_found(found: list[dict[str, Any]], asked: argparse.Namespace, said: console.Words) -> None:
    if asked.json:
        console.say(json.dumps(found, ensure_ascii=False, indent=2))
    elif found:
        console.say(console.table(said["heads"].split("|"), [_line(item) for item in found]))
    else:
        console.say(said["none"])


def _letters(settings: Settings, service: str) -> list[DeadLetter]:
    # On the embedded host no message comes from outside, and there is no broker.
    return dead_letters.waiting(settings.amqp_uri, service) if settings.is_on_servers else []


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


def _told_letter(service: str, letter: DeadLetter) -> dict[str, Any]:
    # Its body may be forged: only what broker and consumer said of it is shown here.
    said = {name: letter.headers.get(name, "") for name in dead_letters.HEADERS.values()}
    return {
        "service": service,
        "position": letter.id,
        "source": letter.source,
        "organization_id": None,
        "sequence": None,
        "event": said[dead_letters.ROUTING_KEY],
        "attempts": 0,
        "since": said[dead_letters.SINCE],
        "behind": 0,
        "error": said[dead_letters.REASON],
    }


def _line(item: dict[str, Any]) -> list[object]:
    first = (item["error"] or "").partition("\n")[0]
    short = first if len(first) <= LONGEST_ERROR else first[: LONGEST_ERROR - 1] + "…"
    return [item[name] for name in ("service", "position", "event", "attempts", "since", "behind")] + [short]


def _show(settings: Settings, asked: argparse.Namespace, _said: console.Words) -> int:
    service = _holder(settings, asked)
    if isinstance(asked.position, str):
        letter = next(each for each in _letters(settings, service) if each.id == asked.position)
        shown = _told_letter(service, letter) | {"headers": letter.headers, "body": letter.text}
    else:
        with service_databases.opened(settings, service) as engine, databases.reading(engine) as session:
            row = parking.find(session, asked.position)
            shown = _told(service, row) | {"envelope": json.loads(row.envelope)}
    console.say(json.dumps(shown, ensure_ascii=False, indent=2))
    return console.DONE


def _decide(settings: Settings, asked: argparse.Namespace, said: console.Words) -> int:
    if not asked.reason.strip():
        raise Invalid("text_missing", field="reason", label="--reason")
    whole = asked.command == "replay" and asked.all
    if whole == (asked.position is not None) or (whole and not asked.service):
        console.warn(said["all_needs_service"])
        return 2
    service = asked.service if whole else _holder(settings, asked)
    if not isinstance(asked.position, str):
        with _deciding(settings, service) as session:
            for position in _all(session) if whole else [asked.position]:
                decide = {"replay": parking.replay, "discard": parking.discard}[asked.command]
                decide(session, position, _decision(asked))
                console.say(
                    said["replayed" if asked.command == "replay" else "discarded"].format(
                        service=service, position=position
                    )
                )
    if settings.is_on_servers and (whole or isinstance(asked.position, str)):
        return _decide_letters(settings, service, asked, said)
    return console.DONE


def _decision(asked: argparse.Namespace) -> parking.Decision:
    return parking.Decision(asked.by, asked.reason.strip(), clock(), new_id)


def _decide_letters(settings: Settings, service: str, asked: argparse.Namespace, said: console.Words) -> int:
    refused: list[DeadLetter] = []
    signatures = EventSignatures.from_settings(settings) if asked.command == "replay" else None

    def take(letter: DeadLetter, publish: Callable[[], None]) -> bool:
        if asked.position not in {None, letter.id}:
            return False
        try:
            with databases.transaction(engine) as session:
                dead_letters.record_decision(session, letter, asked.command, _decision(asked))
                if signatures is not None:
                    signatures.require(letter.body, letter.headers)
                    publish()
        except SignatureRefusedError as error:
            refused.append(letter)
            console.warn(said["letter_refused"].format(service=service, id=letter.id, error=error))
            return False
        console.say(said[f"letter_{asked.command}"].format(service=service, id=letter.id))
        return True

    with service_databases.opened(settings, service) as engine:
        dead_letters.sweep(settings.amqp_uri, service, take)
    return console.REFUSED if refused else console.DONE


@contextmanager
def _deciding(settings: Settings, service: str) -> Iterator[Session]:
    with service_databases.opened(settings, service) as engine, databases.transaction(engine) as session:
        yield session


def _all(session: Session) -> list[Position]:
    return [Position(row.source, row.partition_key, row.sequence) for row in parking.parked(session)]


def _holder(settings: Settings, asked: argparse.Namespace) -> str:
    holders = [service for service in _services(settings, asked) if asked.position in _held(settings, service, asked)]
    if not holders:
        raise NotFound("parked_event_unknown", position=str(asked.position))
    if len(holders) > 1:
        raise Invalid("parked_event_ambiguous", position=str(asked.position), services=", ".join(holders))
    return holders[0]


def _held(settings: Settings, service: str, asked: argparse.Namespace) -> Collection[Position | str]:
    with service_databases.opened(settings, service) as engine, databases.reading(engine) as session:
        if not isinstance(asked.position, str):
            return _all(session)
    return [letter.id for letter in _letters(settings, service)]


if __name__ == "__main__":
    configure_logs("parked")
    sys.exit(main())
