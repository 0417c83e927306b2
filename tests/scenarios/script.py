"""Plays what is done in a district, from data: who gives which command, with which values, and what it is called then.

A step is one of

    {make: projects.running, ...}                    what a builder makes, by the parameters of its method
    {do: projects.accept_project, who: east, ...}    a command or a query, by its parameters
    {call: publish_round, ...}                       what the scenario itself does, by its parameters
    {is: $answer.items.0}                            a part of an answer
    {repeat: [...]}                                  other steps

and may have `args`, what is passed by position; `as`, the name of the answer from then on; `each`, the values of
some parameters for which the step is taken in turn; `expect`, what parts of the answer (or their `length`) must be.
`$name` stands for an answer, where an id is wanted for its id, `$name.items.0` for a part of it, and `${name}` for its
text within another.
"""

import re
from collections.abc import Iterable
from typing import Any

from tests.scenarios import mapped

Step = dict[str, Any]
KINDS = {"make", "do", "call", "is"}
PLACE = re.compile(r"\$\{([\w.]+)\}")


class Script:
    """Plays steps over a scenario that has all services, and remembers the answers."""

    def __init__(self, scenario: Any, **answers: Any) -> None:
        self.scenario = scenario
        self.answers = answers

    def play(self, steps: Iterable[Step]) -> None:
        """Take steps in turn; the test fails at the first that is refused, or answered otherwise than expected."""
        for step in steps:
            each = step.get("each", {})
            for values in zip(*each.values(), strict=True) if each else [()]:
                given = dict(zip(each, values, strict=True))
                if "repeat" in step:
                    self.answers |= mapped(given, self._resolved)
                    self.play(step["repeat"])
                else:
                    self._take({name: value for name, value in step.items() if name != "each"} | given)

    def _take(self, step: Step) -> None:
        step = mapped(step, self._resolved)
        name, expected = step.pop("as", None), step.pop("expect", {})
        answer = self._answered(dict(step))
        if name is not None:
            self.answers[name] = answer
            if isinstance(answer, str) or "id" in answer:
                self.scenario.ids[name] = answer if isinstance(answer, str) else answer["id"]
        found = {path: _part(answer, path) for path in expected}
        assert found == expected, (step, answer)

    def _answered(self, step: Step) -> Any:
        (kind,) = KINDS & step.keys()
        name, args = step.pop(kind), step.pop("args", ())
        if kind == "is":
            return name
        if kind == "call":
            return getattr(self.scenario, name)(*args, **step)
        service, _, command = name.partition(".")
        builders = getattr(self.scenario, service)
        return (
            builders.do(step.pop("who"), command, **step) if kind == "do" else getattr(builders, command)(*args, **step)
        )

    def _resolved(self, name: str, value: Any) -> Any:
        if not isinstance(value, str) or "$" not in value:
            return value
        if "${" in value:
            return PLACE.sub(lambda place: str(_part(self.answers, place[1])), value)
        found = _part(self.answers, value.removeprefix("$"))
        return found["id"] if name.endswith("_id") and isinstance(found, dict) else found


def _part(answer: Any, path: str) -> Any:
    for key in path.split("."):
        at = int(key) if key.isdecimal() and isinstance(answer, list) else key
        answer = len(answer) if at == "length" else answer[at]
    return answer
