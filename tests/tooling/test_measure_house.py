"""The figures of the code are counted as they are defined, on a tree small enough to count by hand."""

import pytest

from tools.measure_house import measured

RECORD = '''"""Record."""

from typing import Any

Answer = dict[str, Any]


def load(record_id: str) -> Answer:
    """This function will load."""
    # A comment.
    first = record_id
    second = first
    third = second
    fourth = third
    fifth = fourth
    return {"id": fifth}


def lists() -> list[dict[str, Any]]:
    """
    List.
    """
    return []
'''
FILES = {
    "services/__init__.py": "",
    "services/one.py": RECORD,
    "services/two.py": RECORD,
    "ring/__init__.py": "",
    "ring/left.py": "import ring.right\n",
    "ring/right.py": "import ring.left\n",
    "tools/__init__.py": "",
    "tests/__init__.py": "",
    "tests/builders.py": "A = 1\n\n# More.\nB = 2\n",
    "tests/test_one.py": "def test_one():\n    assert True\n",
}


@pytest.fixture(scope="module")
def figures(tmp_path_factory):
    root = tmp_path_factory.mktemp("house")
    for name, text in FILES.items():
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text(text)
    return measured(root)


@pytest.mark.slow
def test_code_lines_are_counted_without_blanks_comments_and_docstrings(figures):
    assert figures["packages"] == ["ring", "services"]
    assert figures["code_lines"] == 2 * 11 + 2
    assert (figures["files"], figures["files_under_40_lines"], figures["files_over_350_lines"]) == (6, 6, [])
    assert (figures["test_lines"], figures["test_helper_lines"], figures["test_helper_code_lines"]) == (6, 4, 2)


@pytest.mark.slow
def test_an_alias_of_an_untyped_dictionary_is_an_untyped_answer(figures):
    assert figures["untyped_answers_of_services"] == {"all": 2, "by_alias": 2, "inside_another_type": 2}


@pytest.mark.slow
def test_a_run_of_lines_that_two_places_share_counts_once_however_long(figures):
    assert figures["pairs_of_places_that_share_six_lines"] == 1


@pytest.mark.slow
def test_docstrings_that_say_nothing_are_counted_by_what_they_lack(figures):
    assert figures["docstrings"] == {
        "all": 6,
        "begin_with_this_function_will": 2,
        "repeat_their_name": 4,
        "copies": 3,
    }


@pytest.mark.slow
def test_modules_that_import_one_another_are_a_circle(figures):
    assert figures["import_circles"] == [["ring.left", "ring.right"]]
