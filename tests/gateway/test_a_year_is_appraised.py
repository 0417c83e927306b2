"""A district appraises its ten streets for a year: a new version of the scheme in July, one street merged into another.

Nobody enters a status: activities are held, members' points are computed, people judge with a reason, and every score
opens to its records.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest

from gateway.reconcile import differences
from shared.rights import COMMUNITY, DISTRICT, STREET, SYSTEM_ADMIN, Grant
from tests.expect import done
from tests.gateway.app_harness import AppHarness
from tests.gateway.full_district.snapshot import come_to_rest, opened
from tests.scenarios.appraisals import BANDS
from tests.scenarios.http import HttpScenario

pytestmark = pytest.mark.slow

YEAR = 2026
JANUARY, SPRING, JULY, DECEMBER = (date(YEAR, month, 6) for month in (1, 3, 7, 12))
AFTER = date(YEAR + 1, 1, 18)
STREETS = [f"street{number}" for number in range(10)]
EARLY, LATE, MERGED, HEIR = STREETS[:4], STREETS[4:9], STREETS[9], STREETS[8]
ITEMS: list[dict[str, Any]] = [
    {"code": "service", "name": "志愿服务", "kind": "indicator", "weight": 40,
     "indicator": "held_voluntary_service", "target": 200},
    {"code": "overdue", "name": "通知单逾期", "kind": "indicator", "weight": 20, "period": "standing", "better": "less",
     "indicator": "rectification_notices_overdue", "thresholds": [{"figure": 0, "points": 2000}]},
    {"code": "brand", "name": "品牌特色", "kind": "judged", "weight": 30},
    {"code": "points", "name": "积分落地", "kind": "member_points", "weight": 10, "target": 100},
]  # fmt: skip
HEAVIER = [ITEMS[0] | {"weight": 30, "target": 300}, ITEMS[1], ITEMS[2] | {"weight": 40}, ITEMS[3]]


@dataclass
class AppraisedYear(HttpScenario):
    """The district, the results as they were published, by street, and the to-dos that were seen on their way."""

    published: dict[str, dict[str, Any]] = field(default_factory=dict)
    seen: list[tuple[str, str, str | None]] = field(default_factory=list)

    @property
    def ids(self) -> dict[str, str]:
        """The ids of the organizations by their names."""
        return self.units

    def appraise(self, street: str, points: int) -> None:
        """Take a street's appraisal to its publication."""
        opened = self.appraisals.of_unit(street)
        self.published[street] = self.appraisals.published(opened, street, "district", points)

    def see_todo(self, unit: str, todo: str) -> None:
        """Remember whether a unit has to do something, and by when."""
        path = f"/organizations/{self.ids[unit]}/todos?until={AFTER.isoformat()}"
        listed = done(self.people["district"].get(path))["items"]
        self.seen += [(unit, todo, one["due_on"]) for one in listed if one["todo"] == todo][:1]

    def shown(self, street: str) -> dict[str, Any]:
        """Return a street's appraisal as it stands."""
        return dict(self.appraisals.of_unit(street, year=YEAR))


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AppraisedYear]:
    """Yield the district on a day of the next January, with every result frozen."""
    with opened(tmp_path_factory.mktemp("year"), JANUARY) as harness:
        year = _founded(harness)
        for day, part in ((JANUARY, _begin), (SPRING, _work), (JULY, _change), (DECEMBER, _review), (AFTER, _freeze)):
            harness.clock.turn_to(day)
            part(year)
            come_to_rest(harness)
        yield year


def _founded(harness: AppHarness) -> AppraisedYear:
    year = AppraisedYear(harness)
    operator = harness.person(Grant(SYSTEM_ADMIN, "*"))
    year.open(operator, "district", "district", None, name="区")
    for number, street in enumerate(STREETS):
        year.open(operator, street, "street", "district", name=f"{number}街道")
        for name, level, parent in ((f"community{number}", "community", street), (f"branch{number}", "branch", street)):
            year.open(operator, name, level, parent, name=f"{name}组织")
    year.positions |= operator.headers
    for who, role in (("district", DISTRICT), ("colleague", DISTRICT), ("street", STREET), ("community", COMMUNITY)):
        year.sign_in(who, role)
    return year


def _begin(year: AppraisedYear) -> None:
    year.appraisals.scheme(items=ITEMS, bands=BANDS)
    assert year.appraisals.begin()["opened"] == len(STREETS)
    year.see_todo("street0", "assess_itself")


def _work(year: AppraisedYear) -> None:
    """Record up to three services in a community, and compute the member points of every second branch."""
    for number in range(10):
        for _ in range(number % 4):
            year.activities.held("voluntary_service", f"community{number}")
        if number % 2:
            given = {"organization_id": f"branch{number}", "year": YEAR}
            year.member_points.do("community", "compute_year", **given)
    come_to_rest(year.harness)
    year.appraisals.assessed(year.shown("street0"), "street0")
    year.see_todo("district", "review_appraisal")
    year.appraisals.do("district", "return_assessment", appraisal_id=year.shown("street0")["id"], opinion="请补充")
    for street in EARLY:
        year.appraise(street, 2500)


def _change(year: AppraisedYear) -> None:
    """Publish the scheme's second version, and merge the last street into the one before."""
    year.appraisals.scheme(items=HEAVIER, bands=BANDS)
    body = {"sources": [year.ids[MERGED]], "effective_on": JULY.isoformat()}
    done(year.people["district"].post(f"/organizations/{year.ids[HEIR]}/merges", body))


def _review(year: AppraisedYear) -> None:
    """Publish the other results; two streets object, and one of them is right."""
    for street in LATE:
        year.appraise(street, 3000)
    for street, decision in zip(LATE, ("upheld", "dismissed"), strict=False):
        objection = year.appraisals.objected(year.shown(street), street, item="brand")
        year.see_todo("district", "answer_appraisal_objection")
        given = {"appraisal_objection_id": objection["id"], "decision": decision, "answer": "已核实"}
        year.appraisals.do("colleague", "answer_appraisal_objection", **given)
    again = year.shown(LATE[0])
    year.appraisals.reviewed(again, "district", 4000)
    year.published[LATE[0]] = year.appraisals.do("district", "publish_appraisal", appraisal_id=again["id"])


def _freeze(year: AppraisedYear) -> None:
    year.see_todo("district", "freeze_appraisal")
    for street in EARLY + LATE:
        year.appraisals.do("district", "freeze_appraisal", appraisal_id=year.published[street]["id"])


def test_each_result_names_the_version_it_was_computed_by(year: AppraisedYear) -> None:
    versions = {street: year.shown(street)["rule_version"] for street in EARLY + LATE}
    assert versions == dict.fromkeys(EARLY, "2026-street-v1") | dict.fromkeys(LATE, "2026-street-v2")


def test_each_score_follows_from_records_points_with_a_reason_and_the_published_rule(year: AppraisedYear) -> None:
    points = {
        street: [item["points"] for item in year.shown(street)["items"]] for street in (*EARLY, LATE[0], LATE[1], HEIR)
    }
    assert points == {
        "street0": [0, 2000, 2500, 0],
        "street1": [2000, 2000, 2500, 1000],
        "street2": [4000, 2000, 2500, 0],
        "street3": [4000, 2000, 2500, 1000],
        "street4": [0, 2000, 4000, 0],
        "street5": [1000, 2000, 3000, 1000],
        "street8": [1000, 2000, 3000, 500],
    }
    bands = {street: (year.shown(street)["score"], year.shown(street)["band"]) for street in points}
    assert bands["street3"] == (9500, "excellent")
    assert bands["street8"] == (6500, "qualified")


def test_every_figure_opens_to_its_records(year: AppraisedYear) -> None:
    opened = sum(year.require_records(year.shown(street)) for street in EARLY + LATE)
    assert opened == 9 * 4


def test_the_merged_street_s_appraisal_ended_and_the_heir_s_says_so(year: AppraisedYear) -> None:
    merged = year.shown(MERGED)
    assert (merged["status"], merged["heir_id"], merged["score"]) == ("ended", year.ids[HEIR], None)
    assert year.shown(HEIR)["merged_units"] == [year.ids[MERGED]]
    way = year.appraisals.ask("district", "appraisal", appraisal_id=merged["id"])["way"]
    assert way[-1]["opinion"] == "该组织已并入其他组织，由承接的组织继续接受考核。"


def test_each_step_stands_in_the_to_dos_of_whoever_takes_it(year: AppraisedYear) -> None:
    assert year.seen == [
        ("street0", "assess_itself", "2026-01-20"),
        ("district", "review_appraisal", "2026-03-27"),
        ("district", "answer_appraisal_objection", "2026-12-11"),
        ("district", "answer_appraisal_objection", "2026-12-11"),
        ("district", "freeze_appraisal", None),
    ]


@pytest.mark.parametrize(
    ("content", "field", "words"),
    [
        ({"bands": [BANDS[0] | {"quota": 20}, *BANDS[1:]]}, "bands.0.quota", "不能规定比例或名额"),
        ({"items": [ITEMS[0] | {"indicator": "clicks"}, *ITEMS[1:]]}, "items.0.indicator", ""),
        ({"items": [ITEMS[0] | {"weight": 30}, *ITEMS[1:]]}, "items", "合计应为 100"),
        ({"level": "district"}, "level", ""),
    ],
)
def test_a_scheme_is_refused_by_the_field_that_is_wrong(
    year: AppraisedYear, content: dict[str, Any], field: str, words: str
) -> None:
    body = {
        "organization_id": year.ids["district"],
        "year": YEAR + 1,
        "level": "street",
        "title": "办法",
        "citation": "x",
    }
    answer = year.people["district"].post("/appraisal-schemes", body | {"items": ITEMS, "bands": BANDS} | content)
    assert answer.status_code == 422
    assert [(error["field"], words in error["detail"]) for error in answer.json["errors"]] == [(field, True)]


def test_every_result_is_frozen_whole_with_its_scheme_and_hash(year: AppraisedYear) -> None:
    for street in EARLY + LATE:
        kept = year.appraisals.ask("district", "frozen_result", appraisal_id=year.published[street]["id"])
        document = kept["document"]
        assert kept["intact"] is True
        assert document["result"]["score"] == year.published[street]["score"]
        assert document["scheme"]["rule_version"] == year.published[street]["rule_version"]
        assert document["result"]["read_at"]["batch"] > 0


def test_organizations_are_listed_in_the_order_of_the_tree_and_counted_at_every_level(year: AppraisedYear) -> None:
    listed = year.appraisals.ask("district", "appraisals", organization_id="district", year=YEAR)["items"]
    assert [one["organization_id"] for one in listed][:9] == [year.ids[street] for street in EARLY + LATE]
    wanted = "appraisals,appraisals_frozen,appraisals_excellent,appraisals_qualified,appraisal_objections_open"
    path = f"/levels/district/{year.ids['district']}/overview?period={YEAR}&as_of={AFTER}&indicators={wanted}"
    totals = {one["indicator"]: one["total"] for one in done(year.people["district"].get(path))["figures"]}
    assert (totals["appraisals"], totals["appraisals_frozen"], totals["appraisal_objections_open"]) == (9, 9, 0)
    banded = [year.shown(street)["band"] for street in EARLY + LATE]
    assert totals["appraisals_excellent"] == banded.count("excellent")
    assert totals["appraisals_qualified"] == banded.count("qualified")


def test_what_the_services_told_proves_every_figure(year: AppraisedYear) -> None:
    hosted = {name: one.executor.engine for name, one in year.harness.host.hosted.items()}
    assert differences(year.harness.engine, hosted) == []
