"""The year's projects: the district's ten practical matters, and what each community's secretary leads."""

from datetime import date, timedelta
from random import Random
from typing import Any

from deploy.demo.client import Client
from deploy.demo.progress import shown
from deploy.demo.seed.units import Unit, day_between

CATEGORIES = ("lecture_halls", "organizational_set_up", "brand_building", "member_management", "work_innovation")
TITLES = {
    "lecture_halls": ("学“习”大讲堂进小区", "板凳课堂", "流动讲习队"),
    "organizational_set_up": ("网格党小组建设", "楼栋支部规范化", "商圈联合支部组建"),
    "brand_building": ("百家宴", "邻里节", "菜单式服务"),
    "member_management": ("流动党员之家", "党员责任区", "在职党员报到服务"),
    "work_innovation": ("居民议事厅", "一刻钟服务圈", "老旧小区停车共治"),
}
STEPS = ("完成需求走访", "形成实施方案", "建成投入使用", "总结推广")
MATTERS = (
    "社区食堂提质", "老旧小区加装电梯", "口袋公园建设", "托育服务点建设", "背街小巷照明改造",
    "独居老人探访", "非机动车充电设施", "社区卫生服务延时", "暑期公益托管", "便民菜市场改造",
)  # fmt: skip
PUNCTUAL = 0.85
"""How often something due is reached at the report before it; what is not is reached late, or never."""
KINDS = ("report", "meeting", "on_site")
REPORTS = ("召开推进会，明确分工", "完成入户走访", "与共建单位签约", "设施进场施工", "居民代表现场察看，提出意见")


def practical_matters(district: Client, district_id: str, units: list[Unit], draw: Random, today: date) -> None:
    """Draft the district's ten practical matters of the year, publish them and break them down."""
    begin = day_between(draw, date(today.year, 1, 5), min(date(today.year, 2, 20), today)).isoformat()
    asked = {"organization_id": district_id, "year": today.year, "lead_post": "分管副区长", "on": begin}
    drafts = [
        district.post("/practical-matters", title=matter, **asked)
        for matter in shown(MATTERS, "年度实事 practical matters")
    ]
    district.post("/practical-matters/publications", organization_id=district_id, year=today.year, on=begin)
    for matter in shown(drafts, "责任分解 milestones"):
        path = f"/projects/{matter['id']}"
        parts: list[tuple[Unit, dict[str, Any]]] = []
        for unit in draw.sample(units, min(3, len(units))):
            duty = {"post": "社区书记", "duty": f"{unit.name}落实{matter['title']}"}
            district.post(f"{path}/assignments", organization_id=unit.id, on=begin, **duty)
            parts.append((unit, _milestone(district, path, unit.id, draw, date.fromisoformat(begin))))
        district.post(f"{path}/starts", on=begin)
        for unit, part in parts:
            _reports(unit, path, [part], (date.fromisoformat(begin), today), draw)


def projects(district: Client, unit: Unit, draw: Random, today: date) -> None:
    """Advance a community's secretary projects through the year by random steps."""
    for category in draw.sample(CATEGORIES, draw.choice((1, 2, 2, 3))):
        _project(district, unit, category, draw, today)


def _project(district: Client, unit: Unit, category: str, draw: Random, today: date) -> None:
    first = date(today.year, 1, 6)
    days = sorted(day_between(draw, first, min(date(today.year, 3, 31), today)) for _ in range(4))
    project = unit.clerk.post(
        "/projects", organization_id=unit.id, year=today.year, kind="secretary_project", category=category,
        title=draw.choice(TITLES[category]), lead_post="社区书记", on=days[0].isoformat(),
    )  # fmt: skip
    path = f"/projects/{project['id']}"
    end = draw.random()
    if end < 0.05:  # noqa: PLR2004 - one in twenty still waits for its street
        return
    milestones = [_milestone(unit.clerk, path, unit.id, draw, days[0]) for _ in range(draw.randint(2, 3))]
    unit.street.post(f"{path}/reviews", decision="pass", opinion="同意上报", on=days[1].isoformat())
    if end < 0.1:  # noqa: PLR2004 - and one in twenty for the district
        return
    district.post(f"{path}/approvals", decision="pass", opinion="同意立项", on=days[2].isoformat())
    unit.clerk.post(f"{path}/starts", on=days[3].isoformat())
    done = _reports(unit, path, milestones, (days[3], today), draw)
    if done and end > 0.8:  # noqa: PLR2004 - one in five is finished
        _finish(district, path, milestones, today)


def _reports(unit: Unit, path: str, milestones: list[dict[str, Any]], days: tuple[date, date], draw: Random) -> bool:
    percent, due = 0, sorted(milestones, key=lambda milestone: str(milestone["deadline"]))
    for day in _report_days(due, days, draw):
        percent = min(100, percent + draw.randint(10, 35))
        reached = [due.pop(0)["id"] for one in list(due) if _near(one, day) and draw.random() < PUNCTUAL]
        unit.clerk.post(
            f"{path}/progress", organization_id=unit.id, reported_on=day.isoformat(), kind=draw.choice(KINDS),
            percent=percent, text=draw.choice(REPORTS), people_served=draw.randint(10, 200),
            difficulties_solved=draw.randint(0, 4), milestones_reached=reached,
        )  # fmt: skip
    return not due


def _report_days(milestones: list[dict[str, Any]], days: tuple[date, date], draw: Random) -> list[date]:
    """Return the days of reports: about every six weeks, and shortly before something is due."""
    start, today = days
    before_due = [date.fromisoformat(one["deadline"]) - timedelta(days=draw.randint(1, 9)) for one in milestones]
    regular = [start + timedelta(days=40 * step + draw.randint(10, 30)) for step in range(8)]
    return sorted({day for day in (*before_due, *regular) if start <= day <= today})


def _near(milestone: dict[str, Any], day: date) -> bool:
    return date.fromisoformat(milestone["deadline"]) - day < timedelta(days=10)


def _finish(district: Client, path: str, milestones: list[dict[str, Any]], today: date) -> None:
    district.post(
        f"{path}/acceptances", decision="pass", opinion=f"{len(milestones)}项节点均已完成", on=today.isoformat()
    )
    district.post(f"{path}/ratings", on=today.isoformat())


def _milestone(client: Client, path: str, unit_id: str, draw: Random, on: date) -> dict[str, Any]:
    deadline = day_between(draw, date(on.year, 3, 1), date(on.year, 12, 20))
    asked = {"title": draw.choice(STEPS), "deadline": deadline.isoformat(), "post": "社区书记", "on": on.isoformat()}
    milestone: dict[str, Any] = client.post(f"{path}/milestones", organization_id=unit_id, **asked)
    return milestone
