"""Two quarterly meetings: that of the quarter before with its decisions and frozen report, and this quarter's ahead."""

from datetime import date, timedelta
from typing import Any

from deploy.demo.client import Client
from deploy.demo.progress import shown
from deploy.demo.seed.units import Unit
from shared.periods import QUARTER, period_of

OWN_WORDS = ("请区里协调活动场地。", "流动党员较多，正在逐户联系。", "下季度重点推进邻里节。")
SPOKE = 2
"""Streets that speak at a meeting; the others hand in what they have written, and one has not."""
DECISIONS = (
    ("对本季度没有组织生活记录的社区逐一走访", "街道党工委副书记", 30),
    ("完成大讲堂规划并报区委组织部", "街道组织委员", 75),
    ("帮联后进社区，制定整改清单", "街道党工委书记", 110),
)
"""What is decided, by which post it is carried out, and in how many days after the meeting."""
WORDS = {
    "introduction": "会议传达学习上级关于基层党建工作的部署。",
    "judgement": "工作总体平稳，但社区之间不平衡，个别单位抓落实的主动性不够。",
}


def quarterly_meetings(district: Client, root_id: str, units: list[Unit], today: date) -> None:
    """Hold the meeting of the quarter before and freeze its report, then prepare the meeting of this quarter."""
    streets = {unit.street_id: unit.street for unit in units}
    running = period_of(today, QUARTER)
    before = running.previous
    held_on = min(today, running.first + timedelta(days=9))
    path = _opened(district, root_id, before.name, held_on, list(streets))
    reporting = list(streets.items())[: max(1, len(streets) - 1)]
    for number, (street_id, street) in enumerate(shown(reporting, "汇报 reports")):
        said = {"organization_id": street_id, "text": OWN_WORDS[number % len(OWN_WORDS)]}
        street.post(f"{path}/report-backs", **said)
    district.post(
        f"{path}/completions", on=held_on.isoformat(), spoke=[street_id for street_id, _ in reporting[:SPOKE]]
    )
    _decide(district, path, list(streets), held_on)
    for slot, text in WORDS.items():
        named = {"organization_id": root_id, "quarter": before.name}
        district.post("/quarterly-report-texts", slot=slot, text=text, **named)
    district.post(f"/levels/district/{root_id}/quarterly-reports/{before.name}/freezes")
    _honour(units, held_on)
    _opened(district, root_id, running.name, running.last, list(streets))


def _opened(district: Client, root_id: str, quarter: str, meet_on: date, streets: list[str]) -> str:
    where: dict[str, Any] = {"place": "区委会议室", "convener": "区委书记"}
    named = {"organization_id": root_id, "quarter": quarter, "meet_on": meet_on.isoformat(), "units": streets}
    return f"/quarterly-meetings/{district.post('/quarterly-meetings', **named, **where)['id']}"


def _decide(district: Client, path: str, streets: list[str], held_on: date) -> None:
    for number, (text, post, days) in enumerate(DECISIONS):
        responsible = streets[number % len(streets)]
        deadline = (held_on + timedelta(days=days)).isoformat()
        carried = {"responsible_organization_id": responsible, "post": post, "deadline": deadline}
        district.post(f"{path}/decisions", text=text, **carried)


def _honour(units: list[Unit], held_on: date) -> None:
    given = {"giver": "市委组织部", "giver_level": "city", "given_on": (held_on - timedelta(days=20)).isoformat()}
    first, second = units[0], units[-1]
    first.clerk.post(
        "/honours", organization_id=first.id, kind="commendation", title="先进基层党组织",
        document_number="市委组〔2026〕12号", **given,
    )  # fmt: skip
    second.clerk.post(
        "/honours", organization_id=second.id, kind="pilot", title="近邻党建试点社区",
        document_number="市委组〔2026〕15号", **given,
    )  # fmt: skip
