"""Whether a member is long ill is health data: no database has it in clear, not even what was entered before."""

import re
from pathlib import Path

from shared import databases
from shared.messaging.json_codec import dumps, loads
from shared.messaging.tables import ANSWER
from tests.gateway.roll_scenario import roll, rows, stored

SAID = re.compile(rb'long_ill\\*"\s*:')
"""As JSON says it, in a text or in one inside another."""
KEPT = ("member", "member_past_details")


def test_no_file_says_who_is_long_ill(tmp_path: Path) -> None:
    with roll(tmp_path) as scenario:
        key = {"Idempotency-Key": "the-first-one"}
        ill = scenario.enter(key, long_ill=True)
        well = scenario.enter(long_ill=False)
        scenario.amend(ill["id"], name="王二")
        scenario.amend(well["id"], long_ill=True)
        assert scenario.enter(key, long_ill=True) == ill, "what is kept encrypted is answered as it was"
        assert [scenario.read(each["id"])["long_ill"] for each in (ill, well)] == [True, True]
        assert SAID.search(stored(tmp_path)) is None
    for table in KEPT:
        found = rows(tmp_path, "organizations", f"SELECT long_ill, long_ill_encrypted FROM {table}")
        assert found
        assert {clear for clear, _ in found} == {None}
        assert len({len(sealed) for _, sealed in found}) == 1, "nor does its length"
    for service in ("organizations", "gateway"):
        told = rows(tmp_path, service, "SELECT envelope FROM outbox") + rows(
            tmp_path, service, "SELECT * FROM answered"
        )
        assert "long_ill" not in repr(told)
    assert "long_ill" not in repr(rows(tmp_path, "gateway", "SELECT * FROM audit"))


def test_what_was_entered_in_clear_is_encrypted_when_the_service_starts(tmp_path: Path) -> None:
    key = {"Idempotency-Key": "the-first-one"}
    with roll(tmp_path) as scenario:
        ill, well = scenario.enter(key, long_ill=True), scenario.enter(long_ill=False)
        scenario.amend(ill["id"], name="王二")
        executor = scenario.executor("organizations")
        with databases.transaction(executor.engine) as session:
            connection = session.connection()
            for table in KEPT:
                change = f"UPDATE {table} SET long_ill = (member_id = ?), long_ill_encrypted = NULL"
                connection.exec_driver_sql(change, (ill["id"],))
            for account, name, sealed in connection.exec_driver_sql(
                "SELECT account_id, idempotency_key, answer FROM answered"
            ).all():
                place = ANSWER.format(account_id=account, idempotency_key=name)
                clear = executor.cipher.decrypt_text(sealed, place=place)
                assert dumps(loads(clear)) == clear
                connection.exec_driver_sql("UPDATE answered SET answer = ? WHERE answer = ?", (clear, sealed))
        assert scenario.read(ill["id"])["long_ill"] is True, "it is read meanwhile"
    assert "long_ill" in repr(rows(tmp_path, "organizations", "SELECT answer FROM answered"))
    with roll(tmp_path, scenario) as scenario:
        assert [scenario.read(each["id"])["long_ill"] for each in (ill, well)] == [True, False]
    assert "long_ill" not in repr(rows(tmp_path, "organizations", "SELECT answer FROM answered"))
    for table in KEPT:
        assert {clear for (clear,) in rows(tmp_path, "organizations", f"SELECT long_ill FROM {table}")} == {None}
