"""What is parked is tried again or stepped over by whoever operates the platform, from the page that says why."""

import pytest

from shared import databases
from shared.events.observation_visits import StrengthRecorded
from shared.messaging import event_streams
from shared.messaging.events import envelope
from shared.messaging.tables import inbox
from shared.rights import SYSTEM_ADMIN
from tests.console.plain import Plain
from tests.console.served import username_of

SERVICE = "demonstration_points"


@pytest.mark.parametrize(("link", "button"), [("重试", "重试这个事件"), ("跳过", "跳过这个事件，不能恢复")])
def test_a_parked_event_is_decided_on_with_a_reason(console, link, button):
    clock, unit = console.harness.clock(), f"unit-{link}"
    event = StrengthRecorded(
        district_id=console.ids["district"], organization_id=unit, visit_id="v", strength_id=unit, text="亮点",
        recorded_on=clock.date(),
    )  # fmt: skip
    with databases.transaction(console.district.executor(SERVICE).engine) as session:
        event_streams.enqueue(session, [envelope(event, id=unit, time=clock, number=1)], clock)
        parked = inbox.update().where(inbox.c.partition_key == unit).values(parked_at=clock, error="坏了")
        session.execute(parked)
    operator = Plain.signed_in(console.address, username_of(SYSTEM_ADMIN))
    operator.open("/operations").follow("去处理").follow(link).does(button, 理由="服务已修复")
    assert unit not in operator.page.xpath("string(//main)")
