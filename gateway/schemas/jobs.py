"""Schemas of jobs of all kinds."""

from typing import Any

from marshmallow import fields, pre_dump

from gateway.i18n import language
from gateway.schemas import Moment, ResponseSchema, doc
from shared.labels import label


class JobAnswer(ResponseSchema):
    """A job, of whichever kind: what it is about, how far it is, and where its own kind says more."""

    id = fields.String(required=True)
    kind = fields.String(required=True)
    kind_name = fields.String(required=True, metadata=doc("哪类任务 · what kind of job"))
    title = fields.String(required=True, metadata=doc("文件名或观摩安排 · the file or the round"))
    organization_id = fields.String(required=True)
    state = fields.String(required=True)
    state_name = fields.String(required=True, metadata=doc("状态 · its state in words"))
    percent = fields.Integer(required=True)
    asked_at = Moment(required=True)
    ended_at = Moment(allow_none=True, required=True)
    reason = fields.String(allow_none=True, required=True, metadata=doc("失败原因 · why it failed"))
    href = fields.String(required=True, metadata=doc("详情 · where its kind says more"))

    @pre_dump
    def in_words(self, job: dict[str, Any], **_options: Any) -> dict[str, Any]:
        tongue = language()
        reason = job["reason"] and job["reason"].get(tongue)
        return job | {
            "kind_name": label("job", job["kind"], tongue),
            "state_name": label("state_of_job", job["state"], tongue),
            "reason": reason,
        }
