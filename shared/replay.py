"""Replays missed events from the event logs of their sources: `python -m shared.replay CONSUMER`.

It only puts events into the consumer's inbox; the consumer applies them in order while it runs, each once. `--check`
says whose database is of another moment than its sources', `--all` fills every consumer. Exit codes: 0 done, 1 refused
(unknown, nobody heard yet, a consumer ahead of its source), 2 wrong usage, 3 a database cannot be reached.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from shared import console, databases, service_databases
from shared.logs import configure_logs
from shared.messaging import event_log
from shared.messaging.call_audits import is_heard_by
from shared.messaging.events import Envelope
from shared.messaging.inbox import Inbox
from shared.settings import Settings, load_tool_settings
from shared.unit_of_work import clock

WORDS = Path(__file__).with_suffix(".yaml")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the event log's replay command line, and return its exit code."""
    given = sys.argv[1:] if arguments is None else list(arguments)
    texts = console.words(WORDS, given)
    parser = argparse.ArgumentParser(prog="python -m shared.replay", description=texts["description"])
    console.add_language(parser, texts)
    asked = parser.add_mutually_exclusive_group(required=True)
    asked.add_argument("consumer", nargs="?", help=texts["help_consumer"])
    asked.add_argument("--all", action="store_true", help=texts["help_all"])
    asked.add_argument("--check", action="store_true", help=texts["help_check"])
    parser.add_argument("--source", action="append", help=texts["help_source"])
    parser.add_argument("--organization", help=texts["help_organization"])
    options = parser.parse_args(given)
    return console.finish(lambda: _run(load_tool_settings(), options, texts), texts)


def _run(settings: Settings, options: argparse.Namespace, texts: console.Words) -> int:
    if options.consumer:
        return _replay(settings, options.consumer, options, texts)
    consumers = service_databases.with_inbox(settings)
    ahead = [each for consumer in consumers for each in _compare(settings, consumer, texts, check=options.check)]
    if options.check or ahead:
        # A replay could not heal it: what the listener knows, its source does not.
        return console.REFUSED if ahead else console.DONE
    done = [_replay(settings, consumer, options, texts) for consumer in consumers if _heard(settings, consumer)]
    return max(done, default=console.DONE)


def _heard(settings: Settings, consumer: str) -> list[str]:
    with service_databases.opened(settings, consumer) as engine, databases.reading(engine) as session:
        return event_log.sources_received(session)


def _compare(settings: Settings, consumer: str, texts: console.Words, *, check: bool) -> list[str]:
    """Print how far a listener is behind or ahead of each source's log; return the streams in which it is ahead."""
    found: list[str] = []
    with service_databases.opened(settings, consumer) as engine:
        for source in _heard(settings, consumer):
            # The listener first: it may go on meanwhile, and is not ahead for having heard what was told since.
            with databases.reading(engine) as session:
                applied = event_log.applied_numbers(session, source)
            with service_databases.opened(settings, source) as log, databases.reading(log) as session:
                told = event_log.last_numbers(session)
            heard = [key for key in told.keys() | applied.keys() if is_heard_by(consumer, key)]
            behind = sum(max(told.get(key, 0) - applied.get(key, 0), 0) for key in heard)
            beyond = sorted(key for key in heard if applied.get(key, 0) > told.get(key, 0))
            names = {"source": source, "consumer": consumer, "behind": behind, "ahead": len(beyond)}
            if beyond:
                console.warn(texts["ahead"].format(**names))
            elif check:
                console.say(texts["behind" if behind else "complete"].format(**names))
            found += [f"{source}:{key}" for key in beyond]
    return found


def _replay(settings: Settings, name: str, options: argparse.Namespace, texts: console.Words) -> int:
    with service_databases.opened(settings, name) as consumer:
        with databases.reading(consumer) as session:
            sources = options.source or event_log.sources_received(session)
        if not sources:
            console.warn(texts["never_heard"].format(consumer=name))
            return console.REFUSED
        inbox = Inbox(name, consumer, _applies_elsewhere, clock)
        for source in sources:
            with service_databases.opened(settings, source) as log:
                missing = _missing(consumer, source, log, options.organization)
                missing = {key: span for key, span in missing.items() if is_heard_by(name, key)}
                _fill(inbox, log, missing, {key: text.replace("{source}", source) for key, text in texts.items()})
    return console.DONE


def _missing(consumer: Engine, source: str, log: Engine, organization_id: str | None) -> dict[str, tuple[int, int]]:
    with databases.reading(consumer) as session:
        applied = event_log.applied_numbers(session, source)
    with databases.reading(log) as session:
        emitted = event_log.last_numbers(session, organization_id)
    return {key: (applied.get(key, 0), last) for key, last in emitted.items() if last > applied.get(key, 0)}


def _fill(inbox: Inbox, log: Engine, missing: dict[str, tuple[int, int]], texts: console.Words) -> None:
    total = sum(last - applied for applied, last in missing.values())
    progress = console.Progress(texts["filling"].replace("{consumer}", inbox.name), total)
    for key, (applied, _last) in missing.items():
        for batch in event_log.after(log, key, applied):
            inbox.receive(batch)
            progress.add(len(batch))
    console.say(texts["filled" if total else "complete"].format(consumer=inbox.name, total=progress.done))


def _applies_elsewhere(_session: Session, _item: Envelope) -> NoReturn:
    raise AssertionError("the consumer's own process applies its inbox")


if __name__ == "__main__":
    configure_logs("replay")
    sys.exit(main())
