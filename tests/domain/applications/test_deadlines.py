"""What time alone does to applications."""

from datetime import date, timedelta

import pytest

from pinzhang.domain.applications.models import Application
from pinzhang.domain.applications.services.deadlines import lapse_after_extensions, recompute_provisional
from pinzhang.domain.cases.models import Case
from pinzhang.domain.core.services import jobs
from pinzhang.domain.programmes.services.rounds import close_applications, extend_for
from tests.factories import AT, make_edition, make_officer, make_round, shanghai
from tests.factories.flow import draft, submitted
from tests.factories.programmes import with_terms

pytestmark = pytest.mark.django_db


def _work_off(at):
    while jobs.run_due(at=at):
        pass


def test_drafts_lapse_when_their_round_closes_and_submitted_ones_do_not():
    round_ = make_round()
    left, handed_in = draft(round_), submitted(round_)

    close_applications(round_=round_, by=None, at=AT)
    _work_off(AT + timedelta(minutes=1))

    outcomes = dict(Application.objects.values_list("pk", "case__outcome"))
    assert outcomes == {left.pk: "lapsed", handed_in.pk: ""}
    assert Application.objects.get(pk=left.pk).ended is True


def test_who_has_an_extension_keeps_the_draft_until_it_ends():
    round_ = make_round()
    left = draft(round_)
    officer = make_officer(round_.authority)
    later = round_.closes_at + timedelta(days=3)
    extend_for(round_=round_, organisation=left.applicant, closes_at=later, ground="系统故障", by=officer, at=AT)
    close_applications(round_=round_, by=None, at=round_.closes_at)
    _work_off(round_.closes_at + timedelta(minutes=1))
    assert Case.objects.get(pk=left.case_id).outcome == ""

    lapse_after_extensions({}, later + timedelta(minutes=1))

    assert Case.objects.get(pk=left.case_id).outcome == "lapsed"


def test_a_provisional_date_is_computed_anew():
    document = with_terms({"eligibility-check": (10, "pause")})
    round_ = make_round(make_edition(document=document), closes_at=shanghai(2026, 12, 1))
    application = submitted(round_, at=shanghai(2026, 9, 21))
    Case.objects.filter(pk=application.case_id).update(due_on=date(2026, 10, 1), due_is_provisional=True)

    recompute_provisional({}, shanghai(2026, 9, 22))

    case = Case.objects.get(pk=application.case_id)
    assert (case.due_on, case.due_is_provisional) == (date(2026, 10, 12), False)
