"""Demonstration points and brands on every step of their way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.gateway.estates.days import YEAR, YEAR_END
from tests.gateway.towns.demonstration_points import SCHEME

if TYPE_CHECKING:
    from tests.gateway.estate import Estate

PASS, RETURN = {"decision": "pass"}, {"decision": "return", "opinion": "请补充"}
REACHES = ("street", "district", "city", "province", "nation")


def winter(estate: Estate) -> None:
    """Open the scheme, and build what has its title by June."""
    opening = SCHEME | {"year": YEAR, "issued_on": f"{YEAR}-01-01", "quota": 30} | estate.at("district")
    estate.ids["scheme"] = estate.ask("district", "/demonstration-schemes", **opening)["id"]
    for until in (f"{YEAR}-05-31", f"{YEAR}-08-31", f"{YEAR + 1}-12-31"):
        _titled(estate, until)


def spring(estate: Estate) -> None:
    """Let points be built: one is late in June, one at risk, one on its way."""
    for deadline in ("2026-04-30", "2026-06-12", YEAR_END):
        estate.ids["building"], _ = _built(estate, deadline)
    for name, deadline in (("late_node", "2026-05-29"), ("node", "2026-06-30")):
        estate.ids[name] = _node(estate, estate.ids["building"], deadline)


def today(estate: Estate) -> None:
    """Leave points on each step, and take brands as far as a brand is known."""
    building = estate.ids["building"]
    for node in ("late_node", "node"):
        _reached(estate, building, estate.ids[node])
    _declared(estate)
    estate.ask("street", f"/demonstration-points/{_declared(estate)}/vettings", **RETURN)
    estate.ask("street", f"/demonstration-points/{_declared(estate)}/vettings", **PASS)
    _confirmed(estate)
    _accepted(estate)
    estate.ask("district", f"/demonstration-points/{_confirmed(estate)}/withdrawals", reason="主动退出")
    for number, reach in enumerate((None, *REACHES)):
        brand = _brand(estate)
        if number:
            estate.ask("street", f"/brands/{brand}/consolidations", opinion="已连续三年")
            estate.ask("district", f"/brands/{brand}/reaches", reach=reach, basis="简报")
        if number > 1:
            estate.ask("district", f"/brands/{brand}/promotions", basis="通知")
        for kind, record in (("point", building), ("project", estate.ids["fine"])):
            estate.ask("community", f"/brands/{brand}/carriers", kind=kind, record_id=record)


def _declared(estate: Estate) -> str:
    asked: dict[str, Any] = {"year": YEAR, "name": estate.title("邻里中心")}
    return str(estate.ask("community", "/demonstration-points", **estate.at(), **asked)["id"])


def _confirmed(estate: Estate) -> str:
    point = _declared(estate)
    estate.ask("street", f"/demonstration-points/{point}/vettings", **PASS)
    estate.ask("district", f"/demonstration-points/{point}/confirmations", scheme_id=estate.ids["scheme"])
    return point


def _built(estate: Estate, deadline: str) -> tuple[str, str]:
    point = _confirmed(estate)
    node = _node(estate, point, deadline)
    estate.ask("community", f"/demonstration-points/{point}/starts")
    return point, node


def _accepted(estate: Estate) -> str:
    point, node = _built(estate, YEAR_END)
    _reached(estate, point, node)
    met = [item["id"] for item in estate.see(f"/demonstration-points/{point}")["checklist"]]
    estate.ask("district", f"/demonstration-points/{point}/acceptances", opinion="属实", met=met)
    return point


def _titled(estate: Estate, until: str) -> None:
    estate.ask("district", f"/demonstration-points/{_accepted(estate)}/activations", until=until)


def _node(estate: Estate, point: str, deadline: str) -> str:
    asked = {"title": estate.title("装修"), "deadline": deadline, "post": "书记"}
    return str(estate.ask("community", f"/demonstration-points/{point}/nodes", **asked)["id"])


def _reached(estate: Estate, point: str, node: str) -> None:
    estate.ask("community", f"/demonstration-points/{point}/nodes/{node}/reports", text="完成")


def _brand(estate: Estate) -> str:
    return str(estate.ask("community", "/brands", name=estate.title("百家宴"), **estate.at())["id"])
