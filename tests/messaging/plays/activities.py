"""A secretary in one community, halls in those that end, and the next year set."""

from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.messaging.test_every_reaction import Play


def people_and_halls(play: "Play", ids: dict[str, str]) -> None:
    """Have a secretary in one community, halls in those that end, and the next year set."""
    person = {"name": "张三", "status": "full", "member_class": "ordinary", "effective_on": date(2022, 1, 1)}
    unit = {"organization_id": ids["社区6"]}
    member = play.do("c", "organizations", "register_member", **unit, **person)
    asked = {"title": "secretary", "member_id": member["id"], "from_on": date(2024, 1, 1)}
    post = play.do("c", "organizations", "assign_post", **unit, **asked)
    play.do("c", "organizations", "relieve_post", post_id=post["id"])
    for name in ("社区2", "社区3", "社区4"):
        play.do("c", "activities", "plan_hall", organization_id=ids[name], title="大讲堂")
    year = play.hosted["activities"].executor.clock().year + 1
    play.do("d", "activities", "set_obligations_of_year", organization_id=ids["示范区"], year=year)
    deadline = {"year": year, "deadline": date(year, 6, 30), "basis": "年度要点"}
    play.do("d", "activities", "set_hall_deadline", organization_id=ids["示范区"], **deadline)
    asked = {"year": year, "deadline": date(year, 6, 30), "basis": "年度要点"}
    play.do("d", "activities", "set_hall_deadline", organization_id=ids["示范区"], **asked)
