"""`python -m tools.count_functions [CHECKOUT] [--json]` counts the functions that three uses of the platform enter.

The platform runs embedded, on SQLite, in this process, and is used over its HTTP API: a progress report, from the
gateway's route to the service's commit; the event of it, from the service's outbox to the gateway's overview; one
planning job of a small round, from the planner's taking it to the stored schedule, the solver's process included. Each
is done once before it is counted, so that what is only read once is not in it. Any checkout can be counted: what this
script needs to find there are the names below.
"""

import argparse
import json
import os
import secrets
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable
from contextlib import redirect_stdout
from datetime import datetime, timedelta
from importlib import import_module
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zoneinfo import ZoneInfo

from tools.function_recorder import Recorder, record_children

APPLICATION = "deploy.embedded", "make_app"
SETTINGS = "shared.settings", "load_settings"
CREATE = ("gateway.accounts", "create", "--username")
ADMINISTRATORS = {"operator": "system_admin", "granter": "security_admin"}
DELIVERY = ("relay", "projector")
"""What the names of threads contain that take an event from the outbox to the gateway's tables."""
REACTIONS = ("inbox",)
"""What the names of threads contain that let other services react to it."""
WAITED = 60.0
"""Seconds after which what was asked for is taken not to come."""
ROUND_SECONDS = 4
TIMES = 3
"""How often each use is counted: what one of them enters depends a little on how threads meet."""
COMMUNITIES = ("甲社区", "乙社区", "丙社区")
DISTRICT = """code,name,level,parent_code,lon_gcj02,lat_gcj02
990101,示范区,district,,118.08,24.44
990101001,东街道,street,990101,118.09,24.43
990101001001,甲社区,community,990101001,118.091,24.431
990101001002,乙社区,community,990101001,118.095,24.435
990101001003,丙社区,community,990101001,118.085,24.425
"""


class Person:
    """Someone who uses the API inside this process and reads what anybody wrote before."""

    def __init__(self, app: Any, positions: dict[str, str]) -> None:
        self.http = app.test_client()
        self.headers: dict[str, str] = {}
        self.positions = positions

    def sign_in(self, username: str, password: str) -> None:
        token = self.post("/auth/token", username=username, password=password)["access_token"]
        self.headers["Authorization"] = f"Bearer {token}"

    def get(self, path: str) -> Any:
        """Read an address."""
        return self._ask("GET", path).json

    def post(self, path: str, **body: Any) -> Any:
        """Write once; where a version is wanted, the one that stands."""
        return self._ask("POST", path, json=body).json

    def put(self, path: str, **body: Any) -> None:
        """Put something in the place of what was there."""
        self._ask("PUT", path, json=body)

    def _ask(self, method: str, path: str, **options: Any) -> Any:
        headers = self.headers | self.positions | ({"Idempotency-Key": uuid.uuid4().hex} if method == "POST" else {})
        answer = self.http.open(f"/api/v1{path}", method=method, headers=headers, **options)
        if answer.status_code == 428:  # noqa: PLR2004
            headers["If-Match"] = self._ask("GET", path.rpartition("/")[0]).headers["ETag"]
            answer = self.http.open(f"/api/v1{path}", method=method, headers=headers, **options)
        if answer.status_code >= 400:  # noqa: PLR2004
            raise RuntimeError(f"{method} {path}: {answer.status_code} {answer.text[:500]}")
        if "Sanji-Position" in answer.headers:
            self.positions["Sanji-After"] = answer.headers["Sanji-Position"]
        return answer

    def upload(self, path: str, content: str, **form: str) -> Any:
        """Write a file with its form fields."""
        return self._ask("POST", path, data=form | {"file": (BytesIO(content.encode()), "district.csv")}).json


def awaited(look: Callable[[], Any], holds: Callable[[Any], Any]) -> Any:
    """Look again until what is seen holds, and return it."""
    until = time.monotonic() + WAITED
    while not holds(seen := look()):
        if time.monotonic() > until:
            raise TimeoutError(f"not so after {WAITED} s: {seen}")
        time.sleep(0.05)
    return seen


class District:
    """A street with three communities, those who act for each level, a project under way and a round to plan."""

    def __init__(self, app: Any, passwords: dict[str, str]) -> None:
        self.app = app
        self.positions: dict[str, str] = {}
        self.operator, self.granter = (Person(app, self.positions) for _ in ADMINISTRATORS)
        self.operator.sign_in("operator", passwords["operator"])
        self.granter.sign_in("granter", passwords["granter"])
        job = self.operator.upload("/organizations/imports", DISTRICT, effective_on="2020-01-01")
        path = f"/organizations/imports/{job['id']}"
        awaited(lambda: self.operator.get(path)["state"], lambda state: state == "done")
        listed = awaited(lambda: self.operator.get("/organizations?limit=50")["items"], lambda items: len(items) > 4)  # noqa: PLR2004
        self.ids = {item["name"]: item["id"] for item in listed}
        self.today = datetime.now(ZoneInfo("Asia/Shanghai")).date()
        self.district = self._staff("district", "示范区")
        self.street = self._staff("street", "东街道")
        self.clerk = self._staff("community", *COMMUNITIES)
        self.project = self._project()
        self.served = 0

    def _staff(self, level: str, *names: str) -> Person:
        grants = [{"role": f"{level}_staff", "organization_id": self.ids[name], "below": True} for name in names]
        own = {"username": level, "name": level, "organization_id": self.ids[names[0]]}
        made = self.operator.post("/accounts", **own)
        for grant in grants:
            self.granter.post(f"/accounts/{made['id']}/grants", **grant)
        initial = made["initial_password"]
        person, password = Person(self.app, self.positions), secrets.token_urlsafe(18)
        person.sign_in(level, initial)
        person.put("/accounts/me/password", current_password=initial, new_password=password)
        person.sign_in(level, password)
        return person

    def _project(self) -> str:
        project = self.clerk.post(
            "/projects", organization_id=self.ids["甲社区"], kind="secretary_project", category="brand_building",
            year=self.today.year, title="邻里节", lead_post="社区书记",
        )  # fmt: skip
        path = f"/projects/{project['id']}"
        self.street.post(f"{path}/reviews", decision="pass", opinion="同意上报")
        self.district.post(f"{path}/approvals", decision="pass", opinion="同意立项")
        self.clerk.post(f"{path}/starts", on=self.today.isoformat())
        return path

    def report_progress(self) -> None:
        """Report progress for the project, of ten people served."""
        self.served += 10
        self.clerk.post(
            f"{self.project}/progress", reported_on=self.today.isoformat(), percent=self.served, text="已走访三个小区",
            people_served=10,
        )  # fmt: skip

    def await_overview(self) -> None:
        """Read the district's overview until it counts everyone served."""
        path = f"/levels/district/{self.ids['示范区']}/overview?period={self.today.year}"

        def served() -> int:
            figures = {figure["indicator"]: figure["total"] for figure in self.district.get(path)["figures"]}
            return int(figures.get("people_served") or 0)

        awaited(served, lambda count: count == self.served)

    def begin_round(self) -> str:
        """Set up an internal round of the street's communities and return its path."""
        units = [self.ids[name] for name in COMMUNITIES]
        days = [self.today + timedelta(days=number) for number in range(1, 15)]
        quarter = (days[-1].month + 2) // 3
        inside = [day.isoformat() for day in days if (day.month + 2) // 3 == quarter]
        one = self.street.post(
            "/visit-rounds", organization_id=self.ids["东街道"], kind="internal", title="季度内部观摩",
            period=f"{days[-1].year}Q{quarter}", days=inside, basis="街道年度党建工作要点",
            hosts=[{"organization_id": unit} for unit in units],
        )  # fmt: skip
        for unit in units:
            self.street.post(
                "/visit-delegations", round_id=one["id"], organization_id=unit, name="观摩团", people=10,
                vehicles=[{"name": "中巴", "seats": 19}],
            )  # fmt: skip
        return f"/visit-rounds/{one['id']}"

    def open_stops(self) -> None:
        """Open each community to visits."""
        for name in COMMUNITIES:
            stop = {"organization_id": self.ids[name], "name": f"{name}党群服务中心"}
            self.clerk.post("/visit-stops", **stop, visit_minutes=60, group_capacity=40)

    def plan(self, path: str) -> None:
        """Have a round planned and wait for the schedule."""
        job = self.street.post(f"{path}/plannings", seconds=ROUND_SECONDS)
        look = f"{path}/plannings/{job['id']}"
        state = awaited(lambda: self.street.get(look)["state"], lambda state: state not in {"waiting", "running"})
        if state != "done":
            raise RuntimeError(f"the planning job ended as {state}")


def counted(root: Path, folder: Path) -> dict[str, list[str]]:
    """Return the functions that each of the three uses enters."""
    settings = {"SANJI_HOST": "embedded", "DATA_DIR": str(folder / "data"), "SANJI_REQUESTS_A_MINUTE": "1000000"}
    os.environ.update(settings | {"SANJI_SIGN_INS_A_MINUTE": "1000"})
    passwords = {username: _created(username, role) for username, role in ADMINISTRATORS.items()}
    recorder = Recorder(root)
    solver_log = folder / "solver"
    record_children(root, solver_log)
    recorder.install()
    app, end = getattr(import_module(APPLICATION[0]), APPLICATION[1])(
        getattr(import_module(SETTINGS[0]), SETTINGS[1])()
    )
    try:
        district = District(app, passwords)
        return _reports(recorder, district) | _planning(recorder, district, solver_log)
    finally:
        sys.setprofile(None)
        end()


def _created(username: str, role: str) -> str:
    command = [sys.executable, "-m", *CREATE, username, "--role", role]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()[-1]


def _reports(recorder: Recorder, district: District) -> dict[str, list[str]]:
    district.report_progress()
    district.await_overview()
    here = threading.current_thread().name
    command, overview = set[str](), set[str]()
    with recorder.recorded() as entered:
        for _ in range(TIMES):
            district.report_progress()
            command |= recorder.taken(here)
            district.await_overview()
            overview |= recorder.taken(here)
    delivery = {name for thread, name in entered if any(part in thread for part in DELIVERY)}
    return {"progress_report": sorted(command), "event": sorted(overview | delivery)}


def _planning(recorder: Recorder, district: District, solver_log: Path) -> dict[str, list[str]]:
    district.open_stops()
    district.plan(district.begin_round())
    paths = [district.begin_round() for _ in range(TIMES)]
    solver_log.write_bytes(b"")
    with recorder.recorded() as entered:
        for path in paths:
            district.plan(path)
    others = (*DELIVERY, *REACTIONS, threading.current_thread().name)
    planner = {name for thread, name in entered if not any(part in thread for part in others)}
    return {"planning_job": sorted(planner | set(solver_log.read_text("utf-8").split("\n")) - {""})}


def main() -> None:
    """Print how many functions each use enters in the checkout that the command line names, by default in this one."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.count_functions", description="进入的函数 · functions entered"
    )
    parser.add_argument("checkout", nargs="?", type=Path, default=Path(__file__).parents[1])
    parser.add_argument("--json", action="store_true", help="JSON 格式，列出函数 · as JSON, with the functions' names")
    arguments = parser.parse_args()
    root = arguments.checkout.resolve()
    os.chdir(root)
    sys.path.insert(0, str(root))
    # What the platform logs is not the answer.
    with TemporaryDirectory(prefix="sanji-count-") as folder, redirect_stdout(sys.stderr):
        entered = counted(root, Path(folder))
    if arguments.json:
        print(json.dumps(entered, ensure_ascii=False, indent=2))
        return
    for use, functions in entered.items():
        print(f"{use.replace('_', ' '):<20}{len(functions):>5}")


if __name__ == "__main__":
    main()
