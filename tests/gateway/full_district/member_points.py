"""A scheme of two years, entries from every source, a declaration on every step, objections, two annual results."""

from io import BytesIO

from tests.gateway.api_scenario import HEAD, until_done
from tests.gateway.full_district.scenario import LAST, YEAR, FullDistrict

EARNED = {"great": 2000, "good": 1000, "fair": 200}
ITEMS = [{"code": name, "name": name, "group": "more", "hundredths": earned} for name, earned in EARNED.items()]
ATTENDED = {"code": "attended", "name": "参加", "group": "more", "hundredths": 100, "derives_from": "attended"}
SCHEME = {
    "groups": [{"code": "more", "name": "贡献分", "kind": "contribution", "cap": 9000}],
    "items": [*ITEMS, ATTENDED | {"kinds": ["theme_day", "party_class"]}],
    "bands": {"excellent": 2000, "qualified": 1000, "basically_qualified": 200},
    "objection_days": 5,
}


def winter(district: FullDistrict) -> None:
    """Publish the schemes of two years, and book what was earned last year."""
    for year in (LAST, YEAR):
        for member_class in ("ordinary", "mobile"):
            district.member_points.scheme(year=year, member_class=member_class, **SCHEME)
    _booked(district, LAST)
    district.ids["frozen_year"] = _result(district, LAST)


def spring(district: FullDistrict) -> None:
    """Freeze last year, book what was earned since, and let declarations reach the ledger."""
    district.member_points.do("east", "freeze_year", point_year_id=district.ids["frozen_year"])
    _booked(district, YEAR)
    district.ids["counted"], district.ids["over"] = (_declared(district, 4) for _ in range(2))


def today(district: FullDistrict) -> None:
    """Leave a declaration on each step, and this year's result published and objected to."""
    points, ids = district.member_points, district.ids
    entry = points.step("first", "count", {"id": ids["counted"]})["entry_id"]
    points.do("east", "reverse_entry", entry_id=entry, reason="重复计分")
    for steps in range(4):
        _declared(district, steps)
    points.step("first", "return", {"id": _declared(district, 0)}, opinion="请补充")
    ids["published"] = _declared(district, 4)
    objected = {"declaration_id": ids["published"], "reason": "次数不符"}
    ids["objection"] = points.do("first", "object_to_declaration", **objected)["id"]
    ids["open_year"] = _result(district, YEAR)
    objected = {"point_year_id": ids["open_year"], "reason": "名单不全"}
    ids["year_objection"] = points.do("first", "object_to_year", **objected)["id"]


def _result(district: FullDistrict, year: int) -> str:
    result = district.member_points.do("first", "compute_year", year=year, organization_id="first")["id"]
    district.member_points.do("first", "publish_results", point_year_id=result)
    return str(result)


def _booked(district: FullDistrict, year: int) -> None:
    ids, street = district.ids, district.people["street"]
    lines = "".join(f"{ids[name]},{name},{year}-01-0{day},办实事\n" for day, name in enumerate(EARNED, start=5))
    form = {"file": (BytesIO(f"{HEAD}{lines}".encode()), "p.csv"), "basis": "纪要"} | district.at()
    ids["points_file"] = street.upload("/point-imports", form).json["id"]
    until_done(street, f"/point-imports/{ids['points_file']}")


def _declared(district: FullDistrict, steps: int) -> str:
    points = district.member_points
    made = points.declared(member_id=district.ids["good"], item="fair", occurred_on=f"{YEAR}-03-01")
    return str(points.advance(made, steps, meeting_on=f"{YEAR}-03-02")["id"])
