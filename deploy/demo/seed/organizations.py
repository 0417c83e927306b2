"""What a community's secretary enters about its people: members, posts, terms, and the tier that was decided."""

from datetime import date
from random import Random

from deploy.demo import persons
from deploy.demo.client import Client
from deploy.demo.seed.units import Unit, day_between


def roll(unit: Unit, draw: Random, today: date) -> None:
    """Enter a community's first members, its secretary, its term and its branch."""
    path = f"/organizations/{unit.id}"
    members = [unit.clerk.post(f"{path}/members", **persons.member(draw, today)) for _ in range(draw.randint(3, 6))]
    elected = day_between(draw, date(today.year - 4, 3, 1), min(today, date(today.year, 1, 20)))
    post = {"title": "secretary", "member_id": members[0]["id"], "from_on": elected.isoformat()}
    unit.clerk.post(f"{path}/posts", **post)
    unit.clerk.post(f"{path}/terms", began_on=elected.isoformat())


def tier(district: Client, unit: Unit, draw: Random, today: date) -> None:
    """Record the tier that people decided on for last year."""
    decided = draw.choices(("advanced", "qualified", "lagging"), weights=(3, 6, 1))[0]
    reason = {"advanced": "品牌建设成效明显", "qualified": "各项工作达到要求", "lagging": "组织生活记录不全"}[decided]
    district.post(
        f"/organizations/{unit.id}/tiers", period=str(today.year - 1), tier=decided, reason=reason,
        basis="年度综合评议", decided_on=min(today, date(today.year, 1, 4)).isoformat(),
    )  # fmt: skip
