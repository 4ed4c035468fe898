"""A round taken up to its decision, or to its marks: what the public log is to hold."""

from collections.abc import Sequence

from pinzhang.domain.applications.models import Opinion
from pinzhang.domain.applications.services import lists
from pinzhang.domain.marks.services import confer
from pinzhang.domain.parties.models import User
from pinzhang.domain.programmes.models import Round
from pinzhang.domain.review.models import PanelEntry
from pinzhang.domain.review.services import panel
from tests.factories.cast import AT, make_officer
from tests.factories.flow import bring_to, submitted
from tests.factories.programmes import make_round

TIERS = ("excellence", "innovation", "nomination")
DOCUMENT = "即政发〔2026〕9号"


def decided_round(*, count: int = 2, refuse: Sequence[int] = ()) -> tuple[Round, User]:
    """Take some applications of the example programme to the decision of their list; nothing is conferred yet."""
    round_ = make_round(quotas=dict.fromkeys(TIERS, 1))
    officer = make_officer(round_.authority)
    for position in range(count):
        application = submitted(round_, sector="industry")
        bring_to(application, "consultation", officer=officer, percent=50 + 10 * position)
    for stage in lists.list_plan(round_).stages:
        if stage.kind == "consultation":
            _consult(round_, stage.key, officer)
        elif stage.kind == "approval":
            _approve(round_, stage.key, officer)
        elif stage.kind == "decision":
            opened = lists.open_list(round_=round_, stage=stage.key, by=officer, at=AT)
            grounds = {opened.frozen[place]: "查实虚报" for place in refuse}
            lists.close_list(opened=opened, round_=round_, by=officer, at=AT, document_number=DOCUMENT, refuse=grounds)
    return round_, officer


def conferred_round(*, count: int = 1) -> tuple[Round, User]:
    """Take some applications of the example programme to their marks."""
    round_, officer = decided_round(count=count)
    stage = next(stage for stage in lists.list_plan(round_).stages if stage.kind == "conferral")
    opened = lists.open_list(round_=round_, stage=stage.key, by=officer, at=AT)
    confer(opened=opened, round_=round_, by=officer, at=AT)
    return round_, officer


def _consult(round_: Round, stage: str, officer: User) -> None:
    opened = lists.open_list(round_=round_, stage=stage, by=officer, at=AT)
    for opinion in Opinion.objects.filter(batch_stage=opened):
        lists.give_opinion(opinion=opinion, kind="no_objection", text="", by=officer, at=AT)
    lists.close_consultation(opened=opened, round_=round_, refuse={}, by=officer, at=AT)


def _approve(round_: Round, stage: str, officer: User) -> None:
    opened = panel.open_panel(round_=round_, stage=stage, by=officer, at=AT)
    entries = PanelEntry.objects.filter(batch_stage=opened).order_by("rank")
    tiers = {entry.application_id: tier for entry, tier in zip(entries, TIERS, strict=False)}
    panel.propose(opened=opened, round_=round_, tiers=tiers, grounds={})
    panel.conclude_panel(opened=opened, round_=round_, minutes="常务会议审定", by=officer, at=AT, role="authority")
