"""What clients asked for and were told is done: the truth that everything else is held against."""

import time
from collections import Counter
from dataclasses import dataclass, field
from threading import Event, Lock
from typing import Any

import requests

from deploy.demo.client import Client

AWAY, UNANSWERED = 503, 0
PATIENCE = 10
PAUSE = 0.05
BREATH = 0.2
"""Seconds between two commands of a client: without them the clients take the machine, and little is disturbed."""


@dataclass
class Expected:
    """What was acknowledged, reports and names in their order, notices by their numbers; and every answer's status."""

    reports: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    attended: list[tuple[str, str]] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    brands: list[str] = field(default_factory=list)
    notices: list[int] = field(default_factory=list)
    decisions: list[str] = field(default_factory=list)
    assessed: list[str] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    lock: Lock = field(default_factory=Lock)

    @property
    def count(self) -> int:
        """How many commands were acknowledged."""
        findings_and_notices = 2 * len(self.notices)
        others = len(self.attended) + len(self.names) + len(self.brands) + findings_and_notices
        others += len(self.decisions) + len(self.assessed)
        return sum(map(len, self.reports.values())) + others

    @property
    def followed(self) -> tuple[list[tuple[str, str]], list[str]]:
        """What follows from what others heard: entries for who attended, projects for decisions."""
        return sorted(self.attended), sorted(self.decisions)

    @property
    def people_served(self) -> int:
        """What all acknowledged reports come to."""
        return sum(served for listed in self.reports.values() for _, served in listed)

    @property
    def figures(self) -> dict[str, int]:
        """What the overviews must come to say."""
        return {
            "people_served": self.people_served,
            "point_entries_derived": len(self.attended),
            "brands_discovered": len(self.brands),
            "rectification_notices_open": len(self.notices),
            "decisions": len(self.decisions),
            "appraisals_self_assessed": len(self.assessed),
        }

    def report(self, client: Client, project_id: str, unit_id: str, enough: Event) -> None:
        """Report progress on one project, one report after the other, until it is enough."""
        number = 0
        while not enough.is_set():
            number += 1
            served = number % 7
            body = {"organization_id": unit_id, "text": f"{project_id} {number}", "people_served": served}
            answer = self.insist(client, f"/projects/{project_id}/progress", body)
            self.reports.setdefault(project_id, []).append((answer["id"], served))

    def attend(self, client: Client, unit_id: str, members: list[str], day: str, enough: Event) -> None:
        """Have a unit's members serve one after the other, until it is enough."""
        number = 0
        while not enough.is_set():
            number += 1
            member = members[number % len(members)]
            body = {"organization_id": unit_id, "kind": "voluntary_service", "title": f"志愿服务{number}"}
            answer = self.insist(client, "/activities", body | {"held_on": day, "attended": [member]})
            self.attended.append((answer["id"], member))

    def rename(self, client: Client, organization_id: str, effective_on: str, enough: Event) -> None:
        """Give an organization one name after the other, until it is enough."""
        while not enough.is_set():
            name = f"社区{len(self.names) + 1}"
            self.insist(
                client, f"/organizations/{organization_id}/renames", {"name": name, "effective_on": effective_on}
            )
            self.names.append(name)

    def discover(self, client: Client, unit_id: str, enough: Event) -> None:
        """Have a unit discover one brand after the other, until it is enough."""
        while not enough.is_set():
            body = {"organization_id": unit_id, "name": f"品牌{len(self.brands) + 1}"}
            self.brands.append(self.insist(client, "/brands", body)["id"])

    def notify(self, client: Client, inspection_id: str, unit_id: str, enough: Event) -> None:
        """Find something at a unit and issue the notice about it, again and again."""
        found = {"organization_id": unit_id, "severity": "general", "clause": "三会一课", "text": "记录不全"}
        while not enough.is_set():
            self.insist(client, f"/inspections/{inspection_id}/findings", found)
            body = {"inspection_id": inspection_id, "organization_id": unit_id}
            self.notices.append(self.insist(client, "/notices", body)["number"])

    def decide(self, client: Client, meeting_id: str, unit_id: str, deadline: str, enough: Event) -> None:
        """Have a meeting decide one thing after the other, each with its project, until it is enough."""
        decided = {"responsible_organization_id": unit_id, "post": "社区书记", "deadline": deadline}
        while not enough.is_set():
            said = {"text": f"落实事项{len(self.decisions) + 1}"} | decided
            self.decisions.append(self.insist(client, f"/quarterly-meetings/{meeting_id}/decisions", said)["id"])

    def assess(self, client: Client, appraisals: list[str]) -> None:
        """Have each unit hand in its self-assessment, one after the other."""
        for appraisal in appraisals:
            said = {"items": [{"item": "features", "statement": "常态开展志愿服务", "claim": 9000}]}
            self.assessed.append(self.insist(client, f"/appraisals/{appraisal}/self-assessments", said)["id"])

    def probe(self, client: Client, project_id: str, unit_id: str) -> None:
        """Report progress on a project of its own, and wait until the unit's street and district have heard of it."""
        served = len(self.reports.get(project_id, ())) % 7
        body = {"organization_id": unit_id, "text": f"{project_id} {served}", "people_served": served}
        answer = self._insist(client, f"/projects/{project_id}/progress", body)
        self.reports.setdefault(project_id, []).append((answer.json()["id"], served))
        client.position = answer.headers["Sanji-Position"]
        while not self._sees(client, unit_id):
            time.sleep(PAUSE)

    @staticmethod
    def _sees(client: Client, unit_id: str) -> bool:
        headers = {"Sanji-After": client.position}
        try:
            return client.http.get(
                f"{client.address}/api/v1/levels/community/{unit_id}/overview", headers=headers, timeout=PATIENCE
            ).ok
        except requests.RequestException:
            return False

    def insist(self, client: Client, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """Ask under one key until the answer comes; only `503`, and what got none, is asked again."""
        return dict(self._insist(client, path, body).json())

    def _insist(self, client: Client, path: str, body: dict[str, Any]) -> requests.Response:
        key = {"Idempotency-Key": f"{client.draw.getrandbits(128):032x}"}
        while True:
            answer = self._ask(client, path, body, key)
            with self.lock:
                self.statuses[UNANSWERED if answer is None else answer.status_code] += 1
            if answer is not None and answer.ok:
                time.sleep(BREATH)
                return answer
            assert answer is None or answer.status_code == AWAY, answer.text
            time.sleep(PAUSE)

    @staticmethod
    def _ask(client: Client, path: str, body: dict[str, Any], key: dict[str, str]) -> requests.Response | None:
        """Return the answer; None where the gateway gave none."""
        try:
            return client.http.post(f"{client.address}/api/v1{path}", json=body, headers=key, timeout=60)
        except requests.RequestException:
            return None
