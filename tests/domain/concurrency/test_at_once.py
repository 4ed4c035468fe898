"""Two do the same at once: exactly one effect."""

import signal
import time

import pytest

from pinzhang.domain.applications.models import Application
from pinzhang.domain.applications.selectors import application_plan
from pinzhang.domain.applications.services.drafts import start_application, submit_application
from pinzhang.domain.applications.services.stages import decide_rule, decide_stage
from pinzhang.domain.cases.models import Case, StageVisit
from pinzhang.domain.core.models import Event, Job
from pinzhang.domain.core.services import events
from pinzhang.domain.marks.models import MarkChange
from pinzhang.domain.programmes.selectors import edition_document
from pinzhang.domain.review.models import ReviewTask
from pinzhang.domain.review.services.tasks import enrol_reviewer
from pinzhang.domain.supervision.models import Procedure
from pinzhang.engine.stages import Action
from tests.domain.concurrency import effects  # noqa: F401 - registers what the workers run
from tests.domain.concurrency.stage import begin, outcome, together
from tests.domain.supervision.casting import set_the_stage
from tests.factories import AT, make_enterprise, make_officer, make_round, make_signer, make_user
from tests.factories.forms import fill_in

pytestmark = pytest.mark.django_db(transaction=True)


def _draft():
    round_ = make_round()
    firm = make_enterprise()
    lin = make_signer(firm)
    route = edition_document(round_.edition).programme.routes[0].key
    application = start_application(
        round_=round_, applicant=firm, route=route, subject_kind="enterprise", by=lin, at=AT
    )
    fill_in(application, by=lin, at=AT)
    return application, lin


def _checked(application: Application, officer) -> None:
    for rule in edition_document(application.round.edition).eligibility.rules:
        if rule.decided_by == "human":
            decide_rule(application=application, rule=rule.id, met=True, ground="查无记录", by=officer, at=AT)


def test_submitting_twice_at_once_has_one_effect():
    application, lin = _draft()
    given = {"application": application.pk, "by": lin.pk}

    found = together(("submit", given), ("submit", given), ("submit", given))

    assert sorted(str(one) for one in found).count("{'done': 'submitted'}") == 1
    assert {one["refused"] for one in found if "refused" in one} == {"CannotSubmit"}
    assert Event.objects.filter(name="applications.application.submitted").count() == 1
    assert StageVisit.objects.filter(case=application.case, left_at__isnull=True).count() == 1


def test_two_officers_who_decide_at_once_leave_one_decision():
    application, lin = _draft()
    submit_application(application=application, by=lin, at=AT)
    wang, li = make_officer(application.case.authority), make_officer(application.case.authority, "李航")
    _checked(application, wang)
    version = Case.objects.get(pk=application.case_id).version
    given = {"application": application.pk, "version": version}

    found = together(
        ("decide", {**given, "by": wang.pk, "action": "complete"}),
        ("decide", {**given, "by": li.pk, "action": "refuse"}),
    )

    assert sorted(one.get("done", one.get("refused")) for one in found) == ["ChangedMeanwhile", "decided"]
    assert Event.objects.filter(name="applications.application.decided").count() == 1


def test_two_colleagues_who_begin_at_once_leave_one_application():
    round_ = make_round()
    firm = make_enterprise()
    lin = make_signer(firm)
    route = edition_document(round_.edition).programme.routes[0].key
    given = {"round": round_.pk, "applicant": firm.pk, "route": route, "by": lin.pk}

    found = together(("start", given), ("start", given))

    assert sorted(one.get("done", one.get("refused")) for one in found) == ["CannotStart", "started"]
    assert Application.objects.count() == 1
    assert Case.objects.count() == 1


def test_a_reviewer_assigned_twice_at_once_has_the_file_once():
    application, lin = _draft()
    submit_application(application=application, by=lin, at=AT)
    wang = make_officer(application.case.authority)
    _checked(application, wang)
    decide_stage(application=application, action=Action.COMPLETE, role="office", by=wang, at=AT)
    application.case.refresh_from_db()
    assert application_plan(application).stage(application.case.stage).kind == "document_review"
    reviewer = enrol_reviewer(user=make_user("评审员张"), authority=application.case.authority)
    given = {"application": application.pk, "reviewer": reviewer.pk, "by": wang.pk}

    found = together(("assign", given), ("assign", given))

    assert sorted(one.get("done", one.get("refused")) for one in found) == ["CannotAssign", "assigned"]
    assert ReviewTask.objects.count() == 1


def test_two_officers_who_decide_about_a_mark_at_once_take_one_measure():
    cast = set_the_stage()
    procedure = cast.opened()
    given = {"procedure": procedure.pk, "version": procedure.case.version}
    li = make_officer(cast.mark.authority, "李航")

    found = together(
        ("measure", {**given, "by": cast.wang.pk, "apply": True}),
        ("measure", {**given, "by": li.pk, "apply": False}),
    )

    assert sorted(one.get("done", one.get("refused")) for one in found) == ["ChangedMeanwhile", "decided"]
    assert Event.objects.filter(name="supervision.procedure.decided").count() == 1
    assert MarkChange.objects.filter(mark=cast.mark).count() == 1 + (Procedure.objects.get().decision == "applied")


def test_numbers_given_by_four_processes_have_no_gap_and_no_double():
    found = together(*(("number", {"count": 25}) for _ in range(4)))

    given = sorted(number for one in found for number in one["done"])
    assert given == [f"TEST-2026-{serial:04d}" for serial in range(1, 101)]


def test_jobs_survive_killed_workers_without_loss_or_double_effect():
    somebody = make_user()
    for _ in range(120):
        events.record("tests.effect.wanted", subject=somebody, by=None, at=AT)

    for _ in range(3):
        doomed = begin("work", {})
        deadline = time.time() + 30
        before = Job.objects.filter(handler="effect").count()
        while Job.objects.filter(handler="effect").count() < before + 5 and time.time() < deadline:
            time.sleep(0.02)
        doomed.send_signal(signal.SIGKILL)
        doomed.communicate()
    outcome(begin("work", {}))

    wanted = Event.objects.filter(name="tests.effect.wanted").count()
    assert Job.objects.filter(handler="effect").count() == wanted == 120
    assert not Job.objects.exclude(handler="effect").exclude(state=Job.DONE).exists()
