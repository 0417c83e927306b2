"""Replays missed events from the event logs of their sources: `python -m shared.replay CONSUMER`.

It only puts events into the consumer's inbox; the consumer applies them in order while it runs, each once. Exit codes:
0 done, 1 refused (unknown, nobody heard yet), 2 wrong usage, 3 a database cannot be reached.
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
    parser.add_argument("consumer", help=texts["help_consumer"])
    parser.add_argument("--source", action="append", help=texts["help_source"])
    parser.add_argument("--organization", help=texts["help_organization"])
    options = parser.parse_args(given)
    return console.finish(lambda: _replay(load_tool_settings(), options, texts), texts)


def _replay(settings: Settings, options: argparse.Namespace, texts: console.Words) -> int:
    with service_databases.opened(settings, options.consumer) as consumer:
        with databases.reading(consumer) as session:
            sources = options.source or event_log.sources_received(session)
        if not sources:
            console.warn(texts["never_heard"].format(consumer=options.consumer))
            return console.REFUSED
        inbox = Inbox(options.consumer, consumer, _applies_elsewhere, clock)
        for source in sources:
            with service_databases.opened(settings, source) as log:
                missing = _missing(consumer, source, log, options.organization)
                missing = {key: span for key, span in missing.items() if is_heard_by(options.consumer, key)}
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
