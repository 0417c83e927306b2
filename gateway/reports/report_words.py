"""The words that people type in a report, beside its figures."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

WRITTEN = ("text", "account_name", "recorded_at", "version")


def fill_in(report: Mapping[str, Any], written: Iterable[Mapping[str, Any]]) -> None:
    """Put the words that stand at its slots into a report, with whose they are and since when."""
    at = {each["slot"]: each for each in written}
    for words in words_of(report):
        if words["slot"] in at:
            found = at[words["slot"]]
            words.update({name: found[name] for name in WRITTEN}, text_id=found["id"])


def words_of(report: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield every slot at which people write in a report."""
    yield from report["words"]
    for section in report["sections"]:
        yield from section["words"]
