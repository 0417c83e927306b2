"""Demonstration points and brands on every step of their way."""

from typing import Any

from tests.gateway.full_district.scenario import YEAR, YEAR_END, FullDistrict

REACHES = ("street", "district", "city", "province", "nation")


def winter(district: FullDistrict) -> None:
    """Open the scheme, and build what has its title by June."""
    scheme = district.demonstration_points.scheme(quota=30)
    district.ids["scheme"] = scheme["id"]
    for until in (f"{YEAR}-05-31", f"{YEAR}-08-31", f"{YEAR + 1}-12-31"):
        district.demonstration_points.active(scheme, until=until, **_named(district, YEAR_END))


def spring(district: FullDistrict) -> None:
    """Let points be built: one is late in June, one at risk, one on its way."""
    for deadline in ("2026-04-30", "2026-06-12", YEAR_END):
        point = district.demonstration_points.building(_scheme(district), **_named(district, deadline))
    district.ids["building"] = point["id"]
    for name, deadline in (("late_node", "2026-05-29"), ("node", "2026-06-30")):
        node = district.demonstration_points.node(point, title=district.title("装修"), deadline=deadline)
        district.ids[name] = node["id"]


def today(district: FullDistrict) -> None:
    """Leave points on each step, and take brands as far as a brand is known."""
    points, building, scheme = district.demonstration_points, district.ids["building"], _scheme(district)
    for node in ("late_node", "node"):
        points.do("first", "reach_node", point_id=building, node_id=district.ids[node], text="完成")
    points.declared(**_named(district))
    returned = points.declared(**_named(district))["id"]
    points.do("east", "vet_point", point_id=returned, decision="return", opinion="请补充")
    points.vetted(**_named(district))
    points.confirmed(scheme, **_named(district))
    points.accepted(scheme, **_named(district, YEAR_END))
    withdrawn = points.confirmed(scheme, **_named(district))["id"]
    points.do("district", "withdraw_point", point_id=withdrawn, reason="主动退出")
    for number, reach in enumerate((None, *REACHES)):
        brand = {"brand_id": points.brand(name=district.title("百家宴"))["id"]}
        if number:
            points.do("east", "consolidate_brand", opinion="已连续三年", **brand)
            points.do("district", "widen_reach", reach=reach, basis="简报", **brand)
        if number > 1:
            points.do("district", "promote_brand", basis="通知", **brand)
        for kind, record in (("point", building), ("project", district.ids["fine"])):
            points.do("first", "add_carrier", kind=kind, record_id=record, **brand)


def _scheme(district: FullDistrict) -> dict[str, str]:
    return {"id": district.ids["scheme"]}


def _named(district: FullDistrict, deadline: str = "") -> dict[str, Any]:
    return {"name": district.title("邻里中心")} | ({"deadline": deadline} if deadline else {})
