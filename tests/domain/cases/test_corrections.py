"""A correction stops the clock and blocks everything until it is settled."""

from datetime import date

import pytest

from pinzhang.domain.applications.refusals import CannotDecide
from pinzhang.domain.applications.selectors import application_document
from pinzhang.domain.applications.services import stages
from pinzhang.domain.cases.models import Case, ClockPause, CorrectionRequest
from pinzhang.domain.cases.refusals import CannotCorrect, CannotMove
from pinzhang.domain.core.models import Event
from pinzhang.domain.core.refusals import ChangedMeanwhile
from pinzhang.domain.facts.services import record_value
from pinzhang.engine.stages import Action
from tests.factories import make_edition, make_officer, make_round, shanghai
from tests.factories.flow import decide_judgements, signer_of, submitted
from tests.factories.programmes import with_terms

pytestmark = pytest.mark.django_db


def _round(on_correction: str = "pause"):
    """The award with ten working days for its check, which its source does not name."""
    document = with_terms({"eligibility-check": (10, on_correction)})
    return make_round(make_edition(document=document), opens_at=shanghai(2026, 1, 1), closes_at=shanghai(2026, 12, 1))


def _in_check(on_correction: str = "pause"):
    application = submitted(_round(on_correction), at=shanghai(2026, 9, 21))
    return application, make_officer(application.case.authority)


def _ask(application, officer, at):
    stages.ask_corrections(application=application, requests={"main_products": "请写明产量。"}, by=officer, at=at)


def test_ten_working_days_from_a_monday_before_national_day_count_the_make_up_days():
    """21 September 2026 + 10 working days: 25 September and 1-7 October are off, 10 October is worked."""
    application, _ = _in_check()

    assert Case.objects.get(pk=application.case_id).due_on == date(2026, 10, 12)


def test_a_correction_stops_the_clock_until_it_is_answered():
    application, officer = _in_check()
    _ask(application, officer, shanghai(2026, 9, 22))
    lin = signer_of(application.applicant)
    request = CorrectionRequest.objects.get()

    stages.answer_corrections(
        application=application, answers={request.pk: "已补充。"}, by=lin, at=shanghai(2026, 9, 24)
    )

    case = Case.objects.get(pk=application.case_id)
    pause = ClockPause.objects.get()
    assert (pause.from_on, pause.to_on) == (date(2026, 9, 22), date(2026, 9, 24))
    assert case.waiting is False
    assert case.due_on == date(2026, 10, 15)


def test_a_clock_that_is_replaced_begins_anew_with_the_answer():
    application, officer = _in_check("replace")
    _ask(application, officer, shanghai(2026, 9, 22))
    request = CorrectionRequest.objects.get()

    stages.answer_corrections(
        application=application,
        answers={request.pk: "已补充。"},
        by=signer_of(application.applicant),
        at=shanghai(2026, 10, 12),
    )

    assert Case.objects.get(pk=application.case_id).due_on == date(2026, 10, 26)


def test_nothing_moves_while_a_correction_is_open():
    application, officer = _in_check()
    decide_judgements(application, officer)
    _ask(application, officer, shanghai(2026, 9, 22))
    before = Case.objects.values().get(pk=application.case_id)

    with pytest.raises(CannotMove):
        stages.decide_stage(
            application=application, action=Action.COMPLETE, role="office", by=officer, at=shanghai(2026, 9, 23)
        )

    assert Case.objects.values().get(pk=application.case_id) == before


def test_a_correction_without_a_text_is_refused_and_nothing_changes():
    application, officer = _in_check()
    events = Event.objects.count()

    with pytest.raises(CannotCorrect) as refusal:
        stages.ask_corrections(
            application=application, requests={"main_products": "  "}, by=officer, at=shanghai(2026, 9, 22)
        )

    assert str(refusal.value) == "请写明要补正的内容，并指明是哪一项。"
    assert not CorrectionRequest.objects.exists()
    assert Event.objects.count() == events


def test_an_answer_that_leaves_one_request_open_is_refused_at_its_field():
    application, officer = _in_check()
    stages.ask_corrections(
        application=application,
        requests={"main_products": "请写明产量。", "contact_phone": "电话打不通。"},
        by=officer,
        at=shanghai(2026, 9, 22),
    )
    first, second = CorrectionRequest.objects.order_by("pk")

    with pytest.raises(CannotCorrect) as refusal:
        stages.answer_corrections(
            application=application,
            answers={first.pk: "已补充。"},
            by=signer_of(application.applicant),
            at=shanghai(2026, 9, 23),
        )

    assert refusal.value.fields == {f"answer-{second.pk}": "请写明怎样补正的。"}
    assert CorrectionRequest.objects.filter(answered_at__isnull=True).count() == 2


def test_the_office_may_take_its_request_back():
    application, officer = _in_check()
    _ask(application, officer, shanghai(2026, 9, 22))

    stages.withdraw_corrections(application=application, by=officer, at=shanghai(2026, 9, 23))

    assert Case.objects.get(pk=application.case_id).waiting is False
    assert CorrectionRequest.objects.get().withdrawn_at == shanghai(2026, 9, 23)


def test_withdrawing_where_nothing_is_open_is_refused():
    application, officer = _in_check()

    with pytest.raises(CannotCorrect):
        stages.withdraw_corrections(application=application, by=officer, at=shanghai(2026, 9, 23))


def test_an_officer_with_an_old_page_is_told_that_somebody_was_faster():
    application, officer = _in_check()
    seen = Case.objects.get(pk=application.case_id).version
    _ask(application, officer, shanghai(2026, 9, 22))

    with pytest.raises(ChangedMeanwhile):
        stages.withdraw_corrections(
            application=application, by=officer, at=shanghai(2026, 9, 23), expected_version=seen
        )

    assert Case.objects.get(pk=application.case_id).waiting is True


def test_the_check_is_not_passed_before_every_judgement_is_made():
    application, officer = _in_check()

    with pytest.raises(CannotDecide) as refusal:
        stages.decide_stage(
            application=application, action=Action.COMPLETE, role="office", by=officer, at=shanghai(2026, 9, 23)
        )

    assert len(refusal.value.reasons) == 1
    assert Case.objects.get(pk=application.case_id).stage == "eligibility-check"


def test_facts_count_as_they_were_known_when_handed_in_or_last_corrected():
    application, officer = _in_check()
    firm, lin = application.applicant, signer_of(application.applicant)
    said = {"supplied_by": "applicant", "source": "本单位填报", "as_of": date(2026, 9, 22), "by": lin}
    record_value(organisation=firm, name="staff_count", value=60, at=shanghai(2026, 9, 22, 9), **said)
    known = [application_document(application)["facts"]]
    _ask(application, officer, shanghai(2026, 9, 22, 10))
    known.append(application_document(application)["facts"])
    answers = {CorrectionRequest.objects.get().pk: "已更正。"}
    stages.answer_corrections(application=application, answers=answers, by=lin, at=shanghai(2026, 9, 24))
    record_value(organisation=firm, name="staff_count", value=70, at=shanghai(2026, 9, 25), **said)
    known.append(application_document(application)["facts"])

    assert known == [{}, {}, {"staff_count": 60}]
