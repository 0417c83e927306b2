"""Builds the demonstration through the public API: the district from its file, the accounts, then the year's work."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from random import Random
from typing import Any

from deploy.demo.accounts import Staff, title
from deploy.demo.client import Client, stopping
from deploy.demo.progress import shown
from deploy.demo.seed import (
    activities,
    appraisals,
    demonstration_points,
    help_of_units,
    meetings,
    member_points,
    observation_visits,
    organizations,
    projects,
    supervision,
)
from deploy.demo.seed.units import Unit
from shared.unit_of_work import BEIJING

SEED = 20260101
MOST_UNITS = 30
"""Communities that get a year of work; a larger district shows a part of its communities at work, and says so."""
AT_ONCE = 3

Organization = dict[str, Any]


def build(address: str, file: Path, administrators: dict[str, str]) -> dict[str, Any]:
    """Fill an empty platform, and return the three accounts with which to look at it."""
    draw = Random(SEED)
    today = datetime.now(BEIJING).date()
    operator, granter = (_signed_in(address, draw, *one) for one in administrators.items())
    _import(operator, file, date(today.year - 5, 1, 1))
    tree = {level: _every(operator, level) for level in ("district", "street", "community")}
    if not tree["district"]:
        raise SystemExit(f"{file}：没有导入任何区级组织，无法继续。 · No district came of this file.")
    staff = Staff(operator, granter)
    root = tree["district"][0]
    district = staff.account("district", root["name"], [root["id"]], title=title("district", root))
    units = _units(staff, tree, draw)
    _work(district, root, units, draw, today)
    return {"address": address, "district": root["name"], "file": file.name, "accounts": staff.shown()}


def _signed_in(address: str, draw: Random, username: str, password: str) -> Client:
    client = Client(address, draw)
    client.sign_in(username, password)
    return client


def _import(operator: Client, file: Path, effective_on: date) -> None:
    content = file.read_bytes()
    form = {"effective_on": effective_on.isoformat(), "skip_faulty": "true"}
    checked = _done(operator, operator.upload("/organizations/imports", file.name, content, **form, dry_run="true"))
    print(f"  {file.name}  {', '.join(f'{outcome} {count}' for outcome, count in checked['outcomes'].items())}")
    for row in _refused(operator, checked):
        print(f"    第 {row['row']} 行 row: {row['name']}  {'；'.join(reason['zh'] for reason in row['reasons'])}")
    done = _done(operator, operator.upload("/organizations/imports", file.name, content, **form))
    for note in done["notes"]:
        print(f"    {note['zh']}")
    if done["state"] != "done":
        raise SystemExit(f"{file}：没有可导入的组织，无法继续。 · Nothing in this file could be imported.")


def _done(operator: Client, job: dict[str, Any]) -> dict[str, Any]:
    while job["state"] in {"waiting", "running"}:
        stopping.wait(0.1)
        job = operator.get(f"/organizations/imports/{job['id']}")
    word = "检查 check" if job["dry_run"] else "导入 import"
    print(f"  {word} {job['rows_checked']}/{job['rows_total']}", flush=True)
    return job


def _refused(operator: Client, job: dict[str, Any]) -> list[dict[str, Any]]:
    rows = operator.get(f"/organizations/imports/{job['id']}/rows", outcome="refused", limit=20)
    return list(rows["items"])


def _every(operator: Client, level: str) -> list[Organization]:
    found: list[Organization] = []
    page: dict[str, Any] = operator.get("/organizations", level=level, limit=200)
    while True:
        found += page["items"]
        if not page["next"]:
            return found
        page = operator.follow(page["next"])


def _units(staff: Staff, tree: dict[str, list[Organization]], draw: Random) -> list[Unit]:
    """Choose communities and make, for each street, its organizer and its communities' clerk."""
    by_street: dict[str, list[Organization]] = {}
    for community in tree["community"]:
        by_street.setdefault(community["parent_id"], []).append(community)
    share = min(1.0, MOST_UNITS / max(1, len(tree["community"])))
    streets = [street for street in tree["street"] if by_street.get(street["id"])]
    drawn = [(street, _some(by_street[street["id"]], share, draw)) for street in streets]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        made = [pool.submit(_street, staff, number, *each) for number, each in enumerate(drawn)]
        units = [unit for one in shown(made, "账号 accounts") for unit in one.result()]
    if share < 1:
        print(f"  {len(tree['community'])} 个社区中有 {len(units)} 个开展演示工作 · {len(units)} communities at work")
    return units


def _some(communities: list[Organization], share: float, draw: Random) -> list[Organization]:
    chosen = draw.sample(communities, max(1, round(len(communities) * share)))
    return sorted(chosen, key=lambda each: str(each["name"]))


def _street(staff: Staff, number: int, street: Organization, chosen: list[Organization]) -> list[Unit]:
    """Open the accounts of a street: titles name those of the first street, numbers those of the others."""
    first = chosen[0]
    marks = (title("street", street), title("community", first)) if number == 0 else ("", "")
    organizer = staff.account("street", street["name"], [street["id"]], title=marks[0], number=number)
    if number == 0:
        staff.account("community", first["name"], [first["id"]], title=marks[1])
    clerk = staff.account("community", f"{street['name']}社区录入员", [each["id"] for each in chosen], number=number)
    return [Unit(each["id"], each["name"], clerk, organizer, street["id"]) for each in chosen]


@dataclass(frozen=True)
class Year:
    """What the district opened for everyone before the year of its communities begins."""

    district: Client
    scheme: demonstration_points.Scheme
    campaign_id: str
    today: date


def _work(district: Client, root: Organization, units: list[Unit], draw: Random, today: date) -> None:
    seeds = [(unit, draw.getrandbits(64)) for unit in units]
    projects.practical_matters(district, root["id"], units, draw, today)
    member_points.schemes(district, root["id"], today)
    scheme = demonstration_points.scheme(district, root["id"], units, draw, today)
    year = Year(district, scheme, activities.campaign(district, root["id"], today), today)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        working = [pool.submit(_year, year, unit, seed) for unit, seed in seeds]
        for one in shown(working, "社区的一年 a year in communities"):
            one.result()
    activities.exemplars(district, year.campaign_id, draw, today)
    supervision.supervised_year(district, root["id"], units, draw, today)
    appraisals.appraise_communities(district, units, today)
    help_of_units.help_units(units, today)
    observation_visits.internal_round(units, draw, today)
    meetings.quarterly_meetings(district, root["id"], units, today)


def _year(year: Year, unit: Unit, seed: int) -> None:
    draw = Random(seed)
    organizations.roll(unit, draw, year.today)
    organizations.tier(year.district, unit, draw, year.today)
    projects.projects(year.district, unit, draw, year.today)
    activities.year(unit, year.campaign_id, draw, year.today)
    demonstration_points.points(year.district, unit, year.scheme, draw, year.today)
    member_points.points(unit, draw, year.today)
