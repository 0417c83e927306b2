"""Puts into a request that was made up what makes it reach something: ids of records that are there, days that can be.

What is wrong in a request on purpose stays wrong, and a part of what could be put right is left as it was made up.
"""

import re
import uuid
import zlib
from typing import Any

from schemathesis import Case

from deploy.demo.client import RECORD
from gateway.request_headers import TAGS
from gateway.schemas.fields import ID_PATTERN
from tests.expect import done
from tests.gateway.api_scenario import ApiScenario
from tests.gateway.app_harness import Person
from tests.scenarios import mapped

LEFT = 6
"""One in so many values stays made up."""
SPARES = 30
ENDING = ("closures", "merges", "splits", "moves")
"""Commands that end or move an organization get one that nothing else is about."""
DAY = "2024-05-06"


class ValidIds:
    """The ids of what is there to be asked about."""

    def __init__(self, api: ApiScenario, person: Person) -> None:
        self.api = api
        self.person = person
        street = api.east["street"]
        self.spares = [self._open(street, number) for number in range(SPARES)]
        self.requests = 0

    def _open(self, parent_id: str, number: int) -> str:
        asked = {"name": f"第{number}社区", "level": "community", "parent_id": parent_id, "effective_on": "2020-01-01"}
        return str(done(self.api.operator.post("/organizations", asked))["id"])

    def put_into(self, case: Case) -> None:
        """Put a request right in most of what was made up about records."""
        self.requests += 1
        ids = self._ids(case)
        case.path_parameters = with_valid_ids(ids, case.path_parameters or {})
        case.query = with_valid_ids(ids, case.query or {})
        if isinstance(case.body, dict):
            case.body = with_valid_ids(ids, case.body)
        if re.fullmatch("[!#-~]{1,200}", str((case.headers or {}).get("Idempotency-Key", ""))):
            case.headers["Idempotency-Key"] = str(uuid.UUID(int=self.requests))
        if TAGS.fullmatch(str((case.headers or {}).get("If-Match", ""))):
            path = case.formatted_path.removeprefix("/api/v1")
            record = RECORD.match(path) if case.method == "POST" else None
            answer = self.person.get(record[0] if record else path)
            case.headers["If-Match"] = answer.headers.get("ETag", '"1"')

    def _ids(self, case: Case) -> dict[str, str]:
        ids = self.api.ids
        if case.operation.path.endswith(ENDING):
            ids = ids | {"organization_id": self._spare(0), "sources": self._spare(1)}
        return ids

    def _spare(self, offset: int) -> str:
        return self.spares[(self.requests + offset) % SPARES]


def with_valid_ids(ids: dict[str, str], made_up: Any) -> Any:
    """Return a value with what is there in the place of what was made up."""

    def change(name: str, value: Any) -> Any:
        if not isinstance(value, str) or zlib.crc32(f"{name} {value}".encode(errors="replace")) % LEFT == 0:
            return value
        if name.endswith("_on") or name in {"on", "deadline", "as_of"}:
            return DAY if re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", value) else value
        is_id = name in ids or name.endswith("_id") or name in {"children", "members", "within", "members_to"}
        return ids.get(name, ids["organization_id"]) if is_id and re.fullmatch(ID_PATTERN, value) else value

    return mapped(made_up, change)
