"""Quarterly meetings on each step of their way, decisions, honours and frozen reports."""

import json
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from tests.scenarios import Builders
from tests.scenarios.in_process import InProcessScenario

DOCUMENT: dict[str, Any] = {"title": "情况报告", "sentences": [{"text": "建成12个", "share": 0.53}]}


class MeetingsBuilders(Builders):
    """Makes what a quarterly meeting is about."""

    name: ClassVar[str] = "meetings"

    @property
    def quarter(self) -> str:
        """The quarter of the scenario's day."""
        return f"{self.day.year}Q{(self.day.month + 2) // 3}"

    def opened(self, organization: str = "district", *units: str, **more: Any) -> dict[str, Any]:
        """Open a meeting for today; two units are asked unless others are named."""
        params: dict[str, Any] = {"quarter": self.quarter, "meet_on": self.day, "place": "区委会议室"}
        params |= {"convener": "区委组织部", "units": list(units or ("first", "second"))}
        return self.do(organization, "open_meeting", organization_id=organization, **params | more)

    def handed_in(self, meeting: dict[str, Any], unit: str = "first", **more: Any) -> dict[str, Any]:
        params = {"text": "邻里节已办三场，经费不足。"} | more
        return self.do(unit, "hand_in_report_back", meeting_id=meeting["id"], organization_id=unit, **params)

    def held(self, organization: str = "district", *units: str, **more: Any) -> dict[str, Any]:
        """Hold a meeting at which the first of its units, or of two, speaks."""
        meeting = self.opened(organization, *units, **more)
        spoke = list(units or ("first",))[:1]
        return self.do(organization, "hold_meeting", meeting_id=meeting["id"], spoke=spoke)

    def decided(self, meeting: dict[str, Any], unit: str = "first", **more: Any) -> dict[str, Any]:
        """Record a decision that a unit carries out by 27 March 2026, a Friday."""
        params = {"text": "大讲堂三月底前建成", "responsible_organization_id": unit, "post": "社区书记"}
        params |= {"deadline": date(2026, 3, 27)}
        return self.do(meeting["organization_id"], "make_decision", meeting_id=meeting["id"], **params | more)

    def honoured(self, unit: str = "first", **more: Any) -> dict[str, Any]:
        params = {"kind": "commendation", "title": "先进基层党组织", "giver": "市委", "giver_level": "city"}
        params |= {"document_number": "厦委〔2026〕7号", "given_on": self.day}
        return self.do(unit, "record_honour", organization_id=unit, **params | more)

    def written(self, organization: str = "district", slot: str = "judgement", **more: Any) -> dict[str, Any]:
        params = {"quarter": self.quarter, "slot": slot, "text": "进展总体平稳。"} | more
        return self.do(organization, "write_report_text", organization_id=organization, **params)

    def frozen(self, organization: str = "district", **more: Any) -> dict[str, Any]:
        """Freeze a report of the quarter that runs, as the gateway composes it."""
        return self.do(organization, "freeze_quarterly_report", **self.composed(organization, **more))

    def composed(self, organization: str = "district", **more: Any) -> dict[str, Any]:
        """Return what the gateway composes for a report that is to be frozen."""
        params: dict[str, Any] = {"quarter": self.quarter, "while_running": True, "tree_as_of": self.day}
        params |= {"document": json.dumps(DOCUMENT), "positions": ["projects:district:3"]}
        params |= {"rule_versions": {"quarterly_reports": "2026-01"}}
        return {"organization_id": organization} | params | more


@dataclass
class MeetingsScenario(MeetingsBuilders, InProcessScenario):
    """The meetings service over one database, with a clock that stands where a test puts it."""
