"""Nine in ten ordinary wordings of what is held are recognised, and nothing that is not held is refused."""

from pathlib import Path
from typing import Any

import msgspec
import pytest

from gateway.projections.indicators import indicators
from services.supervision.model.known_data import held_as, held_facts

WORDINGS: dict[str, dict[str, Any]] = msgspec.yaml.decode((Path(__file__).parent / "wordings.yaml").read_text("utf-8"))


def missed(held: dict[str, list[str]]) -> dict[str, str | None]:
    """Wordings of held facts that are taken for new ones, or for another fact."""
    found = {name: held_as(name) for name in held}
    return {name: fact and fact.code for name, fact in found.items() if fact is None or fact.code not in held[name]}


@pytest.mark.parametrize("part", sorted(WORDINGS))
def test_nine_in_ten_ordinary_wordings_of_what_is_held_are_recognised(part: str) -> None:
    held = WORDINGS[part]["held"]
    assert len(missed(held)) <= len(held) // 10, missed(held)


@pytest.mark.parametrize("part", sorted(WORDINGS))
def test_nothing_that_the_platform_does_not_hold_is_refused(part: str) -> None:
    assert {name: fact.code for name in WORDINGS[part]["new"] if (fact := held_as(name))} == {}


def test_every_name_of_a_held_fact_is_recognised_by_its_words_as_that_fact() -> None:
    for fact in held_facts():
        found = held_as(f"今年{fact.zh}的情况")
        assert getattr(found, "code", None) == fact.code, fact.zh


def test_there_are_enough_wordings_and_a_third_of_them_was_held_out() -> None:
    assert all(len(names) >= 40 for names in WORDINGS["built_on"].values())
    for kind in ("held", "new"):
        assert len(WORDINGS["held_out"][kind]) * 2.3 >= len(WORDINGS["built_on"][kind])


def test_every_figure_of_persons_is_found_by_a_name_that_asks_how_many_persons_and_no_other_figure_is() -> None:
    persons = {one.code for one in indicators().by_code.values() if one.unit.zh in {"人", "名", "人次"}}
    asked = {one.code: held_as(f"{one.zh}人数") for one in indicators().by_code.values()}
    found = {code for code, fact in asked.items() if fact is not None}
    # One transfer is one person, exemplars are persons as a rule, and one name says 人数 itself.
    assert found == persons | {"exemplars", "transfers_open", "resolutions_without_quorum"}
