"""Tell people what happened to applications."""

from collections.abc import Iterable
from datetime import datetime

from pinzhang.domain.applications.models import Application
from pinzhang.domain.applications.services.deadlines import lapse_unsubmitted
from pinzhang.domain.cases.models import BatchStage, Message
from pinzhang.domain.core.models import Event
from pinzhang.domain.core.services.events import handles
from pinzhang.domain.messages.services import notify
from pinzhang.domain.parties.choices import PostRole
from pinzhang.domain.parties.models import User
from pinzhang.domain.parties.selectors import officials_of, users_of
from pinzhang.domain.programmes.models import Round
from pinzhang.engine.packs.schema.base import Words

Text = tuple[str, str]


def _application(event: Event) -> Application:
    pk = int(event.stream.partition(":")[2])
    return Application.objects.select_related("case__authority", "case__assignee", "applicant", "subject").get(pk=pk)


def _tell(
    people: Iterable[User], event: Event, application: Application, title: Text, text: Text, at: datetime
) -> None:
    for person in people:
        notify(
            recipient=person,
            key=f"event:{event.pk}",
            title=title[0],
            title_en=title[1],
            text=text[0],
            text_en=text[1],
            link=f"/go/application/{application.pk}",
            at=at,
        )


def _officers(application: Application) -> list[User]:
    """The officer in charge; where nobody is, all officers of the authority."""
    if application.case.assignee:
        return [application.case.assignee]
    return list(officials_of(application.case.authority.path, PostRole.OFFICER))


def _about(application: Application) -> Text:
    return (
        f"{application.case.number} {application.subject.name}",
        f"{application.case.number} {application.subject.name}",
    )


@handles("applications.application.submitted")
def tell_of_submission(event: Event, at: datetime) -> None:
    """Confirm the receipt to the applicant, and tell the office or the recommender."""
    application = _application(event)
    number = application.case.number
    _tell(
        users_of(application.applicant),
        event,
        application,
        (f"申报已提交，受理编号 {number}", f"Application received, number {number}"),
        ("您可以随时查看办理进度。", "You can follow its progress at any time."),
        at,
    )
    recommenders = officials_of(application.recommender.path, PostRole.RECOMMENDER) if application.recommender else []
    title = (f"收到申报 {number}", f"Application {number} received")
    _tell([*_officers(application), *recommenders], event, application, title, _about(application), at)


@handles("programmes.round.in_review")
def lapse_drafts(event: Event, at: datetime) -> None:
    """Let the drafts lapse that were not handed in when a round closed."""
    lapse_unsubmitted(round_=Round.objects.get(pk=int(event.stream.partition(":")[2])), at=at)


@handles("applications.correction.asked")
def tell_of_correction(event: Event, at: datetime) -> None:
    """Ask the applicant to mend what the office pointed at."""
    application = _application(event)
    count = len(event.data["fields"])
    _tell(
        users_of(application.applicant),
        event,
        application,
        (f"请补正 {count} 处：{application.case.number}", f"{count} corrections asked: {application.case.number}"),
        ("补正期间不计入办理时限。", "The clock is stopped until you answer."),
        at,
    )


@handles("applications.correction.answered")
def tell_of_answer(event: Event, at: datetime) -> None:
    """Tell the officer that the applicant has answered."""
    application = _application(event)
    number = application.case.number
    title = (f"已补正：{number}", f"Corrected: {number}")
    _tell(_officers(application), event, application, title, _about(application), at)


@handles("applications.application.decided")
def tell_of_decision(event: Event, at: datetime) -> None:
    """Tell the applicant what was decided in a stage."""
    application = _application(event)
    number = application.case.number
    titles = {
        "complete": (f"进入下一环节：{number}", f"On to the next stage: {number}"),
        "refuse": (f"未通过：{number}", f"Not passed: {number}"),
        "return": (f"已退回，请修改：{number}", f"Sent back: {number}"),
    }
    title = titles[event.data["action"]]
    text = ("理由和下一步见办理页面。", "Reasons and next steps are on its page.")
    _tell(users_of(application.applicant), event, application, title, text, at)


_ASIDE = {
    "skip": ("跳过一个环节", "A stage was skipped"),
    "hold": ("暂缓办理", "On hold"),
    "release": ("恢复办理", "Going on again"),
    "lapse": ("逾期，申报已失效", "Lapsed"),
    "void": ("申报已作废", "Void"),
}


@handles("applications.application.set_aside")
def tell_of_setting_aside(event: Event, at: datetime) -> None:
    """Tell the applicant that the case rests, goes on, or has ended without a decision."""
    application = _application(event)
    number = application.case.number
    words = _ASIDE[event.data["action"]]
    title = (f"{words[0]}：{number}", f"{words[1]}: {number}")
    text = ("理由和下一步见办理页面。", "Reasons and next steps are on its page.")
    _tell(users_of(application.applicant), event, application, title, text, at)


@handles("applications.objection.raised", "applications.objection.decided")
def tell_of_objection(event: Event, at: datetime) -> None:
    """Tell the office, and the applicant, of an objection and of what came of it."""
    application = _application(event)
    number = event.data["objection"]
    if event.name.endswith("raised"):
        title = (f"收到异议 {number}", f"Objection {number} received")
        text = ("本件暂缓办理，核实后再定；其他申报不受影响。", "Your case is on hold until it is looked into.")
    else:
        upheld = event.data["upheld"]
        outcome = ("异议成立", "upheld") if upheld else ("异议不成立", "dismissed")
        title = (f"异议 {number}：{outcome[0]}", f"Objection {number} {outcome[1]}")
        text = ("详见办理页面。", "See the page of your application.")
    people = {person.pk: person for person in [*users_of(application.applicant), *_officers(application)]}
    _tell(people.values(), event, application, title, text, at)


@handles("applications.list.opened")
def tell_of_list(event: Event, at: datetime) -> None:
    """Tell departments that their opinion is asked for."""
    if event.data["kind"] != "consultation":
        return
    opened = BatchStage.objects.get(pk=event.data["list"])
    round_ = Round.objects.select_related("edition", "authority").get(batch_id=opened.batch_id)
    asked = set(opened.opinions.values_list("department_key", flat=True))
    people = User.objects.filter(
        posts__department__key__in=asked, posts__role=PostRole.DEPARTMENT, is_active=True
    ).distinct()
    for person in people:
        notify(
            recipient=person,
            key=f"event:{event.pk}",
            title=f"请回复意见：{round_.edition.name} {round_.label}",
            title_en=f"Opinion asked: {round_.edition.name_en} {round_.label_en}",
            text=f"共 {len(opened.frozen)} 家" + (f"，{opened.due_on} 前回复。" if opened.due_on else "。"),
            link=f"/go/list/{opened.pk}",
            at=at,
        )


_RESULT = {
    "granted": Words(zh="申报已通过", en="Application granted"),
    "refused": Words(zh="申报未通过", en="Application not granted"),
}


@handles("applications.list.closed")
def tell_of_results(event: Event, at: datetime) -> None:
    """Tell everybody on a closed list how they stand, those who did not win with their reasons."""
    opened = BatchStage.objects.get(pk=event.data["list"])
    listed = Application.objects.filter(case__number__in=opened.frozen).select_related("case", "applicant", "subject")
    for application in listed:
        words = _RESULT.get(application.case.outcome)
        if words is None:
            continue
        number = application.case.number
        title = (f"{words.zh}：{number}", f"{words.en}: {number}")
        text = ("理由和评审反馈见办理页面。", "Reasons and feedback are on its page.")
        _tell(users_of(application.applicant), event, application, title, text, at)


@handles("cases.message.sent")
def tell_of_message(event: Event, at: datetime) -> None:
    """Tell the other side that a message has come."""
    message = Message.objects.select_related("case__application__applicant").get(pk=event.data["message"])
    application = getattr(message.case, "application", None)
    if application is None:
        return
    people = users_of(application.applicant) if message.from_office else _officers(application)
    number = message.case.number
    title = (f"有新消息：{number}", f"New message: {number}")
    _tell([p for p in people if p.pk != message.author_id], event, application, title, ("", ""), at)
