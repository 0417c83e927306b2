"""Enters 100,000 rows from an Excel workbook and tells how long each phase took and how much memory it needed.

`python -m tests.member_points.bulk FOLDER [ROWS]` works in a folder, on SQLite, and prints one JSON object. It is a
process of its own, so that the peak is the import's and not some other test's.
"""

import json
import resource
import sys
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from sqlalchemy import func, select
from werkzeug.datastructures import FileStorage

from gateway.routes.member_points import PART, ROWS
from gateway.table_files import FORMS, read_rows
from services import service_class
from services.member_points import reactions
from services.member_points.model.ledger import PointEntry
from shared import databases
from shared.messaging.events import Envelope
from shared.messaging.reactions import reactions_of
from shared.messaging.tables import outbox
from tests.scenarios.member_points import MemberPointsScenario

MEMBERS = 2_000
MEGABYTE = 1024


def main(folder: Path, rows: int) -> dict[str, Any]:
    """Enter so many rows and give seconds and megabytes."""
    workbook = folder / "points.xlsx"
    written(workbook, rows)
    url = f"sqlite:///{folder / 'bulk.sqlite3'}"
    MemberPointsScenario.prepare(url).dispose()
    with MemberPointsScenario.on(url) as scenario:
        for number in range(MEMBERS):
            scenario.join(f"m{number:05}")
        scenario.scheme()
        began, before = time.monotonic(), peak()
        job = scenario.do(
            "east", "begin_import", organization_id="first", basis="党委会议纪要", file_name="points.xlsx"
        )
        for part in parts(workbook):
            scenario.do("east", "hand_in_rows", point_import_id=job["id"], rows=part)
        scenario.do("east", "request_import", point_import_id=job["id"])
        handed_in = time.monotonic()
        consume_own(scenario, job["id"])
        ended = scenario.ask("east", "import_job", point_import_id=job["id"])
        found = {"state": ended["state"], "rows_applied": ended["rows_applied"]}
        found |= {"seconds_handing_in": round(handed_in - began, 1)}
        found |= {"seconds_checking_and_entering": round(time.monotonic() - handed_in, 1)}
        return found | {"megabytes": round((peak() - before) / MEGABYTE), "sum": ledger_sum(scenario)}


def written(path: Path, rows: int) -> None:
    """Write a workbook of so many rows, each with words of its own."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(["党员编号", "项目代码", "发生日期", "次数", "事由"])
    for number in range(rows):
        sheet.append([f"m{number % MEMBERS:05}", "helping", "2026-02-03", 1, f"第 {number} 件好事，帮助邻居解决困难"])
    book.save(path)


def parts(path: Path) -> Iterator[list[dict[str, Any]]]:
    """Read the workbook as the gateway does, a part at a time."""
    with path.open("rb") as opened:
        rows = read_rows(FileStorage(opened, filename=path.name), FORMS["point_imports"], most=ROWS)
        while part := list(islice(rows, PART)):
            yield part


def consume_own(scenario: MemberPointsScenario, job_id: str) -> None:
    """Let the service consume its own events as they come, forgetting each once it took effect."""
    listened, last = reactions_of(service_class(MemberPointsScenario.name)), 0
    while news := emitted_after(scenario, last):
        for position, text in news:
            last = position
            fact = Envelope.decode(text).event()
            for name in listened.get(type(fact), []) if getattr(fact, "point_import_id", "") == job_id else []:
                scenario.react(getattr(reactions, name), fact)


def emitted_after(scenario: MemberPointsScenario, position: int) -> list[tuple[int, str]]:
    """Return the next few events of the outbox."""
    query = select(outbox.c.position, outbox.c.envelope).where(outbox.c.position > position)
    with databases.reading(scenario.executor.engine) as session:
        return [tuple(row) for row in session.execute(query.order_by(outbox.c.position).limit(5))]


def ledger_sum(scenario: MemberPointsScenario) -> int:
    with databases.reading(scenario.executor.engine) as session:
        return int(session.scalar(select(func.sum(PointEntry.hundredths))) or 0)


def peak() -> int:
    """Return the most memory this process ever held, in kilobytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), int((sys.argv[2:] or ["100000"])[0]))))
