"""Every operation answers every role in every relation as the reviewed table has it."""

import pytest

from tests.gateway.operations import Operation
from tests.rights.relations import ASKED, NO, RELATIONS, TELLING, Crowd, cells_of, class_of, expected


def test_every_operation_has_a_class_and_every_class_an_operation() -> None:
    assert {class_of(operation) for operation in ASKED} == set(expected())


@pytest.mark.parametrize("operation", ASKED, ids=str)
def test_an_operation_answers_as_its_class_says(crowd: Crowd, operation: Operation) -> None:
    _require_as_expected(crowd, operation, TELLING)


@pytest.mark.long
@pytest.mark.parametrize("operation", ASKED, ids=str)
def test_an_operation_answers_so_in_every_relation(crowd: Crowd, operation: Operation) -> None:
    _require_as_expected(crowd, operation, {*RELATIONS} - {*TELLING})


def _require_as_expected(crowd: Crowd, operation: Operation, relations: set[str] | tuple[str, ...]) -> None:
    wanted = expected()[class_of(operation)]
    cells = cells_of(operation, relations)
    answers = {cell: crowd.answer(operation, cell) for cell in cells}
    assert {
        cell: (answer, wanted.get(cell, NO)) for cell, answer in answers.items() if answer != wanted.get(cell, NO)
    } == {}
