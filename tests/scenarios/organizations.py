"""The small district as the organizations service itself opened it, and the people in its rolls."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from random import Random
from typing import Any, ClassVar

from sqlalchemy import Engine, select

from deploy.demo import persons
from services.organizations.model import imports
from services.organizations.service import OrganizationsService
from shared import databases
from shared.field_encryption import FieldCipher
from shared.rights import PERSONAL_DATA, Actor, Grant
from shared.trees import organization_version
from shared.unit_of_work import CommandExecutor
from tests.scenarios import Builders, mapped
from tests.scenarios.in_process import KEY, OPENED, PEOPLE, TREE_LEVELS, InProcessScenario

FORMS = {
    "east": {"party_form": "working_committee"},
    "second": {"party_form": "committee"},
    "cell": {"party_form": "branch"},
    "office": {"party_form": "general_branch", "kind": "government_body"},
}
FROM = date(2021, 1, 1)
ROWS = (
    ("990100", "甲区", "district", "", "118.1", "24.4"),
    ("990100001", "东街道", "街道", "990100", "", ""),
    ("990100001001", "湖滨社区", "社区", "990100001", "118.11", "24.45"),
    ("990100001002", "湖滨社区", "community", "990100001", "", ""),
)
TEXTS = {"name", "level", "reason"}
READS_PERSONAL_DATA = "east"
"""Who was granted to read identity numbers and telephones in full, beside their role."""


@cache
def cipher() -> FieldCipher:
    """Return the cipher of personal data, made once."""
    return FieldCipher("a key for fields that is long enough for the tests")


class OrganizationBuilders(Builders):
    """Makes organizations and what they are made of."""

    name: ClassVar[str] = "organizations"


@dataclass
class OrganizationsScenario(OrganizationBuilders, InProcessScenario):
    """The organizations service over one database; tests call organizations by their names."""

    keys: int = 1000
    ids: dict[str, str] = field(default_factory=dict)
    draw: Random = field(default_factory=lambda: Random(7))

    def __post_init__(self) -> None:
        self.service = OrganizationsService()
        self.service.executor, self.executor.cipher = self.executor, cipher()
        with databases.reading(self.executor.engine) as session:
            found = session.execute(select(organization_version.c.name, organization_version.c.organization_id))
            self.ids = {name.removesuffix(" 组织"): id_ for name, id_ in found}

    @classmethod
    def plant(cls, engine: Engine) -> None:
        """Have the service open the tree."""
        scenario = cls(CommandExecutor(cls.name, engine, KEY), keys=0)
        scenario.executor.clock = scenario.now
        for name, level, parent in TREE_LEVELS:
            params = {"parent_id": parent, "name": f"{name} 组织", "level": level, "effective_on": OPENED}
            opened = scenario.do("operator", "open_organization", **params, **FORMS.get(name, {}))
            scenario.ids[name] = opened["id"]

    def respond(self, kind: str, name: str, context: dict[str, Any], params: dict[str, Any]) -> dict[str, Any]:  # noqa: ARG002 - its methods know their kind
        """Return the service's response; it binds the cipher of personal data itself."""
        response: dict[str, Any] = getattr(self.service, name)(context, **self.with_ids(params))
        return response

    def reaction(self, name: str) -> Callable[..., None]:
        found: Callable[..., None] = getattr(self.service, name)
        return found

    def with_ids(self, params: dict[str, Any]) -> Any:
        """Put ids in the place of the names by which tests call organizations."""
        return mapped(
            params,
            lambda name, value: value if name in TEXTS or not isinstance(value, str) else self.ids.get(value, value),
        )

    def context(self, who: str, method: str) -> dict[str, Any]:
        grant = PEOPLE[who]
        place = self.ids.get(grant.organization_id, grant.organization_id)
        roles = (grant.role, PERSONAL_DATA) if who == READS_PERSONAL_DATA else (grant.role,)
        grants = tuple(Grant(role, place) for role in roles)
        return {"acting": Actor(who, f"{who} staff", grants).sign(KEY, self.name, method)}

    def events(self, *names: str) -> list[Any]:
        """Return the events emitted since the tree was planted, oldest first, all or those of some names."""
        return [event for event in super().events()[len(TREE_LEVELS) :] if not names or event.name in names]

    def person(self, **more: Any) -> dict[str, Any]:
        """Make up somebody born in 1980 who joined in 2005, with a number of nobody."""
        birth = date(1980, 5, 1)
        made = {"name": persons.name(self.draw), "status": "full", "member_class": "ordinary", "born_on": birth}
        made |= {"joined_on": date(2005, 7, 1), "identity_number": persons.identity_number(self.draw, birth)}
        return made | more

    def member(self, organization: str = "first", who: str | None = None, **more: Any) -> dict[str, Any]:
        """Enter somebody in the roll of an organization since 2021."""
        params = self.person(effective_on=date(2021, 1, 1)) | more
        return self.do(who or organization, "register_member", organization_id=organization, **params)


def rows(*lines: tuple[str, ...]) -> list[dict[str, Any]]:
    """Lines of a file as the gateway hands them in, the first below the headings."""
    return [{"number": number, **dict(zip(imports.CELLS, line, strict=True))} for number, line in enumerate(lines, 2)]


def job(scenario: OrganizationsScenario, lines: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    """Return an import that the service has worked through."""
    asked = {"rows": lines, "effective_on": FROM, "file_name": "district.csv"} | more
    made = scenario.do("operator", "request_import", **asked)
    assert (made["state"], made["rows_total"]) == ("waiting", len(lines))
    scenario.deliver_own()
    return scenario.ask("operator", "import_job", job_id=made["id"])


def found(scenario: OrganizationsScenario, made: dict[str, Any], **more: Any) -> dict[int, tuple[str, list[str]]]:
    """Return what was said about every row: its outcome and the codes of its reasons."""
    listed = scenario.ask("operator", "import_rows", job_id=made["id"], **more)["items"]
    return {row["row"]: (row["outcome"], [reason["code"] for reason in row["reasons"]]) for row in listed}
