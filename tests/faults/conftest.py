"""How long the chaos lasts: about a minute in all, longer by `--chaos-seconds`."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """This function will add the option."""
    parser.addoption("--chaos-seconds", type=float, default=40.0, help="how long things are killed and cut")


@pytest.fixture
def chaos_seconds(request: pytest.FixtureRequest) -> float:
    """How long things are killed and cut."""
    return float(request.config.getoption("--chaos-seconds"))
