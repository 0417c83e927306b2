"""One filled district for all that is asked about rights."""

from collections.abc import Iterator

import pytest

from services import service_names
from tests.gateway.api_scenario import ApiScenario, build
from tests.gateway.app_harness import app_harness
from tests.gateway.conftest import PLENTY
from tests.rights.relations import Crowd


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ApiScenario]:
    """Two districts with a record of every kind in one of them."""
    with app_harness(tmp_path_factory.mktemp("rights"), *service_names(), **PLENTY) as opened:
        yield build(opened)


@pytest.fixture(scope="module")
def crowd(api: ApiScenario) -> Crowd:
    """Somebody of every role in every relation to the first district's community."""
    return Crowd(api)
