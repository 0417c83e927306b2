"""The life cycle of a project from its declaration to its rating."""

from shared.enumerations import PROJECT_STATUSES
from shared.lifecycles import Lifecycle, Steps

DRAFTED, DECLARED, REVIEWED, RETURNED, APPROVED, IN_PROGRESS, ACCEPTED, RATED, WITHDRAWN, ENDED = PROJECT_STATUSES

STATUSES = {
    DRAFTED: "草拟",
    DECLARED: "已申报",
    REVIEWED: "已审核",
    RETURNED: "已退回",
    APPROVED: "已立项",
    IN_PROGRESS: "实施中",
    ACCEPTED: "已验收",
    RATED: "已评定",
    WITHDRAWN: "已撤回",
    ENDED: "随组织终止",
}
FINISHED = frozenset({RATED, WITHDRAWN, ENDED})
OPEN = frozenset(STATUSES) - FINISHED
AMENDABLE = frozenset({DRAFTED, DECLARED, RETURNED})
PLANNED = AMENDABLE | {REVIEWED, APPROVED, IN_PROGRESS}
"""The states in which milestones may be set."""

STEPS: Steps = {
    "declare": (frozenset({RETURNED}), DECLARED),
    "amend": (AMENDABLE, None),
    "review": (frozenset({DECLARED}), REVIEWED),
    "return": (frozenset({DECLARED, REVIEWED}), RETURNED),
    "approve": (frozenset({DECLARED, REVIEWED}), APPROVED),
    "publish": (frozenset({DRAFTED}), APPROVED),
    "assign": (frozenset({DRAFTED, APPROVED, IN_PROGRESS}), None),
    "start": (frozenset({APPROVED}), IN_PROGRESS),
    "report": (frozenset({IN_PROGRESS}), None),
    "plan": (PLANNED, None),
    "refuse_acceptance": (frozenset({IN_PROGRESS}), None),
    "accept": (frozenset({IN_PROGRESS}), ACCEPTED),
    "rate": (frozenset({ACCEPTED}), RATED),
    "withdraw": (frozenset({DRAFTED, DECLARED, REVIEWED, RETURNED, APPROVED, IN_PROGRESS}), WITHDRAWN),
    "carry": (OPEN, None),
    "end": (OPEN, ENDED),
}
STEP_LABELS = {
    "declare": "申报",
    "amend": "修改",
    "review": "审核",
    "return": "退回",
    "approve": "立项",
    "publish": "公布",
    "draft": "草拟",
    "decide": "例会决定",
    "assign": "分解任务",
    "release": "解除任务",
    "start": "启动",
    "report": "报告进展",
    "plan": "调整责任分解",
    "refuse_acceptance": "验收未通过",
    "accept": "验收",
    "rate": "评定",
    "withdraw": "撤回",
    "carry": "承接",
    "end": "终止",
}

PROJECT = Lifecycle("项目", STATUSES, STEPS, STEP_LABELS)
