"""schemathesis asks everything that the OpenAPI document allows, and much that it does not."""

from collections.abc import Iterator
from itertools import islice

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.strategies import one_of
from schemathesis import Case
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi import checks
from schemathesis.specs.openapi.schemas import OpenApiSchema

from services import service_names
from tests.gateway.api_scenario import build
from tests.gateway.app_harness import app_harness
from tests.gateway.conftest import PLENTY
from tests.gateway.documented import document
from tests.gateway.operations import Operation, operations
from tests.gateway.valid_ids import ValidIds

pytestmark = pytest.mark.slow

WANTED = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
    checks.unsupported_method,
]
MODES = list(GenerationMode)


@pytest.fixture(scope="module")
def api() -> OpenApiSchema:
    """Return what the document says, understood once."""
    return schemathesis.openapi.from_dict(document())


@pytest.fixture(scope="module")
def valid_ids(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ValidIds]:
    """Yield a scenario of this module's own, for hardly anything in it stays as it was."""
    with app_harness(tmp_path_factory.mktemp("fuzzed"), *service_names(), **PLENTY) as opened:
        api = build(opened)
        yield ValidIds(api, api.people["district"])


BOUNDED = settings(
    max_examples=20,
    derandomize=True,
    database=None,
    deadline=None,
    phases=(Phase.generate,),
    suppress_health_check=list(HealthCheck),
)


@pytest.mark.parametrize("share", [4, pytest.param(1, marks=pytest.mark.long)], ids="every {}. case".format)
@pytest.mark.parametrize("operation", [each for each in operations() if each.template in document()["paths"]], ids=str)
def test_every_answer_is_as_documented(
    operation: Operation, share: int, api: OpenApiSchema, valid_ids: ValidIds
) -> None:
    """One case in `share` of those that cover every keyword of a schema, and drawn ones of one operation in `share`."""

    def ask(case: Case) -> None:
        valid_ids.put_into(case)
        answer = case.call(app=valid_ids.api.harness.app, headers={"Authorization": f"Bearer {valid_ids.person.token}"})
        case.validate_response(answer, checks=WANTED)

    # All this is thought up only now: that of all operations together would be gigabytes.
    asked = api[operation.template][operation.method]
    cases = api.iter_coverage_cases(asked, generation_modes=MODES, generation_config=api.config.generation)
    for case in islice(cases, len(str(operation)) % share, None, share):
        ask(case)
    if len(str(operation)) % share:
        return
    BOUNDED(given(case=one_of([asked.as_strategy(generation_mode=mode) for mode in MODES]))(ask))()
