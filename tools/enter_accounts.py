"""`python tools/enter_accounts.py ADDRESS` enters accounts of each role, and what they did, through the API.

`tools.make_database_dumps` runs it on the platform of another commit, with that commit's client and command line; all
persons in it are made up. Every password is the same.
"""

import subprocess
import sys
from random import Random
from typing import Any

from deploy.demo.client import Client, Refused

PASSWORD = "four plain words here"  # noqa: S105 - of people who are made up
OPENED, SINCE = "2020-01-01", "2021-01-01"
TREE = (
    ("district", "甲区", None),
    ("street", "东街道", "甲区"),
    ("community", "湖滨社区", "东街道"),
    ("community", "山下社区", "东街道"),
)
ACCOUNTS = (
    ("district", "张三", "甲区", "district_staff", "甲区"),
    ("district-2", "张三", "甲区", "district_staff", "甲区"),
    ("street", "李四", "东街道", "street_staff", "东街道"),
    ("community", "王五", "湖滨社区", "community_staff", "湖滨社区"),
    ("community-2", "赵六", "山下社区", "community_staff", "山下社区"),
    ("branch", "钱七", "湖滨社区", "branch_staff", "湖滨社区"),
    ("district-auditor", "孙八", "甲区", "auditor", "甲区"),
    ("left", "周九", "甲区", "district_staff", "甲区"),
)
MEMBER = {"status": "full", "member_class": "ordinary", "effective_on": SINCE}
PROJECT = {"year": 2026, "category": "lecture_halls", "title": "加装电梯", "lead_post": "书记"}
SUGGESTION = {"about": "burden", "text": "同一张表一周报了三次。"}


def main() -> None:
    """Enter everything, in the order in which it could have happened."""
    address = sys.argv[1]
    for username, role in (("operator", "operations"), ("operator-2", "operations"), ("auditor", "auditor")):
        command = [sys.executable, "-m", "gateway.accounts", "create", "--username", username, "--role", role]
        subprocess.run([*command, "--password-stdin"], input=PASSWORD, text=True, check=True)
    operator = _signed_in(address, "operator")
    ids: dict[str | None, str | None] = {None: None}
    for level, name, parent in TREE:
        asked = {"name": name, "level": level, "parent_id": ids[parent], "effective_on": OPENED}
        ids[name] = operator.post("/organizations", **asked)["id"]
    staff = {username: _account(operator, ids, username, *rest) for username, *rest in ACCOUNTS}
    _give_more(operator, staff, ids)
    _work(staff, ids)
    _refuse(address, staff, ids)


def _signed_in(address: str, username: str, password: str = PASSWORD) -> Client:
    client = Client(address, Random(username))
    client.sign_in(username, password)
    return client


def _account(operator: Client, ids: dict[Any, Any], username: str, *rest: str) -> Client:
    name, home, role, on = rest
    grants = [{"role": role, "organization_id": ids[on], "below": True}]
    made = operator.post("/accounts", username=username, name=name, organization_id=ids[home], grants=grants)
    client = Client(operator.address, Random(username))
    client.first_sign_in(username, made["initial_password"], PASSWORD)
    return client


def _give_more(operator: Client, staff: dict[str, Client], ids: dict[Any, Any]) -> None:
    """Give grants that are wider, narrower, withdrawn, or of two administrators at once, and disable an account."""
    listed = operator.get("/accounts", organization_id=ids["甲区"])["items"]
    addresses = {each["username"]: f"/accounts/{each['id']}" for each in listed}
    alone = {"role": "street_staff", "organization_id": ids["东街道"], "below": False}
    operator.post(f"{addresses['community']}/grants", **alone)
    wide = {"role": "district_staff", "organization_id": ids["甲区"]}
    given = operator.post(f"{addresses['street']}/grants", **wide)
    (grant,) = [each["id"] for each in given["grants"] if each["role"] == wide["role"]]
    _ask(operator, "DELETE", f"{addresses['street']}/grants/{grant}")
    second = _signed_in(operator.address, "operator-2").get("/accounts/me")
    operator.post(f"/accounts/{second['id']}/grants", role="auditor", organization_id="*")
    operator.post(f"{addresses['district-auditor']}/grants", role="street_staff", organization_id=ids["东街道"])
    version = operator.get(addresses["left"])["version"]
    _ask(operator, "PATCH", addresses["left"], headers={"If-Match": f'"{version}"'}, json={"disabled": True})
    del staff["left"]


def _ask(client: Client, method: str, path: str, **options: Any) -> None:
    client.http.request(method, f"{client.address}/api/v1{path}", timeout=60, **options).raise_for_status()


def _work(staff: dict[str, Client], ids: dict[Any, Any]) -> None:
    """Enter members, a project and suggestions with and without a name, and read personal data."""
    here = f"/organizations/{ids['湖滨社区']}/members"
    stays, moves, leaves = (staff["community"].post(here, name=name, **MEMBER)["id"] for name in ("甲", "乙", "丙"))
    asked = staff["community"].post(f"/members/{moves}/transfers", to_organization_id=ids["山下社区"])
    staff["community-2"].post(f"/transfers/{asked['id']}/confirmations")
    staff["community"].post(f"/members/{leaves}/departures", reason="deceased", effective_on="2021-06-01")
    staff["district"].get(f"/members/{stays}/personal-data")
    project = staff["community"].post("/projects", organization_id=ids["湖滨社区"], **PROJECT)
    staff["street"].post(f"/projects/{project['id']}/reviews", decision="pass", opinion="同意")
    to = {"organization_id": ids["湖滨社区"], "to_organization_id": ids["东街道"]}
    for title, named in (("署名的建议", True), ("不署名的建议", False)):
        staff["community"].post("/suggestions", title=title, named=named, **to, **SUGGESTION)


def _refuse(address: str, staff: dict[str, Client], ids: dict[Any, Any]) -> None:
    """Be refused, as a stranger and for a wrong password, which stands in the trail too."""
    for refused in (
        lambda: _signed_in(address, "street", "not the password"),
        lambda: staff["community-2"].post(f"/organizations/{ids['湖滨社区']}/members", name="丁", **MEMBER),
    ):
        try:
            refused()
        except Refused:
            continue
        raise SystemExit("nobody was refused")


if __name__ == "__main__":
    main()
