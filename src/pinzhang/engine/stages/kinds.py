"""What may happen in each kind of stage, and who may do it: data, from which every transition derives."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Literal, get_args

from pinzhang.engine.packs.schema.base import Words
from pinzhang.engine.packs.schema.stages import PER_CASE, Role, Stage, StageKind

Actor = Role | Literal["system"]
"""Whoever acts on a case: a role of the pack, or the program itself when a term ends or a payment comes in."""

DOERS: Literal["doers"] = "doers"
"""Stands in the table for the actors of the stage: those the pack names, else the usual ones of the kind."""

STAGE_KINDS: tuple[StageKind, ...] = get_args(StageKind)


class Action(StrEnum):
    """What can be done to a case (办理动作)."""

    COMPLETE = "complete"
    SKIP = "skip"
    REFUSE = "refuse"
    RETURN = "return"
    ASK = "ask"
    ANSWER = "answer"
    WITHDRAW_REQUEST = "withdraw_request"
    HOLD = "hold"
    RELEASE = "release"
    WITHDRAW = "withdraw"
    LAPSE = "lapse"
    VOID = "void"


@dataclass(frozen=True, slots=True)
class Move:
    """One action in one kind of stage: what the button says, and who may press it."""

    zh: str
    en: str
    by: tuple[Actor | Literal["doers"], ...] = (DOERS,)

    @property
    def label(self) -> Words:
        return Words(zh=self.zh, en=self.en)

    def actors_in(self, stage: Stage) -> frozenset[Actor]:
        """Return who may act in this stage, with the stage's own actors filled in."""
        named = frozenset[Actor](actor for actor in self.by if actor != DOERS)
        return named | actors_of(stage) if DOERS in self.by else named


@dataclass(frozen=True, slots=True)
class Kind:
    """One row of the table: a kind of stage, who works in it, and what differs from the common moves."""

    name: Words
    actors: tuple[Role, ...]
    complete: Move
    refuse: Move | None = None
    ask: Move | None = None
    lapse: Move | None = None
    send_back: Move | None = Move("退回", "Send back")
    returns_to: tuple[StageKind, ...] = ()
    """Kinds a case may be sent back to where the pack names no stage."""


_OFFICE: tuple[Actor, ...] = ("office",)
_CLOCK: tuple[Actor, ...] = ("office", "system")
_COUNTER: tuple[Actor | Literal["doers"], ...] = (DOERS, "office")
_SERVICE: tuple[Actor, ...] = ("institution", "office", "system")
_ASK = Move("要求补正", "Ask for a correction")
_ASK_BY_OFFICE = Move("要求补正", "Ask for a correction", _OFFICE)
_BACK_BY_OFFICE = Move("退回", "Send back", _OFFICE)

KINDS: Mapping[StageKind, Kind] = MappingProxyType(
    {
        "submission": Kind(
            Words(zh="申报", en="Submission"),
            ("applicant",),
            complete=Move("提交申报", "Submit", _COUNTER),
            lapse=Move("记为逾期未提交", "Record as not submitted in time", _CLOCK),
            send_back=None,
        ),
        "recommendation": Kind(
            Words(zh="推荐", en="Recommendation"),
            ("recommender",),
            complete=Move("推荐", "Recommend"),
            refuse=Move("不予推荐", "Do not recommend"),
            ask=_ASK,
            lapse=Move("记为逾期", "Record as late", _CLOCK),
            returns_to=("submission", "declaration"),
        ),
        "nomination": Kind(
            Words(zh="提名", en="Nomination"),
            ("office",),
            complete=Move("列入提名", "Nominate"),
            refuse=Move("不予提名", "Do not nominate"),
        ),
        "declaration": Kind(
            Words(zh="自我声明", en="Self-declaration"),
            ("applicant",),
            complete=Move("提交声明", "Submit the declaration", _COUNTER),
            lapse=Move("记为逾期未声明", "Record as not declared in time", _CLOCK),
            send_back=_BACK_BY_OFFICE,
        ),
        "eligibility_check": Kind(
            Words(zh="资格审查", en="Eligibility check"),
            ("office",),
            complete=Move("审查通过", "Pass the check"),
            refuse=Move("不予通过", "Do not pass"),
            ask=_ASK,
            returns_to=("submission", "recommendation", "declaration"),
        ),
        "background_check": Kind(
            Words(zh="背景核查", en="Background check"),
            ("department",),
            complete=Move("核查通过", "Pass the background check", _COUNTER),
            refuse=Move("核查不通过", "Do not pass", _OFFICE),
            ask=_ASK_BY_OFFICE,
            send_back=_BACK_BY_OFFICE,
            returns_to=("submission", "eligibility_check"),
        ),
        "document_review": Kind(
            Words(zh="材料评审", en="Document review"),
            ("reviewer",),
            complete=Move("完成材料评审", "Finish the document review", _CLOCK),
            refuse=Move("材料评审未入围", "Not shortlisted by the document review", _OFFICE),
            ask=_ASK_BY_OFFICE,
            send_back=_BACK_BY_OFFICE,
            returns_to=("submission", "eligibility_check"),
        ),
        "evaluation": Kind(
            Words(zh="第三方评价", en="Third-party evaluation"),
            ("institution",),
            complete=Move("提交评价结论", "Submit the conclusion"),
            refuse=Move("评价不通过", "Do not pass", _OFFICE),
            ask=Move("要求补正", "Ask for a correction", (DOERS, "office")),
            send_back=_BACK_BY_OFFICE,
            returns_to=("submission", "declaration", "eligibility_check"),
        ),
        "site_visit": Kind(
            Words(zh="现场评审", en="Site visit"),
            ("reviewer",),
            complete=Move("完成现场评审", "Finish the site visit", _CLOCK),
            refuse=Move("现场评审未通过", "Do not pass", _OFFICE),
            ask=_ASK_BY_OFFICE,
            send_back=_BACK_BY_OFFICE,
            returns_to=("document_review",),
        ),
        "defence": Kind(
            Words(zh="陈述答辩", en="Presentation and defence"),
            ("reviewer",),
            complete=Move("完成答辩", "Finish the defence", _CLOCK),
            refuse=Move("答辩未通过", "Do not pass", _OFFICE),
            lapse=Move("记为未到场答辩", "Record as absent from the defence", _CLOCK),
            send_back=_BACK_BY_OFFICE,
            returns_to=("document_review", "site_visit"),
        ),
        "panel": Kind(
            Words(zh="评审会", en="Panel"),
            ("reviewer",),
            complete=Move("列入建议名单", "Put on the proposed list", _OFFICE),
            refuse=Move("未列入建议名单", "Leave off the proposed list", _OFFICE),
            send_back=_BACK_BY_OFFICE,
            returns_to=("document_review", "evaluation", "site_visit", "defence"),
        ),
        "public_vote": Kind(
            Words(zh="公众投票", en="Public vote"),
            ("public",),
            complete=Move("投票入选", "Chosen by the vote", _CLOCK),
            refuse=Move("投票未入选", "Not chosen by the vote", _OFFICE),
            send_back=_BACK_BY_OFFICE,
        ),
        "consultation": Kind(
            Words(zh="征求意见", en="Consultation"),
            ("department",),
            complete=Move("征求意见完毕", "Close the consultation", _CLOCK),
            refuse=Move("经征求意见不予通过", "Do not pass after the consultation", _OFFICE),
            ask=_ASK_BY_OFFICE,
            send_back=_BACK_BY_OFFICE,
            returns_to=("panel",),
        ),
        "public_notice": Kind(
            Words(zh="公示", en="Public notice"),
            ("office",),
            complete=Move("公示结束", "Close the public notice", (DOERS, "system")),
            refuse=Move("异议成立，不予通过", "Uphold the objection"),
            ask=_ASK,
            returns_to=("panel",),
        ),
        "approval": Kind(
            Words(zh="审定", en="Approval"),
            ("authority",),
            complete=Move("审定通过", "Approve"),
            refuse=Move("审定不通过", "Do not approve"),
            returns_to=("panel", "consultation", "public_notice"),
        ),
        "decision": Kind(
            Words(zh="决定", en="Decision"),
            ("authority", "office"),
            complete=Move("作出决定", "Decide in favour"),
            refuse=Move("决定不予通过", "Decide against"),
            returns_to=("panel", "approval"),
        ),
        "conferral": Kind(Words(zh="授奖", en="Conferral"), ("authority", "office"), complete=Move("授予", "Confer")),
        "disbursement": Kind(
            Words(zh="拨付", en="Disbursement"),
            ("office",),
            complete=Move("完成拨付", "Disburse"),
            ask=_ASK,
            lapse=Move("记为逾期", "Record as late", _CLOCK),
        ),
        "pre_review": Kind(
            Words(zh="预审", en="Pre-review"),
            ("institution",),
            complete=Move("预审通过", "Pass the pre-review"),
            refuse=Move("预审不通过", "Do not pass"),
            ask=_ASK,
            returns_to=("submission",),
        ),
        "fee": Kind(
            Words(zh="缴费", en="Fee"),
            ("applicant",),
            complete=Move("确认缴费", "Confirm the payment", _SERVICE),
            lapse=Move("记为逾期未缴费", "Record as not paid in time", _SERVICE),
            send_back=Move("退回", "Send back", ("institution", "office")),
        ),
        "acceptance": Kind(
            Words(zh="受理", en="Acceptance"),
            ("institution",),
            complete=Move("受理", "Accept"),
            refuse=Move("不予受理", "Do not accept"),
            ask=_ASK,
            returns_to=("submission", "pre_review"),
        ),
        "appointment": Kind(
            Words(zh="预约", en="Appointment"),
            ("applicant", "institution"),
            complete=Move("确定预约", "Fix the appointment"),
            lapse=Move("记为逾期未预约", "Record as not booked in time", _SERVICE),
            send_back=Move("退回", "Send back", ("institution", "office")),
        ),
        "work": Kind(
            Words(zh="作业", en="Work"),
            ("institution",),
            complete=Move("完成作业", "Finish the work"),
            refuse=Move("无法完成", "Cannot be done"),
            ask=_ASK,
            returns_to=("appointment",),
        ),
        "report": Kind(
            Words(zh="报告", en="Report"),
            ("institution",),
            complete=Move("签发报告", "Issue the report"),
            returns_to=("work",),
        ),
        "rating": Kind(
            Words(zh="评价", en="Rating"),
            ("applicant",),
            complete=Move("提交评价", "Rate", (DOERS, "system")),
            send_back=None,
        ),
    }
)

_SKIP = Move("跳过本环节", "Skip this stage", _OFFICE)
_ANSWER = Move("提交补正", "Submit the correction", ("applicant", "office"))
_HOLD = Move("暂缓办理", "Put on hold", _CLOCK)
_RELEASE = Move("恢复办理", "Release the hold", _CLOCK)
_WITHDRAW = Move("撤回申报", "Withdraw", ("applicant",))
_LAPSE_UNANSWERED = Move("记为逾期未补正", "Record as not corrected in time", _CLOCK)
_VOID = Move("作废", "Void", _CLOCK)

SETTLED_BY: frozenset[StageKind] = frozenset({"decision", "report"})
"""Once a case has passed one of these, the applicant can no longer withdraw it."""

_AFTER_THE_DECISION: frozenset[StageKind] = frozenset({"conferral", "disbursement", "rating"})

ROLE_NAMES: Mapping[Actor, Words] = MappingProxyType(
    {
        "applicant": Words(zh="申报人", en="applicant"),
        "recommender": Words(zh="推荐单位", en="recommender"),
        "office": Words(zh="主管部门", en="programme office"),
        "department": Words(zh="有关部门", en="department"),
        "reviewer": Words(zh="评审专家", en="reviewer"),
        "institution": Words(zh="技术机构", en="technical institution"),
        "authority": Words(zh="审定机关", en="approving authority"),
        "public": Words(zh="公众", en="public"),
        "system": Words(zh="系统", en="system"),
    }
)
"""What the roles are called where a refusal names them (角色)."""


def kind_name(kind: StageKind) -> Words:
    """Return what a kind of stage is called (环节类型)."""
    return KINDS[kind].name


def usual_actors(kind: StageKind) -> frozenset[Role]:
    """Return who works in a stage of this kind where the pack names nobody."""
    return frozenset(KINDS[kind].actors)


def actors_of(stage: Stage) -> frozenset[Role]:
    """Return who works in this stage: the actors the pack names, else the usual ones of its kind."""
    return frozenset(stage.actors) or usual_actors(stage.kind)


def is_batch_kind(kind: StageKind) -> bool:
    """Tell whether stages of this kind take a batch at once."""
    return kind not in PER_CASE


def waits_on_applicant(kind: StageKind) -> bool:
    """Tell whether a case may lapse here without a correction request, because the next step is not the office's."""
    return KINDS[kind].lapse is not None


def moves(kind: StageKind) -> Mapping[Action, Move]:
    """Return every action of a kind, whatever the state of the case, in the order of the buttons."""
    row = KINDS[kind]
    in_order: dict[Action, Move | None] = {
        Action.COMPLETE: row.complete,
        Action.SKIP: _SKIP,
        Action.REFUSE: row.refuse,
        Action.RETURN: row.send_back,
        Action.ASK: row.ask,
        Action.ANSWER: _ANSWER if row.ask else None,
        Action.WITHDRAW_REQUEST: _withdraw_request(row),
        Action.HOLD: None if kind == "submission" else _HOLD,
        Action.RELEASE: None if kind == "submission" else _RELEASE,
        Action.WITHDRAW: None if kind in _AFTER_THE_DECISION else _WITHDRAW,
        Action.LAPSE: row.lapse or (_LAPSE_UNANSWERED if row.ask else None),
        Action.VOID: _VOID,
    }
    return {action: move for action, move in in_order.items() if move is not None}


def _withdraw_request(row: Kind) -> Move | None:
    if row.ask is None:
        return None
    return Move("撤回补正要求", "Withdraw the request", tuple(dict.fromkeys((*row.ask.by, "office", "system"))))


def verb(kind: StageKind, action: Action) -> Words:
    """Return what the button for an action says in a kind of stage.

    :raises KeyError: stages of this kind never offer the action.
    """
    return moves(kind)[action].label
