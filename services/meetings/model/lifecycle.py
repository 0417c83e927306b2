"""The life cycles of this service's records: which step may follow which state, each with its Chinese name."""

from shared.enumerations import (
    HONOUR_STATUSES,
    MEETING_DECISION_STATUSES,
    MEETING_STATUSES,
    QUARTERLY_REPORT_STATUSES,
    REPORT_BACK_STATUSES,
)
from shared.lifecycles import Lifecycle

DRAFT, FROZEN, SUPERSEDED = QUARTERLY_REPORT_STATUSES
PREPARED, HELD, FOLLOWED_UP, CANCELLED, ENDED = MEETING_STATUSES
ASKED, HANDED_IN, GIVEN, MISSED, _ = REPORT_BACK_STATUSES
IN_PROGRESS, DONE, WITHDRAWN, _ = MEETING_DECISION_STATUSES
RECORDED, _ = HONOUR_STATUSES

REPORT = Lifecycle(
    "情况报告",
    {DRAFT: "起草中", FROZEN: "已定稿", SUPERSEDED: "已被替换"},
    {"write": ({DRAFT}, None), "freeze": ({DRAFT}, FROZEN), "supersede": ({FROZEN}, SUPERSEDED)},
    {"write": "填写文字", "freeze": "定稿", "supersede": "替换"},
)
MEETING = Lifecycle(
    "例会",
    {PREPARED: "筹备中", HELD: "已召开", FOLLOWED_UP: "已落实", CANCELLED: "已取消", ENDED: "随组织终止"},
    {
        "amend": ({PREPARED}, None),
        "hold": ({PREPARED}, HELD),
        "decide": ({HELD}, None),
        "follow_up": ({HELD}, FOLLOWED_UP),
        "cancel": ({PREPARED}, CANCELLED),
        "end": ({PREPARED}, ENDED),
    },
    {
        "amend": "修改",
        "hold": "召开",
        "decide": "作出决定",
        "follow_up": "落实完毕",
        "cancel": "取消",
        "end": "终止",
    },
)
REPORT_BACK = Lifecycle(
    "汇报",
    {ASKED: "待提交", HANDED_IN: "已提交", GIVEN: "已汇报", MISSED: "未汇报", ENDED: "无需汇报"},
    {
        "hand_in": ({ASKED, HANDED_IN}, HANDED_IN),
        "give": ({ASKED, HANDED_IN}, GIVEN),
        "miss": ({ASKED}, MISSED),
        "end": ({ASKED, HANDED_IN}, ENDED),
    },
    {"hand_in": "提交汇报", "give": "汇报", "miss": "记为未汇报", "end": "终止"},
)
DECISION = Lifecycle(
    "会议决定",
    {IN_PROGRESS: "落实中", DONE: "已完成", WITHDRAWN: "已撤回", ENDED: "随组织终止"},
    {"withdraw": ({IN_PROGRESS}, WITHDRAWN), "carry": ({IN_PROGRESS}, None), "end": ({IN_PROGRESS}, ENDED)},
    {"withdraw": "撤回", "carry": "承接", "end": "终止"},
)
HONOUR = Lifecycle(
    "表彰、试点",
    {RECORDED: "已登记", WITHDRAWN: "已撤销"},
    {"withdraw": ({RECORDED}, WITHDRAWN)},
    {"withdraw": "撤销"},
)
