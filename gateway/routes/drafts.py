"""Drafts of forms, for their author alone."""

from typing import Any

from gateway.accounts import drafts as kept
from gateway.app_context import app_context
from gateway.blueprints import Blueprint
from gateway.schemas import drafts as schemas
from gateway.service_calls import execute_local, query_local
from shared.field_encryption import FieldCipher

blueprint = Blueprint("drafts", "/api/v1/drafts", "草稿 · drafts of forms")

blueprint.list("", schemas.DraftListed).calls(
    kept.drafts, None, "本人的草稿 · one's drafts without their content, the newest first."
)


@blueprint.get("/<id:form>", schemas.DraftAnswer)
def draft(form: str) -> Any:
    """读取草稿 · one's draft of a form; content is null where there is none."""
    return query_local(_bound(kept.draft), form=form)


@blueprint.patch("/<id:form>", schemas.DraftContent, schemas.DraftAnswer, method="PUT", versioned=False, private=True)
def save_draft(form: str, content: dict[str, Any]) -> Any:
    """保存草稿 · keep what was typed for two weeks, encrypted and for oneself alone; the trail knows nothing of it."""
    return execute_local(_bound(kept.save_draft), form=form, content=content)


@blueprint.delete("/<id:form>", versioned=False, private=True)
def drop_draft(form: str) -> None:
    """删除草稿 · delete a draft."""
    execute_local(kept.drop_draft, form=form)


def _bound(method: Any) -> Any:
    return FieldCipher(app_context().settings.field_key).bind(method)
