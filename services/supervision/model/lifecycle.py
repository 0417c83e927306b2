"""The ways of this service's records: which step may follow which state, each with its Chinese name."""

from shared.enumerations import INSPECTION_STATUSES, SUGGESTION_STATUSES
from shared.lifecycles import Lifecycle

PLANNED, HELD, CANCELLED = INSPECTION_STATUSES
IN_FORCE, ENDED = "in_force", "ended"
RECORDED, WITHDRAWN = "recorded", "withdrawn"
ISSUED, CLIMBED, CLOSED = "issued", "climbed", "closed"
OPEN, ANSWERED = SUGGESTION_STATUSES
DRAFTED, SIGNED, SUPERSEDED = "drafted", "signed", "superseded"
REFUSED = "refused"
ASSIGNED = "assigned"

PLAN = Lifecycle(
    "检查计划",
    {IN_FORCE: "有效", ENDED: "已终止"},
    {"amend": ({IN_FORCE}, None), "carry": ({IN_FORCE}, None), "end": ({IN_FORCE}, ENDED)},
    {"amend": "修改", "carry": "承接", "end": "终止"},
)
INSPECTION = Lifecycle(
    "检查",
    {PLANNED: "已安排", HELD: "已开展", CANCELLED: "已取消"},
    {
        "hold": ({PLANNED}, HELD),
        "cancel": ({PLANNED}, CANCELLED),
        "find": ({HELD}, None),
        "carry": ({PLANNED, HELD}, None),
    },
    {"hold": "开展", "cancel": "取消", "find": "登记问题或签发通知单", "carry": "承接"},
)
FINDING = Lifecycle(
    "问题",
    {RECORDED: "已登记", WITHDRAWN: "已撤销"},
    {"withdraw": ({RECORDED}, WITHDRAWN), "carry": ({RECORDED}, None)},
    {"withdraw": "撤销", "carry": "承接"},
)
NOTICE = Lifecycle(
    "通知单",
    {ISSUED: "整改中", CLIMBED: "已升级", CLOSED: "已销号", WITHDRAWN: "已撤回", ENDED: "随组织终止"},
    {
        "acknowledge": ({ISSUED, CLIMBED, CLOSED}, None),
        "answer": ({ISSUED}, None),
        "verify": ({ISSUED}, None),
        "close": ({ISSUED}, CLOSED),
        "escalate": ({ISSUED}, CLIMBED),
        "withdraw": ({ISSUED}, WITHDRAWN),
        "carry": ({ISSUED}, None),
        "end": ({ISSUED}, ENDED),
    },
    {
        "acknowledge": "签收",
        "answer": "回复",
        "verify": "核验",
        "close": "销号",
        "escalate": "升级",
        "withdraw": "撤回",
        "carry": "承接",
        "end": "终止",
    },
)
ITEM = Lifecycle(
    "整改事项",
    {OPEN: "待整改", ANSWERED: "待核验", CLOSED: "已销号", WITHDRAWN: "已撤回", ENDED: "随组织终止"},
    {
        "answer": ({OPEN}, ANSWERED),
        "return": ({ANSWERED}, OPEN),
        "close": ({ANSWERED}, CLOSED),
        "escalate": ({OPEN}, None),
        "withdraw": ({OPEN, ANSWERED}, WITHDRAWN),
        "carry": ({OPEN, ANSWERED}, None),
        "end": ({OPEN, ANSWERED}, ENDED),
    },
    {
        "answer": "提交整改结果",
        "return": "退回",
        "close": "核验销号",
        "escalate": "升级",
        "withdraw": "撤回",
        "carry": "承接",
        "end": "终止",
    },
)
LETTER = Lifecycle(
    "责任书",
    {DRAFTED: "待签", SIGNED: "已签订", SUPERSEDED: "已被替换", WITHDRAWN: "已撤回", ENDED: "随组织终止"},
    {
        "sign": ({DRAFTED}, None),
        "conclude": ({DRAFTED}, SIGNED),
        "supersede": ({SIGNED}, SUPERSEDED),
        "withdraw": ({DRAFTED}, WITHDRAWN),
        "carry": ({DRAFTED, SIGNED}, None),
        "end": ({DRAFTED, SIGNED}, ENDED),
    },
    {
        "sign": "签字",
        "conclude": "签订",
        "supersede": "替换",
        "withdraw": "撤回",
        "carry": "承接",
        "end": "终止",
    },
)
REQUEST = Lifecycle(
    "数据需求",
    {OPEN: "填报中", REFUSED: "未准予", WITHDRAWN: "已撤回"},
    {"withdraw": ({OPEN}, WITHDRAWN), "carry": ({OPEN}, None)},
    {"withdraw": "撤回", "carry": "承接"},
)
ASK = Lifecycle(
    "填报任务",
    {OPEN: "待填报", ANSWERED: "已填报", ENDED: "无需填报"},
    {"answer": ({OPEN}, ANSWERED), "end": ({OPEN}, ENDED), "carry": ({OPEN}, None)},
    {"answer": "填报", "end": "终止", "carry": "承接"},
)
CONTACT_POINT = Lifecycle(
    "联系点",
    {ASSIGNED: "联系中", ENDED: "已结束"},
    {
        "visit": ({ASSIGNED}, None),
        "carry": ({ASSIGNED}, None),
        "end": ({ASSIGNED}, ENDED),
    },
    {"visit": "督导", "carry": "承接", "end": "结束"},
)
GUIDANCE_VISIT = Lifecycle(
    "督导记录",
    {RECORDED: "已记录", WITHDRAWN: "已撤回"},
    {"withdraw": ({RECORDED}, WITHDRAWN)},
    {"withdraw": "撤回"},
)
SUGGESTION = Lifecycle(
    "意见建议",
    {OPEN: "待答复", ANSWERED: "已答复"},
    {"answer": ({OPEN}, ANSWERED), "carry": ({OPEN}, None)},
    {"answer": "答复", "carry": "承接"},
)
