"""Who sends a suggestion without a name stands in no table and no line of the log; the sender finds the answer."""

from typing import Any

from sqlalchemy import inspect, text

from shared.rights import COMMUNITY, Actor, Grant
from tests.expect import refused
from tests.log_lines import log_lines
from tests.scenarios.supervision import SupervisionScenario

SENDER, SECOND = "sender-of-it", "second-account-of-it"


def stored(scenario: SupervisionScenario) -> str:
    """Return every row of every table as text."""
    engine = scenario.executor.engine
    with engine.connect() as connection:
        names = inspect(connection).get_table_names()
        return repr([row for name in names for row in connection.execute(text(f'SELECT * FROM "{name}"'))])


def sent(scenario: SupervisionScenario, **more: Any) -> dict[str, Any]:
    """Hand in a suggestion by somebody who has two accounts."""
    for account_id in (SENDER, SECOND):
        grants = (Grant(COMMUNITY, "first"), Grant(COMMUNITY, "east", below=False))
        person = {"person_id": "person-of-it", "accounts": (SENDER, SECOND)}
        scenario.people[account_id] = Actor(account_id, f"{account_id} staff", grants, **person)
    return scenario.handed_in(who=SENDER, **more)


def test_a_sender_without_a_name_stands_nowhere(scenario: SupervisionScenario) -> None:
    with log_lines() as lines:
        suggestion = sent(scenario, named=False)
    kept = repr(lines) + stored(scenario)
    assert suggestion["id"] in kept
    assert "hand_in_suggestion" in kept
    assert not [name for name in (SENDER, "person-of-it") if name in kept]
    assert (suggestion["own"], suggestion["sender_name"], suggestion["from_organization_id"]) == (True, None, None)
    with log_lines() as lines:
        sent(scenario)
    assert all(SENDER in kept for kept in (repr(lines), stored(scenario)))


def test_the_sender_finds_the_answer_and_does_not_give_it_with_another_account(scenario: SupervisionScenario) -> None:
    suggestion = sent(scenario, named=False)
    for account in (SENDER, SECOND):
        with refused("own_suggestion"):
            scenario.do(account, "answer_suggestion", suggestion_id=suggestion["id"], answer="同意")
    scenario.do("east", "answer_suggestion", suggestion_id=suggestion["id"], answer="已办")
    for account in (SENDER, SECOND):
        (own,) = scenario.ask(account, "own_suggestions")["items"]
        assert (own["id"], own["answer"], own["own"]) == (suggestion["id"], "已办", True)
    assert scenario.ask("first", "own_suggestions")["items"] == []


def test_repeated_under_its_key_it_is_handed_in_once(scenario: SupervisionScenario) -> None:
    suggestion = sent(scenario, named=False)
    scenario.keys -= 1
    assert sent(scenario, named=False)["id"] == suggestion["id"]
    assert len(scenario.events("suggestion_handed_in")) == 1
