"""schemathesis asks everything that the OpenAPI document allows, and much that it does not."""

import re
from collections.abc import Callable, Iterator

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis import Case
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks

from tests.gateway.conftest import PLENTY
from tests.gateway.documented import document
from tests.gateway.house import house
from tests.gateway.knowing import Knowing
from tests.gateway.operations import operations
from tests.gateway.town import build

pytestmark = pytest.mark.slow

WANTED = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
    checks.unsupported_method,
]
api = schemathesis.openapi.from_dict(document())


@pytest.fixture(scope="module")
def knowing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Knowing]:
    """A town of this module's own, for hardly anything in it stays as it was."""
    with house(tmp_path_factory.mktemp("fuzzed"), "organizations", "projects", **PLENTY) as opened:
        town = build(opened)
        yield Knowing(town, town.people["district"])


BOUNDED = settings(
    max_examples=20,
    derandomize=True,
    database=None,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)


def asking(method: str, path: str) -> Callable[..., None]:
    """This function will give the test of one operation, which schemathesis asks what it thinks of."""

    def test_every_answer_is_as_documented(case: Case, knowing: Knowing) -> None:
        knowing.tell(case)
        answer = case.call(app=knowing.town.house.app, headers={"Authorization": f"Bearer {knowing.person.token}"})
        case.validate_response(answer, checks=WANTED)

    made: Callable[..., None] = api.include(path=path, method=method).parametrize()(
        BOUNDED(test_every_answer_is_as_documented)
    )
    return made


# One function for each operation: the tests that schemathesis makes of one function all have the same name, and of
# tests with the same name pytest-xdist runs only one.
for operation in operations():
    if operation.template in document()["paths"]:
        words = re.findall(r"\w+", operation.template.removeprefix("/api/v1/"))
        name = "_".join(["test_every_answer_to", operation.method.lower(), *words])
        globals()[name] = asking(operation.method, operation.template)
