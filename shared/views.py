"""Serialisation of answers: a command returns the record it changed, and the record's service says how it is shown."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import singledispatch
from typing import Any, Generic, TypeVar

Recorded = TypeVar("Recorded")


@dataclass(frozen=True)
class Answer(Generic[Recorded]):
    """A record as a command's answer, with what stands beside its own fields, such as its warnings."""

    record: Recorded
    beside: dict[str, Any] = field(default_factory=dict)


@singledispatch
def to_view(answer: Any, work: Any) -> Any:
    """Serialise an answer in its unit of work: a record as its service registered it, everything else as it is."""
    del work
    return answer


@to_view.register(Answer)
def _(answer: Answer[Any], work: Any) -> dict[str, Any]:
    beside = {name: to_view(value, work) for name, value in answer.beside.items()}
    return dict(to_view(answer.record, work)) | beside


def fields_of(record: Any, names: Iterable[str]) -> dict[str, Any]:
    """Return the named fields of a record."""
    return {name: getattr(record, name) for name in names}
