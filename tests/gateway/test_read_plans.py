"""No read of figures, records or the tree goes through a whole table: each statement is explained as it was asked.

SQLite reads by an index wherever there is one for it, in a district of any size, so a scan is a missing condition.
"""

import re
from typing import Any

import pytest
from sqlalchemy import Engine

from gateway.projections.indicators import indicators
from gateway.projections.tables import fact, figure, place, record
from shared.trees import organization_version
from tests.expect import done
from tests.gateway.full_district.readers import reader
from tests.gateway.full_district.scenario import YEAR, FullDistrict
from tests.statements import sent_to

LARGE = {each.name for each in (fact, figure, place, record, organization_version)}
SCANNED = re.compile(r"^SCAN (\w+)")
DAYS: tuple[dict[str, Any], ...] = ({}, {"as_of": f"{YEAR}-02-15"}, {"period": f"{YEAR}Q1"}, {"kind": "party"})
READERS = {"district": "the district", "street": "a street", "community": "a community"}
UNITS = {"district": "district", "street": "east", "community": "first"}


def scans(engine: Engine, statement: str, parameters: Any) -> set[str]:
    """Return the large tables that a statement goes through as a whole, by the names it gives them."""
    names = {alias: name for name, alias in re.findall(r"\b(?:FROM|JOIN) (\w+) AS (\w+)", statement)}
    with engine.connect() as connection:
        rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters).all()
    scanned = (SCANNED.match(row[-1]) for row in rows)
    return {names.get(each[1], each[1]) for each in scanned if each} & LARGE


def look(district: FullDistrict, level: str, query: dict[str, Any]) -> None:
    """Read what a level opens: its overview, a series, the records behind figures, tasks, report, home and search."""
    person, unit = reader(district, READERS[level]), district.ids[UNITS[level]]
    base = f"/levels/{level}/{unit}"
    done(person.get(f"{base}/overview", query_string=query))
    listed = [each for each in indicators().by_code.values() if not each.is_share]
    some = [each.code for each in listed if each.median is not None] + [each.code for each in listed][::6]
    for code in some:
        done(person.get(f"{base}/figures/{code}/records", query_string=query))
    for address in (
        f"{base}/overview?children=false&compare=previous",
        f"{base}/indicators/projects_in_progress?series=month",
        f"{base}/quarterly-reports/{YEAR}Q1",
        f"/organizations/{unit}/todos?below_too=true",
        f"/organizations/{unit}/todos",
        f"/organizations/{unit}/home",
        f"{base}/map",
        "/search?q=党",
    ):
        done(person.get(address))


@pytest.mark.parametrize("query", DAYS, ids=str)
@pytest.mark.parametrize("level", READERS)
def test_what_a_level_reads_goes_through_no_large_table(
    full_district: FullDistrict, level: str, query: dict[str, Any]
) -> None:
    engine = full_district.harness.engine
    with sent_to(engine) as sent:
        look(full_district, level, query)
    statements = {each.text: each.parameters for each in sent if each.text.lstrip().startswith(("SELECT", "WITH"))}
    assert len(statements) > len(READERS)
    found = {statement: scans(engine, statement, parameters) for statement, parameters in statements.items()}
    assert not {statement: tables for statement, tables in found.items() if tables}
