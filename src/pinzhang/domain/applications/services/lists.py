"""What happens to a whole list: consultation, public notice, approval, decision."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from pinzhang.domain.applications.choices import ObjectionState, OpinionKind
from pinzhang.domain.applications.models import Application, Objection, Objector, Opinion
from pinzhang.domain.applications.refusals import CannotDecide, CannotGiveOpinion, CannotObject
from pinzhang.domain.applications.selectors import application_plan, bypassing, list_plan
from pinzhang.domain.applications.services import records
from pinzhang.domain.cases.models import BatchStage
from pinzhang.domain.cases.refusals import CannotOpenList
from pinzhang.domain.cases.services import batches, moves
from pinzhang.domain.core.days import local_day
from pinzhang.domain.core.services import events, jobs, numbering
from pinzhang.domain.parties.models import User
from pinzhang.domain.programmes.models import Round
from pinzhang.domain.programmes.selectors import edition_document
from pinzhang.domain.reference.models import Department
from pinzhang.engine.packs.schema.stages import Stage
from pinzhang.engine.stages import Action, Actor

LONGEST_OBJECTION = 4000


@transaction.atomic
def open_list(
    *,
    round_: Round,
    stage: str,
    by: User,
    at: datetime,
    ground: str = "",
    until_on: date | None = None,
    departments: Sequence[Department] = (),
) -> BatchStage:
    """Freeze the list of a round at a batch stage; a consultation asks its departments at once (生成名单).

    ``until_on`` sets the last day where the edition names no term, ``departments`` whom to ask where the officer
    knows better than the edition, which may only say "the departments concerned".
    """
    plan = list_plan(round_)
    opened = batches.open_batch_stage(
        batch=round_.batch,
        plan=plan,
        stage=stage,
        by=by,
        at=at,
        ground=ground,
        until_on=until_on,
        bypassing=bypassing(round_, stage),
    )
    block = plan.stage(stage)
    if block.kind == "consultation":
        _ask_departments(opened, block, departments)
    data = {"stage": stage, "list": opened.pk, "kind": block.kind}
    events.record("applications.list.opened", subject=round_, by=by, at=at, data=data)
    return opened


def _ask_departments(opened: BatchStage, block: Stage, departments: Sequence[Department]) -> None:
    """Prepare one opinion per applicant and department, to be given or counted as silence."""
    asked = [(department.key, department.name) for department in departments] or [
        (department.key, department.name.zh) for department in block.departments
    ]
    if not asked:
        raise CannotOpenList("规则没有写明征求哪些部门，请选择部门。", fields={"departments": "请至少选择一个部门。"})
    frozen = Application.objects.filter(case__number__in=opened.frozen).order_by("pk")
    Opinion.objects.bulk_create(
        [
            Opinion(batch_stage=opened, application=application, department_key=key, department_name=name)
            for application in frozen
            for key, name in asked
        ]
    )


@transaction.atomic
def give_opinion(*, opinion: Opinion, kind: str, text: str, by: User, at: datetime) -> Opinion:
    """Give a department's opinion of one applicant (回复意见).

    :raises CannotGiveOpinion: the consultation is closed, or anything but 无意见 comes without a reason.
    """
    opinion = Opinion.objects.select_for_update().select_related("batch_stage").get(pk=opinion.pk)
    if opinion.batch_stage.closed_at is not None:
        raise CannotGiveOpinion("征求意见已经结束。")
    if kind not in (OpinionKind.NO_OBJECTION, OpinionKind.CONDITIONAL, OpinionKind.OBJECTION):
        raise CannotGiveOpinion("请选择意见。", fields={"kind": "请选择意见。"})
    if kind != OpinionKind.NO_OBJECTION and not text.strip():
        raise CannotGiveOpinion("请写明理由。", fields={"text": "有条件同意或不同意时须写明理由。"})
    opinion.kind, opinion.text, opinion.given_by, opinion.given_at = kind, text.strip(), by, at
    opinion.save()
    data = {"department": opinion.department_key, "kind": kind}
    events.record("applications.opinion.given", subject=opinion.application, by=by, at=at, data=data)
    return opinion


@transaction.atomic
def give_no_objections(*, opinions: Sequence[Opinion], by: User, at: datetime) -> None:
    """Say 无意见 of several applicants, of all or of none (批量无意见).

    :raises CannotGiveOpinion: nobody is chosen, or the consultation is closed.
    """
    if not opinions:
        raise CannotGiveOpinion("请先选中要回复的申报组织。")
    for opinion in opinions:
        give_opinion(opinion=opinion, kind=OpinionKind.NO_OBJECTION, text="", by=by, at=at)


@transaction.atomic
def close_consultation(
    *, opened: BatchStage, round_: Round, refuse: dict[str, str], by: User, at: datetime
) -> BatchStage:
    """End a consultation; silence counts as the edition says, and those refused need a ground each (结束征求意见).

    :raises CannotDecide: a department has not answered and the edition lets nobody assume its silence.
    """
    block = list_plan(round_).stage(opened.stage)
    silent = Opinion.objects.filter(batch_stage=opened, kind="")
    if silent.exists():
        over = opened.due_on is not None and local_day(at) > opened.due_on
        if block.silence != "no_objection" or not over:
            raise CannotDecide(
                "还有部门没有回复意见。",
                reasons=tuple(silent.values_list("department_name", flat=True).distinct().order_by("department_name")),
            )
        silent.update(kind=OpinionKind.SILENT, given_at=at)
    return end_list(opened=opened, round_=round_, refuse=refuse, by=by, at=at)


@transaction.atomic
def close_list(
    *,
    opened: BatchStage,
    round_: Round,
    by: User,
    at: datetime,
    refuse: dict[str, str] | None = None,
    document_number: str = "",
    minutes: str = "",
    role: Actor = "office",
) -> BatchStage:
    """Close a list: all go forward but those refused with a ground (办结名单).

    :raises CannotDecide: a refusal has no ground, the stage needs a document number, a notice is still running,
        departments have not answered, or marks are to be conferred.
    """
    kind = list_plan(round_).stage(opened.stage).kind
    if kind == "consultation" and Opinion.objects.filter(batch_stage=opened, kind="").exists():
        raise CannotDecide("还有部门没有回复意见。")
    if kind == "conferral" and edition_document(round_.edition).outcomes.mark:
        raise CannotDecide("这份名单在授予标识时办结。")
    return end_list(
        opened=opened,
        round_=round_,
        by=by,
        at=at,
        refuse=refuse,
        document_number=document_number,
        minutes=minutes,
        role=role,
    )


@transaction.atomic
def end_list(
    *,
    opened: BatchStage,
    round_: Round,
    by: User,
    at: datetime,
    refuse: dict[str, str] | None = None,
    document_number: str = "",
    minutes: str = "",
    role: Actor = "office",
) -> BatchStage:
    """Close a list whose opinions are in and whose marks are written, as :func:`close_list` does (名单办结).

    :raises CannotDecide: a refusal has no ground or is of nobody on the list, the stage needs a document number, or
        a notice is still running.
    """
    plan, refuse = list_plan(round_), refuse or {}
    block = plan.stage(opened.stage)
    _check_refusals(opened, refuse)
    if block.document_number and not document_number.strip():
        raise CannotDecide("请填写文号。", fields={"document_number": "请填写文号。"})
    if block.kind == "public_notice" and opened.due_on and local_day(at) <= opened.due_on:
        raise CannotDecide(f"公示到 {opened.due_on} 才结束，现在不能办结。")
    closed = batches.close_batch_stage(
        opened=opened,
        plan=plan,
        keep=[number for number in opened.frozen if number not in refuse],
        role=role,
        by=by,
        at=at,
        document_number=document_number.strip(),
        minutes=minutes.strip(),
        notes=refuse,
    )
    data = {"stage": opened.stage, "list": opened.pk, "kind": block.kind, "document_number": document_number.strip()}
    events.record("applications.list.closed", subject=round_, by=by, at=at, data=data)
    if block.kind == "decision":
        records.record_decisions(closed, round_, refused=set(refuse), at=at)
    return closed


def _check_refusals(opened: BatchStage, refuse: dict[str, str]) -> None:
    strangers = sorted(set(refuse) - set(opened.frozen))
    if strangers:
        raise CannotDecide(f"名单里没有 {strangers[0]}。")
    bare = [number for number, ground in refuse.items() if not ground.strip()]
    if bare:
        raise CannotDecide(f"{bare[0]} 不予通过，请写明理由。")


@transaction.atomic
def return_list(
    *, opened: BatchStage, round_: Round, to: str, note: str, by: User, at: datetime, role: Actor = "authority"
) -> BatchStage:
    """Send a list back to an earlier stage with a reason; what was approved since is void (退回名单)."""
    returned = batches.return_batch_stage(
        opened=opened, plan=list_plan(round_), to=to, role=role, note=note, by=by, at=at
    )
    data = {"stage": opened.stage, "list": opened.pk, "to": to}
    events.record("applications.list.returned", subject=round_, by=by, at=at, data=data)
    return returned


@transaction.atomic
def raise_objection(
    *, opened: BatchStage, application: Application, text: str, name: str, contact: str, at: datetime
) -> Objection:
    """Take an objection in a public notice; it holds this application and nobody else (提出异议).

    :raises CannotObject: the stage takes no objections, the notice is over, or the text or the way to answer is
        missing.
    """
    opened = (
        BatchStage.objects.select_for_update(of=("self",)).select_related("batch__round__edition").get(pk=opened.pk)
    )
    _check_objection(opened, application, text=text, name=name, contact=contact, at=at)
    objection = Objection.objects.create(
        application=application,
        batch_stage=opened,
        number=numbering.next_number("YY", year=local_day(at).year),
        text=text.strip(),
        raised_at=at,
    )
    objector = Objector.objects.create(objection=objection, name=name.strip(), contact=contact.strip())
    application.case.refresh_from_db()
    if not application.case.held:
        moves.move(
            case=application.case, plan=application_plan(application), action=Action.HOLD, role="system", by=None, at=at
        )
    by_whom = events.salted_digest(objector.salt, objector.name, objector.contact)
    data = {"objection": objection.number, "case": application.case.number, "objector": by_whom}
    events.record("applications.objection.raised", subject=application, by=None, at=at, data=data)
    return objection


def _check_objection(
    opened: BatchStage, application: Application, *, text: str, name: str, contact: str, at: datetime
) -> None:
    if not list_plan(opened.batch.round).stage(opened.stage).objections:
        raise CannotObject("这个环节不接受异议。您可以向受理单位反映。")
    if application.case.number not in opened.frozen or opened.closed_at is not None:
        raise CannotObject("这项公示已经结束。")
    if opened.due_on is not None and local_day(at) > opened.due_on:
        raise CannotObject("公示期已满。您仍可以向受理单位投诉。")
    given = {"text": text, "name": name, "contact": contact}
    asked = {
        "text": "请写明异议的事实和理由。",
        "name": "请填写姓名或单位。",
        "contact": "请留下联系方式，以便答复您。",
    }
    missing = {field: asked[field] for field, value in given.items() if not value.strip()}
    if missing:
        raise CannotObject("还有内容没有填写。", fields=missing)
    if len(text) > LONGEST_OBJECTION:
        raise CannotObject("内容太长。", fields={"text": f"最多 {LONGEST_OBJECTION} 字，现在有 {len(text)} 字。"})


@transaction.atomic
def decide_objection(*, objection: Objection, upheld: bool, finding: str, by: User, at: datetime) -> Objection:
    """Decide an objection after looking into it; upheld ends the application, dismissed lets it go on (认定异议).

    Where the notice has ended meanwhile, a dismissed objection lets the application follow the others at once.

    :raises CannotDecide: it is decided already, or there is no finding.
    """
    objection = Objection.objects.select_for_update().select_related("batch_stage").get(pk=objection.pk)
    if objection.state != ObjectionState.RECEIVED:
        raise CannotDecide("这件异议已经认定。")
    if not finding.strip():
        raise CannotDecide("请写明核实情况。", fields={"finding": "请写明核实情况。"})
    objection.state = ObjectionState.UPHELD if upheld else ObjectionState.DISMISSED
    objection.finding, objection.decided_by, objection.decided_at = finding.strip(), by, at
    objection.save()
    data = {"objection": objection.number, "upheld": upheld}
    events.record("applications.objection.decided", subject=objection.application, by=by, at=at, data=data)
    _let_go_on(objection, upheld=upheld, by=by, at=at)
    return objection


def _let_go_on(objection: Objection, *, upheld: bool, by: User, at: datetime) -> None:
    application = Application.objects.select_related("case", "round__edition").get(pk=objection.application_id)
    case, plan = application.case, application_plan(application)
    if case.outcome:
        return
    others = Objection.objects.filter(application=application, state=ObjectionState.RECEIVED).exists()
    if upheld:
        moves.move(case=case, plan=plan, action=Action.REFUSE, role="office", by=by, at=at, note=objection.finding)
        return
    if others:
        return
    case = moves.move(case=case, plan=plan, action=Action.RELEASE, role="office", by=by, at=at)
    if objection.batch_stage.closed_at is not None and case.stage == objection.batch_stage.stage:
        moves.move(case=case, plan=plan, action=Action.COMPLETE, role="office", by=by, at=at, note="异议不成立")


@jobs.daily
def note_notices_over(_payload: dict[str, str], at: datetime) -> None:
    """Record that the term of a public notice or a consultation has ended, so that its officer is reminded."""
    today = local_day(at)
    for opened in BatchStage.objects.filter(closed_at__isnull=True, due_on__lt=today).select_related("batch__round"):
        events.record(
            "applications.list.term_over",
            subject=opened.batch.round,
            by=None,
            at=at,
            data={"stage": opened.stage, "list": opened.pk},
        )
