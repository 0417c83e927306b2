"""People of every role in every relation to a community, and what each operation about it answers them."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from werkzeug.test import TestResponse

from shared.rights import BRANCH, COMMUNITY, PERSONAL_DATA, ROLES, Grant
from tests.expect import done
from tests.gateway.api_scenario import SINCE, ApiScenario
from tests.gateway.app_harness import Person
from tests.gateway.operations import Operation, operations, send

NO_VERSION = '"999999"'
"""A version that no record has: whoever has the right to change one hears that it was changed, and changes nothing."""
PLACES = {"own": "community", "above": "street", "top": "district", "sibling": "other", "below": "branch"}
"""The organization on which a person in a relation has a role, by what the first district calls it."""
RELATIONS = (*PLACES, "own alone", "above alone", "top alone", "elsewhere")
ASKED = sorted(
    (each for each in operations() if not (each.policy.public or each.policy.own or each.policy.unlimited)),
    key=lambda each: each.method == "DELETE",
)
"""The guarded operations; those that take something away, which ask for no version, come last."""
CLASS = "x-right-class"
YES, PART, NO = "yes", "part", "no"


@dataclass(frozen=True)
class Cell:
    """A role in a relation."""

    role: str
    relation: str


READS_EVERY_ROLL = "personal_data_reader_who_reads_every_roll"
"""Personal data is read beside a role that reads the roll: where it is not, that is for want of the other."""
EVERY_CELL = [Cell(role, relation) for role in ROLES for relation in RELATIONS]
BESIDE_A_ROLL = [Cell(READS_EVERY_ROLL, relation) for relation in RELATIONS]
TELLING = ("own", "top", "sibling", "own alone", "above alone", "top alone")
"""The relations that are asked about in every run; the long form asks about all."""


class Crowd:
    """The filled district with a branch below the community, and somebody in each cell."""

    def __init__(self, api: ApiScenario) -> None:
        self.api = api
        branch = {"name": "支部", "level": "branch", "parent_id": api.east["community"], "effective_on": SINCE}
        api.east["branch"] = done(api.operator.post("/organizations", branch))["id"]
        self.system = self._system()
        self.people = {cell: self._person(cell) for cell in (*EVERY_CELL, *BESIDE_A_ROLL)}

    def _system(self) -> dict[str, str]:
        """Make a service account with a key, and return what addresses call them."""
        district, unit = self.api.people["district"], self.api.east["community"]
        grants = [{"role": COMMUNITY, "organization_id": unit}]
        asked = {"username": "platform", "name": "数据平台", "organization_id": unit, "grants": grants}
        account = done(district.post("/accounts/service-accounts", asked))
        key = done(district.post(f"/accounts/{account['id']}/keys", {"name": "读取", "areas": ["projects"]}))
        return {"account_id": account["id"], "key_id": key["id"]}

    def _person(self, cell: Cell) -> Person:
        relation, _, alone = cell.relation.partition(" ")
        district = self.api.east if relation in PLACES else self.api.west
        unit = district[PLACES.get(relation, "community")]
        role = PERSONAL_DATA if cell.role == READS_EVERY_ROLL else cell.role
        grants = [Grant(role, unit, below=not alone)]
        if cell.role == READS_EVERY_ROLL:
            grants.append(Grant(BRANCH, self.api.east["district"]))
        person = self.api.harness.person(*grants, district_id=district["district"], organization_id=unit)
        person.headers = dict(self.api.positions)
        return person

    def answer(self, operation: Operation, cell: Cell) -> str:
        """Return what an operation answers to somebody: yes, a part, or no."""
        named = {}
        if "key_id" in operation.parameters or operation.rule.endswith("/keys"):
            named = self.system
        elif operation.rule.endswith("/assessments"):
            # Nobody scores who acts for somebody in the host's street: the district itself does.
            named = {"organization_id": self.api.east["district"]}
        before = {name: self.api.ids.get(name, "") for name in named}
        self.api.ids |= named
        try:
            return outcome(send(self.api, self.people[cell], operation, tag=NO_VERSION))
        finally:
            self.api.ids |= before


def cells_of(operation: Operation, relations: Collection[str]) -> list[Cell]:
    """Return in whose name an operation is asked, in some relations."""
    asking = EVERY_CELL + (BESIDE_A_ROLL if class_of(operation) == "read_personal_data" else [])
    return [cell for cell in asking if cell.relation in relations]


def outcome(answer: TestResponse) -> str:
    """Return what an answer says of the right to ask; a refusal for another reason says that there is one."""
    if answer.status_code in {403, 404}:
        return NO
    shown = answer.get_json(silent=True) if answer.status_code == 200 else None
    if isinstance(shown, dict):
        records = [shown, *shown["items"]] if isinstance(shown.get("items"), list) else [shown]
        if any(isinstance(record, dict) and record.get("reduced") for record in records):
            return PART
    return YES


def class_of(operation: Operation) -> str:
    """Return the class that the document gives an operation; KeyError where it gives none."""
    return str(operation.documented[CLASS])


@cache
def expected() -> dict[str, dict[Cell, str]]:
    """Load, for each class, what is answered in which cell; what is not named is refused."""
    table: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("expected.yaml").read_text("utf-8"))
    return {name: _cells(table["groups"], rows) for name, rows in table["classes"].items()}


def _cells(groups: dict[str, list[str]], rows: list[dict[str, Any]]) -> dict[Cell, str]:
    found = {}
    for row in rows:
        named = [row["roles"]] if isinstance(row["roles"], str) else row["roles"]
        for role in (each for name in named for each in groups.get(name, [name])):
            for answer, relations in ((YES, row.get("may", [])), (PART, row.get("part", []))):
                for relation in RELATIONS if relations == ["everywhere"] else relations:
                    found[Cell(role, relation)] = answer
    unknown = found.keys() - {*EVERY_CELL, *BESIDE_A_ROLL}
    if unknown:
        raise ValueError(f"no such cells: {unknown}")
    return found
