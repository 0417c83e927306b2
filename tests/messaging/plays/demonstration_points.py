"""A point and a brand in every community, and one point that has its title."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

from shared.unit_of_work import BEIJING, clock
from tests.scenarios.demonstration_points import MET

if TYPE_CHECKING:
    from tests.messaging.test_every_reaction import Play

SERVICE = "demonstration_points"


def declare_point(play: "Play", unit: str) -> None:
    """Declare a demonstration point and a brand of a unit."""
    play.do("c", "demonstration_points", "declare_point", organization_id=unit, year=2026, name="邻里中心")
    play.do("c", "demonstration_points", "discover_brand", organization_id=unit, name="百家宴")


def activate_point(play: "Play", unit: str, district: str) -> None:
    """Take a further point of a unit from its declaration to its title."""
    today = clock().astimezone(BEIJING).date()
    basis = {
        "document_title": "批复",
        "document_number": "8号",
        "issuer": "市委组织部",
        "issued_on": date(today.year, 1, 8),
    }
    opened = {"scope": "district", "year": today.year, "title": "示范点创建", "quota": 3} | basis
    scheme = play.do("d", SERVICE, "open_scheme", organization_id=district, **opened)["id"]
    declared = {"organization_id": unit, "year": today.year, "name": "党群之家"}
    point = {"point_id": play.do("c", SERVICE, "declare_point", **declared)["id"]}
    play.do("s", SERVICE, "vet_point", decision="pass", opinion="同意", **point)
    play.do("d", SERVICE, "confirm_point", scheme_id=scheme, opinion="同意", **point)
    due = {"title": "装修完成", "deadline": date(today.year, 12, 31), "post": "书记"}
    node = play.do("c", SERVICE, "set_node", **point, **due)["id"]
    play.do("c", SERVICE, "start_building", **point)
    play.do("c", SERVICE, "reach_node", node_id=node, text="已完成", **point)
    play.do("d", SERVICE, "accept_point", opinion="符合", met=list(MET), **point)
    play.do("d", SERVICE, "activate_point", until=today + timedelta(days=364), **point)
