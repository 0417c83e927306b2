"""Two points take the two places of the year's scheme: one gets its title, the other's building is overdue."""

import pytest

from deploy.demo.client import Client, Refused
from tests.journeys.quarter import Quarter


def a_scheme_is_opened(quarter: Quarter) -> str:
    """Open the district's scheme on an approval from above, with two places, and give its id."""
    scheme = quarter.district.post(
        "/demonstration-schemes", organization_id=quarter.ids["示范区"], scope="district", year=quarter.year,
        title="党建示范点创建", document_title="关于同意开展党建示范点创建的批复", document_number="市委组8号",
        issuer="市委组织部", issued_on=quarter.on(1, 5), quota=2,
    )  # fmt: skip
    return str(scheme["id"])


def a_point_is_built_and_accepted(quarter: Quarter, scheme: str) -> None:
    """Build a point by two nodes, both in time, and give it its title for three years."""
    lake, district = quarter.lake, quarter.district
    point = _declared(quarter, lake, "湖滨社区", "湖滨邻里中心")
    decorated = _node(lake, point, "装修完成", quarter.on(11, 15))
    opened = _node(lake, point, "开放运行", quarter.on(12, 5))
    _started(quarter, quarter.east, lake, point, scheme)
    lake.post(f"{decorated}/reports", text="装修完成，已验看", on=quarter.on(11, 10))
    lake.post(f"{opened}/reports", text="已对居民开放", on=quarter.on(12, 1))
    checklist = [item["id"] for item in district.get(point)["checklist"]]
    district.post(f"{point}/acceptances", met=checklist, opinion="逐项符合", on=quarter.on(12, 16))
    until = f"{quarter.year + 3}-12-19"
    assert district.post(f"{point}/activations", until=until, on=quarter.on(12, 20))["status"] == "active"


def a_point_is_late(quarter: Quarter, scheme: str) -> None:
    """Begin to build a point whose only node is never reached."""
    point = _declared(quarter, quarter.bay, "滨海社区", "滨海红色驿站")
    _node(quarter.bay, point, "设施到位", quarter.on(11, 20))
    _started(quarter, quarter.west, quarter.bay, point, scheme)


def a_point_finds_no_place(quarter: Quarter, scheme: str) -> None:
    """Have a third point vetted, which the district cannot confirm: the quota is used up."""
    point = _declared(quarter, quarter.lake, "湖滨社区", "湖滨会客厅")
    quarter.east.post(f"{point}/vettings", decision="pass", on=quarter.on(10, 9))
    with pytest.raises(Refused, match="quota_used_up"):
        quarter.district.post(f"{point}/confirmations", scheme_id=scheme, on=quarter.on(10, 12))


def _declared(quarter: Quarter, clerk: Client, where: str, name: str) -> str:
    point = clerk.post(
        "/demonstration-points", organization_id=quarter.ids[where], year=quarter.year, name=name,
        hardware="300平方米", foundation="班子健全", features="百家宴", on=quarter.on(10, 8),
    )  # fmt: skip
    return f"/demonstration-points/{point['id']}"


def _node(clerk: Client, point: str, title: str, deadline: str) -> str:
    return f"{point}/nodes/{clerk.post(f'{point}/nodes', title=title, deadline=deadline, post='社区书记')['id']}"


def _started(quarter: Quarter, street: Client, clerk: Client, point: str, scheme: str) -> None:
    street.post(f"{point}/vettings", decision="pass", opinion="同意上报", on=quarter.on(10, 9))
    quarter.district.post(f"{point}/confirmations", scheme_id=scheme, on=quarter.on(10, 12))
    clerk.post(f"{point}/starts", on=quarter.on(10, 13))
