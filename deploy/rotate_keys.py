"""Brings what the databases hold under the first keys of lists: `python -m deploy.rotate_keys`.

Encrypted columns are encrypted anew under the first key of SANJI_FIELD_KEY, and the pseudonyms of whoever handed in a
suggestion without a name are derived anew from that of SANJI_CALL_KEY.

It may run, and be run again, while everything else runs. Exit codes: 0 nothing is left under another key, 1 something
is, 2 wrong usage, 3 a database cannot be reached.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import Engine, FromClause, Table, select, update

from gateway.accounts.model import Account, metadata
from services import service_class, service_names
from services.supervision.model import Suggestion
from shared import console, databases, service_databases
from shared.encrypted_columns import count_stale, encrypt_rows, stale, with_encryption
from shared.field_encryption import FieldCipher
from shared.logs import configure_logs
from shared.service import encrypted_tables, needs_cipher
from shared.settings import Settings, load_tool_settings
from shared.unit_of_work import pseudonym

WORDS = Path(__file__).with_suffix(".yaml")
PASSES = 3
"""How often the tables are gone through at most: processes under another key would keep it going for ever."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the rotation's command line, and return its exit code."""
    given = sys.argv[1:] if arguments is None else list(arguments)
    texts = console.words(WORDS, given)
    parser = argparse.ArgumentParser(prog="python -m deploy.rotate_keys", description=texts["description"])
    console.add_language(parser, texts)
    parser.add_argument("--check", action="store_true", help=texts["help_check"])
    options = parser.parse_args(given)
    return console.finish(lambda: _rotate(load_tool_settings(), texts, changes=not options.check), texts)


def tables_by_process() -> dict[str, list[Table]]:
    """Return the tables with encrypted columns of each process that has any."""
    services = {name: service_class(name) for name in service_names()}
    own = {name: encrypted_tables(found) for name, found in services.items() if needs_cipher(found)}
    return own | {"gateway": with_encryption(metadata.tables.values())}


def _rotate(settings: Settings, texts: console.Words, *, changes: bool) -> int:
    cipher, left = FieldCipher(settings.field_key), _rename(settings, texts, changes=changes)
    for name, tables in tables_by_process().items():
        with service_databases.opened(settings, name) as engine:
            # A command may copy what is encrypted from a table that waits into one that is done.
            for _ in range(PASSES if changes else 0):
                if not sum(_encrypt(engine, table, cipher, texts["encrypting"]) for table in tables):
                    break
            for table in tables:
                number = count_stale(engine, table, cipher)
                console.say(texts["left" if number else "none_left"].format(place=_named(engine, table), left=number))
                left += number
    return console.REFUSED if left else console.DONE


def _encrypt(engine: Engine, table: Table, cipher: FieldCipher, text: str) -> int:
    """Encrypt a table's rows under the first key, and return how many there were."""
    total = count_stale(engine, table, cipher)
    if total:
        progress = console.Progress(text.replace("{place}", _named(engine, table)), total)
        for number in encrypt_rows(engine, table, cipher, stale(table, cipher)):
            progress.add(number)
    return total


def _rename(settings: Settings, texts: console.Words, *, changes: bool) -> int:
    """Derive the pseudonyms of senders from the first key; return how many are another key's."""
    with service_databases.opened(settings, "gateway") as engine, databases.reading(engine) as session:
        accounts = session.scalars(select(Account.id)).all()
    first, *former = settings.call_keys
    newest = {pseudonym(first, account_id) for account_id in accounts}
    renamed = {pseudonym(key, account_id): pseudonym(first, account_id) for key in former for account_id in accounts}
    sender = Suggestion.sender_id
    with service_databases.opened(settings, "supervision") as engine, databases.transaction(engine) as session:
        present = set(session.scalars(select(sender).where(~Suggestion.named).distinct()))
        for before in present & renamed.keys() if changes else ():
            session.execute(update(Suggestion).where(sender == before).values(sender_id=renamed[before]))
        left = len(present - newest - (renamed.keys() if changes else set()))
        console.say(
            texts["left" if left else "none_left"].format(place=_named(engine, Suggestion.__table__), left=left)
        )
    return left


def _named(engine: Engine, table: FromClause) -> str:
    return f"{Path(str(engine.url.database)).stem}.{table}"


if __name__ == "__main__":
    configure_logs("rotate-keys")
    sys.exit(main())
