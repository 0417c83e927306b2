"""The solver stands alone: its README's example runs where none of the rest is installed."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from gateway.schemas.observation_visits import SOFT_GOALS
from visit_solver.goals import PAIR_GOALS, Goals, ObjectiveWeights

ROOT = Path(__file__).parents[2]
README = (ROOT / "visit_solver" / "README.md").read_text("utf-8")


@pytest.mark.slow
def test_the_example_of_the_readme_runs_without_anything_else_of_ours(tmp_path: Path) -> None:
    (tmp_path / "visit_solver").symlink_to(ROOT / "visit_solver")
    (example,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    (printed,) = re.findall(r"```text\n(.*?)```", README, re.DOTALL)
    alone = "import sys; assert not {'shared', 'services', 'gateway', 'sqlalchemy'} & set(sys.modules)\n"
    found = subprocess.run(
        [sys.executable, "-c", example + alone], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (found.stdout, found.stderr) == (printed, "")


def test_every_module_that_the_readme_names_is_there() -> None:
    named = re.findall(r"`(\w+/?)`", README.split("| module |")[1].rpartition("\n\n")[0])
    assert len(named) > 10
    assert [
        name for name in named if not any((ROOT / "visit_solver" / each).exists() for each in (name, f"{name}.py"))
    ] == []


def test_every_soft_goal_has_a_weight_a_value_and_a_field_of_the_api() -> None:
    weights = ObjectiveWeights.__struct_fields__
    assert (*weights, "change") == Goals.__struct_fields__
    assert set(PAIR_GOALS) <= set(weights)
    assert tuple(SOFT_GOALS) == weights
