"""Every field of every body is given what no field should break on: each is taken, or refused in words."""

from collections.abc import Iterator

import pytest

from services import service_names
from tests.gateway.api_scenario import ApiScenario, build
from tests.gateway.app_harness import app_harness
from tests.gateway.conftest import PLENTY
from tests.gateway.operations import HIDDEN, RARE, Operation, operations, send

pytestmark = pytest.mark.slow

WRITTEN = [each for each in operations() if each.policy.media == "application/json" and not each.policy.public]
NEVER = [text for how, text in HIDDEN.items() if how != "line break"]
ODD = [RARE, "٣", "ﬁ", "0x10", "1e3", "-0", "'; DROP TABLE account; --", "🇨", "9999-12-31", "0001-01-01", "x" * 5000]


@pytest.fixture(scope="module")
def disposable_scenario(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ApiScenario]:
    """Yield a scenario of this module's own, for some of what is asked is done."""
    with app_harness(tmp_path_factory.mktemp("disposable_scenario"), *service_names(), **PLENTY) as opened:
        yield build(opened)


@pytest.mark.parametrize("operation", WRITTEN, ids=str)
def test_no_text_breaks_a_field(disposable_scenario: ApiScenario, operation: Operation) -> None:
    for name in _texts_of(disposable_scenario, operation):
        for text in [*NEVER, *ODD]:
            answer = send(disposable_scenario, disposable_scenario.people["district"], operation, changed={name: text})
            assert answer.status_code < 500, (name, text)
            assert answer.status_code >= 400 or text not in NEVER, (name, text)


@pytest.mark.parametrize("operation", WRITTEN, ids=str)
def test_no_value_of_another_kind_breaks_a_field(disposable_scenario: ApiScenario, operation: Operation) -> None:
    for name in operation.body(disposable_scenario.ids):
        for value in (None, True, 0, -1, 2**31, 2**63, 1e300, [], [None], {}, {"a": {"b": []}}, ["x"] * 1000):
            answer = send(disposable_scenario, disposable_scenario.people["district"], operation, changed={name: value})
            assert answer.status_code < 500, (name, value)


def _texts_of(api: ApiScenario, operation: Operation) -> list[str]:
    return [name for name, value in operation.body(api.ids).items() if isinstance(value, str)]
