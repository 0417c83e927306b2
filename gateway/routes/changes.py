"""What changed that concerns the caller."""

from typing import Any

from gateway import changes as told
from gateway.blueprints import Blueprint
from gateway.schemas import changes as schemas
from gateway.service_calls import execute_local, query_local, wait_for_positions

blueprint = Blueprint("changes", "/api/v1", "变动和消息 · what changed, and messages")


@blueprint.list("/changes", schemas.ChangeAnswer, query=schemas.ChangesQuery)
def changes(**params: Any) -> Any:
    """与本单位有关的变动 · what concerns one's organizations, the newest first; kept for a month."""
    wait_for_positions()
    return query_local(told.changes, **params)


@blueprint.list("/notifications", schemas.ChangeAnswer, query=schemas.NotificationsQuery)
def notifications(**params: Any) -> Any:
    """消息 · the same as messages, all or those that are unread."""
    wait_for_positions()
    return query_local(told.changes, **params)


@blueprint.get("/notifications/cursor", schemas.ReadingCursorAnswer)
def reading_cursor() -> Any:
    """读到哪一条 · up to which change one has read, and how many are unread."""
    wait_for_positions()
    return query_local(told.reading_cursor)


@blueprint.patch(
    "/notifications/cursor", schemas.ReadingCursorChange, schemas.ReadingCursorAnswer,
    method="PUT", versioned=False, private=True,
)  # fmt: skip
def read_until(number: int) -> Any:
    """标为已读 · note up to which change one has read; nobody else is told, and the trail neither."""
    return execute_local(told.read_until, number=number)
