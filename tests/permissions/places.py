"""One of everything in a place: what an authority runs, with the files of one firm in it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pinzhang.domain.applications.models import Application, Opinion
from pinzhang.domain.applications.selectors import application_plan
from pinzhang.domain.applications.services import lists
from pinzhang.domain.applications.services.drafts import start_application, submit_application
from pinzhang.domain.applications.services.stages import decide_stage, declare
from pinzhang.domain.cases.services.correspondence import send_message
from pinzhang.domain.core.days import local_day
from pinzhang.domain.facts.services import record_dated
from pinzhang.domain.messages.services import notify
from pinzhang.domain.parties.models import Organisation, User
from pinzhang.domain.parties.services import grant_delegation
from pinzhang.domain.programmes.models import ProgrammeEdition, Round
from pinzhang.domain.programmes.selectors import edition_document
from pinzhang.domain.programmes.services import rounds
from pinzhang.domain.programmes.services.drafts import (
    advance_draft,
    comment_on_draft,
    give_draft_opinion,
    start_draft,
)
from pinzhang.domain.programmes.services.editions import publish_edition
from pinzhang.domain.reference.models import Authority, Department
from pinzhang.domain.review.models import Reviewer
from pinzhang.domain.review.selectors import scheme_of
from pinzhang.domain.review.services import evaluations, panel, tasks
from pinzhang.engine.packs.schema import Edition
from pinzhang.engine.scoring.marks import scored_criteria
from pinzhang.engine.stages import Action
from tests.factories import EXAMPLE_PACK, load, make_enterprise
from tests.factories.flow import decide_judgements, reviewed
from tests.factories.forms import PDF, PNG, fill_in
from tests.factories.programmes import PREMIUM_PACK
from tests.permissions.brought_in import make_table
from tests.permissions.letters import make_letters
from tests.permissions.marked import make_marks

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Cast:
    """Who works on the files of a place."""

    authority: Authority
    department: Department
    officer: User
    firm: Organisation
    signer: User
    member: User
    reviewer: Reviewer
    institution: Organisation
    institution_signer: User


class Place:
    """What is in a place, each thing made once."""

    def __init__(self, cast: Cast, key: str, at: datetime, text: str = "") -> None:
        self.cast, self.key, self.at, self.text = cast, key, at, text
        self.objects: dict[str, dict[str, Any]] = {}
        self.award = self.open_round(self._edition(EXAMPLE_PACK, "award"), "甲")
        self.premium = self.open_round(self._edition(PREMIUM_PACK, "premium"), "乙")
        self.notice_round = self.open_round(self.premium.edition, "丙")
        for make in _MAKERS:
            make(self)

    def _edition(self, folder: Any, name: str) -> ProgrammeEdition:
        return publish_edition(document=self.document(folder, name), by=None, at=self.at)

    def document(self, folder: Any, name: str, **head: Any) -> Edition:
        document = load(folder)
        own = {"code": f"{name}-{self.key}", "authority": self.cast.authority.code, "case_prefix": self.key.upper()}
        return document.model_copy(update={"programme": document.programme.model_copy(update={**own, **head})})

    def open_round(self, edition: ProgrammeEdition, label: str) -> Round:
        round_ = rounds.set_up_round(
            edition=edition,
            label=label,
            opens_at=self.at - DAY,
            closes_at=self.at + 60 * DAY,
            reference_on=local_day(self.at + 60 * DAY),
            quotas=None,
            by=self.cast.officer,
            at=self.at - 2 * DAY,
        )
        return rounds.open_round(round_=round_, by=self.cast.officer, at=self.at)

    def start(self, round_: Round, name: str) -> Application:
        head = edition_document(round_.edition).programme
        kind = "product" if "product" in head.subject_kinds else "enterprise"
        return start_application(
            round_=round_,
            applicant=self.cast.firm,
            route=head.routes[0].key,
            subject_kind=kind,
            subject_name=name + self.text if name else "",
            sector="industry" if head.sectors else "",
            by=self.cast.signer,
            at=self.at,
        )

    def submit(self, application: Application) -> Application:
        fill_in(application, by=self.cast.signer, at=self.at)
        return submit_application(application=application, by=self.cast.signer, at=self.at)

    def forward(self, application: Application, until: str) -> Application:
        """Take an application on until it stands before a stage."""
        while True:
            application = Application.objects.get(pk=application.pk)
            here = application_plan(application).stage(application.case.stage)
            if here.key == until:
                return application
            self._pass(application, here.kind)

    def _pass(self, application: Application, kind: str) -> None:
        cast = self.cast
        if kind == "recommendation":
            decide_stage(
                application=application, action=Action.COMPLETE, role="recommender", by=cast.officer, at=self.at
            )
        elif kind == "declaration":
            fill_in(application, by=cast.signer, at=self.at)
            declare(application=application, by=cast.signer, at=self.at)
        elif kind == "evaluation":
            self.commissioned(application, sign=True)
        else:
            if kind == "eligibility_check":
                decide_judgements(application, cast.officer, self.at)
            else:
                reviewed(application, cast.reviewer, cast.officer, at=self.at)
            decide_stage(application=application, action=Action.COMPLETE, role="office", by=cast.officer, at=self.at)

    def task(self, application: Application) -> Any:
        """Give the file to the reviewer, who declares no conflict."""
        cast = self.cast
        task = tasks.assign_reviewer(application=application, reviewer=cast.reviewer, by=cast.officer, at=self.at)
        return tasks.declare_conflict(task=task, conflict=False, ground="", at=self.at)

    def commissioned(self, application: Application, *, sign: bool = False) -> Any:
        cast = self.cast
        found = evaluations.commission_evaluation(
            application=application, institution=cast.institution, by=cast.officer, at=self.at
        )
        evaluations.save_evaluation(
            evaluation=found, findings="抽样合格", conclusion="meets", by=cast.institution_signer, at=self.at
        )
        evaluations.attach_report(
            evaluation=found, content=PDF, name="报告.pdf", by=cast.institution_signer, at=self.at
        )
        if sign:
            evaluations.sign_evaluation(evaluation=found, by=cast.institution_signer, at=self.at)
        return found


def _parties(place: Place) -> None:
    cast, at = place.cast, place.at
    firm = cast.firm
    entry = record_dated(
        organisation=firm, name="trademarks", on=local_day(at), record={"number": f"T-{place.key}", "name": "样例"},
        supplied_by="applicant", source="商标注册证", by=cast.signer, at=at,
    )  # fmt: skip
    delegation = grant_delegation(
        principal=firm, delegate=make_enterprise(f"咨询{place.key}"), acts=["fill_in"], programmes=[],
        until_on=local_day(at) + 90 * DAY, by=cast.signer, at=at,
    )  # fmt: skip
    notice = notify(recipient=cast.signer, key=f"one-{place.key}", title="有新消息", title_en="News", at=at, link="/")
    place.objects |= {
        "fact": {"name": entry.name},
        "fact entry": {"name": entry.name, "entry": entry.pk},
        "delegation": {"pk": delegation.pk},
        "membership": {"pk": cast.member.memberships.get().pk},
        "notice to a person": {"pk": notice.pk},
        "organisation in a round": {"round_pk": place.award.pk, "organisation": firm.pk},
        "reviewer": {"reviewer": cast.reviewer.pk},
        "reviewer of the pool": {"pk": cast.reviewer.pk},
    }


def _programmes(place: Place) -> None:
    edition, round_, at = place.award.edition, place.award, place.at
    later = place.document(EXAMPLE_PACK, "award", edition="2099.1", valid_from=local_day(at + 400 * DAY))
    draft = start_draft(document=later, by=place.cast.officer, at=at)
    advance_draft(draft=draft, by=place.cast.officer, at=at, departments=[place.cast.department])
    open_draft = start_draft(
        document=place.document(EXAMPLE_PACK, "another", edition="2099.1", valid_from=local_day(at + 400 * DAY)),
        by=place.cast.officer,
        at=at,
    )
    _out_for_comment(place, open_draft)
    comment = comment_on_draft(
        draft=open_draft, author="市民" + place.text, text="建议" + place.text, clause=place.text, at=at
    )
    place.objects |= {
        "round": {"pk": round_.pk},
        "review of a round": {"pk": place.premium.pk, "stage": "expert-review"},
        "list to open": {"round_pk": round_.pk, "stage": "consultation"},
        "round at the counter": {"round_pk": place.premium.pk},
        "programme": {"code": edition.code},
        "edition": {"pk": edition.pk},
        "edition file": {"code": edition.code, "edition": edition.edition},
        "two editions": {"old": edition.pk, "new": edition.pk},
        "edition draft": {"pk": draft.pk},
        "draft out for comment": {"pk": open_draft.pk},
        "opinion on a draft": {"pk": draft.opinions.get().pk},
        "comment on a draft": {"pk": open_draft.pk, "opinion": comment.pk},
    }


def _out_for_comment(place: Place, draft: Any) -> None:
    officer, at = place.cast.officer, place.at
    advance_draft(draft=draft, by=officer, at=at, departments=[place.cast.department])
    for opinion in draft.opinions.all():
        give_draft_opinion(opinion=opinion, agrees=True, text="", by=officer, at=at)
    advance_draft(draft=draft, by=officer, at=at, comment_until=local_day(at) + 20 * DAY)


def _files(place: Place) -> None:
    """An application being filled in, one being checked, and what hangs on it."""
    draft = place.start(place.premium, "草稿产品")
    fill_in(draft, by=place.cast.signer, at=place.at)
    section = edition_document(place.premium.edition).form.sections[0].key
    checked = place.submit(place.start(place.award, ""))
    send_message(case=checked.case, text="请问进度" + place.text, from_office=False, by=place.cast.signer, at=place.at)
    attachment = checked.case.attachments.order_by("pk").first()
    rules = edition_document(place.award.edition).eligibility.rules
    own_file = draft.case.attachments.order_by("pk").first()
    place.objects |= {
        "draft": {"pk": draft.pk},
        "section of a draft": {"pk": draft.pk, "key": section},
        "file of a draft": {"pk": draft.pk, "file": own_file.pk},
        "application": {"pk": checked.pk},
        "rule of an application": {"pk": checked.pk, "rule": rules[0].id},
        "file of an application": {"pk": checked.pk, "attachment": attachment.pk},
        "own file of an application": {"pk": checked.pk, "file": attachment.pk},
    }


def _counter(place: Place) -> None:
    """A file that the office filled in for somebody who came to the counter."""
    head = edition_document(place.premium.edition).programme
    filed = start_application(
        round_=place.premium, applicant=place.cast.firm, route=head.routes[0].key, subject_kind="product",
        subject_name="窗口产品", sector="industry", by=place.cast.officer, at=place.at, by_office=True,
    )  # fmt: skip
    fill_in(filed, by=place.cast.officer, at=place.at)
    section = edition_document(place.premium.edition).form.sections[0].key
    place.objects |= {
        "application filed by the office": {"pk": filed.pk},
        "section filed by the office": {"pk": filed.pk, "key": section},
        "file filed by the office": {"pk": filed.pk, "attachment": filed.case.attachments.order_by("pk").first().pk},
    }


def _reviews(place: Place) -> None:
    application = place.submit(place.start(place.premium, "评审产品"))
    application = place.forward(application, "third-party-evaluation")
    evaluation = place.commissioned(application)
    scored = place.forward(
        place.submit(place.start(place.open_round(place.award.edition, "己"), "")), "document-review"
    )
    task = place.task(scored)
    scheme, _scales = scheme_of(scored, "performance-excellence")
    visited = place.forward(place.submit(place.start(place.open_round(place.award.edition, "庚"), "")), "site-visit")
    on_site = place.task(visited)
    finding = tasks.add_site_finding(
        task=on_site, text="现场" + place.text, criterion="", photo=PNG, photo_name="a.png", at=place.at
    )
    paper = scored.case.attachments.order_by("pk").first()
    own_paper = application.case.attachments.order_by("pk").first()
    place.objects |= {
        "application in review": {"pk": scored.pk},
        "evaluated application": {"pk": application.pk},
        "evaluation": {"pk": evaluation.pk},
        "paper of an evaluation": {"pk": evaluation.pk, "attachment": own_paper.pk},
        "report of an application": {"pk": application.pk, "evaluation": evaluation.pk},
        "review task": {"pk": task.pk},
        "criterion of a task": {"pk": task.pk, "criterion": next(iter(scored_criteria(scheme.criteria))).key},
        "task on site": {"pk": on_site.pk},
        "finding of a task": {"pk": on_site.pk, "finding": finding.pk},
        "paper of a task": {"pk": task.pk, "attachment": paper.pk},
        "task of an application": {"pk": scored.pk, "task": task.pk},
    }


def _lists(place: Place) -> None:
    """A consultation, and a public notice with an objection."""
    cast, at, round_ = place.cast, place.at, place.notice_round
    noticed = place.forward(place.submit(place.start(round_, "公示产品")), "panel")
    opened = panel.open_panel(round_=round_, stage="panel", by=cast.officer, at=at)
    tier = edition_document(round_.edition).outcomes.tiers[0].key
    panel.propose(opened=opened, round_=round_, tiers={noticed.pk: tier}, grounds={})
    panel.conclude_panel(opened=opened, round_=round_, minutes="同意", by=cast.officer, at=at)
    notice = lists.open_list(
        round_=round_, stage="public-notice", by=cast.officer, at=at, until_on=local_day(at) + 30 * DAY
    )
    objection = lists.raise_objection(
        opened=notice,
        application=noticed,
        text="不实" + place.text,
        name="市民" + place.text,
        contact="1" + place.text,
        at=at,
    )
    consulted = _consulted(place)
    round_ = place.open_round(place.premium.edition, "戊")
    place.forward(place.submit(place.start(round_, "评审会产品")), "panel")
    proposed = panel.open_panel(round_=round_, stage="panel", by=cast.officer, at=at)
    opinion = Opinion.objects.get(batch_stage=consulted)
    place.objects |= {
        "list": {"pk": consulted.pk},
        "panel": {"pk": proposed.pk},
        "opinions of a list": {"opened": consulted.pk},
        "opinion on a list": {"pk": consulted.pk, "opinion": opinion.pk},
        "opinion": {"pk": opinion.pk},
        "public notice": {"pk": notice.pk},
        "noticed application": {"pk": notice.pk, "application_pk": noticed.pk},
        "objection": {"pk": noticed.pk, "objection": objection.pk},
        "receipt of an objection": {"number": objection.number},
    }


def _consulted(place: Place) -> Any:
    cast = place.cast
    round_ = place.open_round(place.award.edition, "丁")
    place.forward(place.submit(place.start(round_, "")), "consultation")
    return lists.open_list(
        round_=round_, stage="consultation", by=cast.officer, at=place.at, departments=[cast.department],
        until_on=local_day(place.at) + 10 * DAY,
    )  # fmt: skip


def _conferral(place: Place) -> None:
    """A list decided on and ready to be conferred."""
    cast, at = place.cast, place.at
    round_ = place.open_round(place.award.edition, "辛")
    application = place.forward(place.submit(place.start(round_, "")), "consultation")
    asked = lists.open_list(round_=round_, stage="consultation", by=cast.officer, at=at, departments=[cast.department])
    lists.give_opinion(
        opinion=Opinion.objects.get(batch_stage=asked), kind="no_objection", text="", by=cast.officer, at=at
    )
    lists.close_consultation(opened=asked, round_=round_, refuse={}, by=cast.officer, at=at)
    meeting = panel.open_panel(round_=round_, stage="executive-meeting", by=cast.officer, at=at)
    tier = edition_document(round_.edition).outcomes.tiers[0].key
    panel.propose(opened=meeting, round_=round_, tiers={application.pk: tier}, grounds={})
    panel.conclude_panel(opened=meeting, round_=round_, minutes="同意", by=cast.officer, at=at, role="authority")
    decision = lists.open_list(round_=round_, stage="decision", by=cast.officer, at=at)
    lists.close_list(opened=decision, round_=round_, by=cast.officer, at=at, document_number="示例〔2026〕1号")
    opened = lists.open_list(round_=round_, stage="conferral", by=cast.officer, at=at)
    place.objects |= {"list to confer": {"pk": opened.pk}}


_MAKERS: tuple[Callable[[Place], None], ...] = (
    _parties,
    _programmes,
    _files,
    _counter,
    _reviews,
    _lists,
    _conferral,
    make_marks,
    make_letters,
    make_table,
)
