"""Beginning, filling in, submitting and withdrawing."""

from datetime import date, timedelta

import pytest

from pinzhang.domain.applications.models import Application
from pinzhang.domain.applications.refusals import CannotDecide, CannotSave, CannotStart, CannotSubmit
from pinzhang.domain.applications.services import stages
from pinzhang.domain.applications.services.drafts import (
    save_answers,
    start_application,
    submit_application,
    withdraw_application,
)
from pinzhang.domain.cases.models import Case
from pinzhang.domain.cases.refusals import CannotMove
from pinzhang.domain.core.models import Event
from pinzhang.domain.core.refusals import ChangedMeanwhile
from pinzhang.domain.facts.services import record_value
from pinzhang.domain.parties.services import join_organisation
from pinzhang.domain.programmes.selectors import edition_document
from pinzhang.domain.programmes.services import rounds
from pinzhang.engine.stages import Action
from tests.factories import (
    AT,
    make_edition,
    make_enterprise,
    make_officer,
    make_round,
    make_signer,
    make_user,
    shanghai,
)
from tests.factories.flow import DAY, bring_to, decide_judgements, draft, signer_of, submitted
from tests.factories.forms import fill_in
from tests.factories.programmes import PREMIUM_PACK

pytestmark = pytest.mark.django_db
LATE = shanghai(2026, 4, 2)


def _start(round_, firm, **given):
    plain = {"route": "application", "subject_kind": "enterprise", "by": make_user(), "at": AT}
    return start_application(round_=round_, applicant=firm, **{**plain, **given})


def _refused(refused, act, *args, **given):
    """Do what is refused, and show that nothing changed."""
    before = (list(Case.objects.order_by("pk").values()), list(Application.objects.order_by("pk").values()))
    events = Event.objects.count()
    with pytest.raises(refused) as refusal:
        act(*args, **given)
    assert (list(Case.objects.order_by("pk").values()), list(Application.objects.order_by("pk").values())) == before
    assert Event.objects.count() == events
    return refusal.value


def _filled(round_, **given):
    application = draft(round_, **given)
    fill_in(application, by=signer_of(application.applicant), at=AT)
    return application


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"route": "back-door"}, "请选择申报路径。"),
        ({"subject_kind": "work"}, "这个项目不评这类对象。"),
        ({"at": shanghai(2026, 2, 28)}, "现在不在申报期内。"),
        ({"at": shanghai(2026, 3, 31, 17)}, "现在不在申报期内。"),
    ],
)
def test_what_the_edition_or_the_window_does_not_know_cannot_be_begun(given, sentence):
    round_ = make_round()
    firm = make_enterprise()

    refusal = _refused(CannotStart, _start, round_, firm, **given)

    assert str(refusal) == sentence


def test_a_body_of_a_kind_the_programme_does_not_take_cannot_begin():
    round_ = make_round(make_edition(PREMIUM_PACK))
    firm = make_enterprise(kind="government")

    _refused(CannotStart, _start, round_, firm, subject_kind="product", subject_name="样例", sector="industry")


def test_a_sector_the_programme_does_not_know_cannot_be_chosen():
    round_ = make_round(make_edition(PREMIUM_PACK))

    refusal = _refused(CannotStart, _start, round_, make_enterprise(), subject_kind="product", sector="mining")

    assert list(refusal.fields) == ["sector"]


def test_a_route_of_the_office_is_closed_to_applicants():
    round_ = make_round(make_edition(PREMIUM_PACK))
    given = {"route": "admission", "subject_kind": "product", "subject_name": "样例", "sector": "industry"}

    refusal = _refused(CannotStart, _start, round_, make_enterprise(), **given)

    assert list(refusal.fields) == ["route"]


def test_the_office_begins_nothing_in_a_round_that_is_finished():
    round_ = make_round()
    rounds.finish_round(round_=round_, by=None, at=AT)

    refusal = _refused(CannotStart, _start, round_, make_enterprise(), by_office=True)

    assert str(refusal) == "本届已经结束。"


def test_a_page_loaded_before_the_round_was_closed_does_not_open_it_again():
    round_ = make_round()
    loaded = type(round_).objects.get(pk=round_.pk)
    rounds.finish_round(round_=round_, by=None, at=AT)

    _refused(CannotStart, _start, loaded, make_enterprise())


def test_a_subject_has_one_living_application_in_a_round_and_a_place_again_after_withdrawing():
    round_ = make_round()
    firm = make_enterprise()
    lin = make_signer(firm)
    first = _start(round_, firm, by=lin)
    _refused(CannotStart, _start, round_, firm)

    withdraw_application(application=first, by=lin, at=AT, expected_version=None)
    second = _start(round_, firm, by=lin)

    assert Case.objects.get(pk=first.case_id).outcome == "withdrawn"
    assert second.case.outcome == ""


def test_an_application_withdrawn_twice_is_withdrawn_once():
    application = draft(make_round())
    given = {"application": application, "by": signer_of(application.applicant), "at": AT, "expected_version": None}
    withdraw_application(**given)

    _refused(CannotMove, withdraw_application, **given)


def test_a_value_that_cannot_be_read_is_kept_as_typed_and_reported():
    application = draft(make_round())
    section = edition_document(application.round.edition).form.sections[0]
    asked = next(one for one in section.fields if one.kind in ("phone", "integer", "money", "year", "date"))

    problems = save_answers(
        application=application,
        section=section.key,
        raw={asked.name: "约三千左右"},
        by=make_user(),
        at=AT,
        expected_version=None,
    )

    application.refresh_from_db()
    assert asked.name in problems
    assert "约三千左右" in str(application.unread) + str(application.answers)


def test_a_colleague_with_an_old_page_is_told_and_overwrites_nothing():
    application = draft(make_round())
    section = edition_document(application.round.edition).form.sections[0].key
    given = {"application": application, "section": section, "raw": {}, "by": make_user(), "at": AT}
    save_answers(**given, expected_version=1)

    _refused(ChangedMeanwhile, save_answers, **given, expected_version=1)


def test_what_was_submitted_cannot_be_changed_by_saving():
    application = submitted(make_round())
    section = edition_document(application.round.edition).form.sections[0].key

    _refused(
        CannotSave,
        save_answers,
        application=application,
        section=section,
        raw={},
        by=make_user(),
        at=AT,
        expected_version=None,
    )


def test_an_incomplete_form_is_refused_at_its_fields():
    application = draft(make_round())

    refusal = _refused(
        CannotSubmit, submit_application, application=application, by=signer_of(application.applicant), at=AT
    )

    assert len(refusal.fields) > 3


def test_a_member_who_does_not_sign_cannot_submit():
    application = _filled(make_round())
    clerk = make_user("文员")
    join_organisation(user=clerk, organisation=application.applicant, role="member", by=None, at=AT)

    refusal = _refused(CannotSubmit, submit_application, application=application, by=clerk, at=AT)

    assert str(refusal).startswith("须由本单位的授权签署人提交。")


def test_a_member_cannot_use_what_the_office_filed_to_go_round_the_signer():
    round_ = make_round()
    firm = make_enterprise()
    make_signer(firm)
    officer = make_officer(round_.authority)
    application = _start(round_, firm, by=officer, by_office=True)
    fill_in(application, by=officer, at=AT)
    clerk = make_user("文员")
    join_organisation(user=clerk, organisation=firm, role="member", by=None, at=AT)

    _refused(CannotSubmit, submit_application, application=application, by=clerk, at=AT)
    done = submit_application(application=application, by=officer, at=LATE)

    assert (done.signed_by, done.submitted_at) == (officer, LATE)


def test_a_draft_cannot_be_submitted_at_the_minute_the_window_closes_but_with_an_extension():
    application = _filled(make_round())
    lin = signer_of(application.applicant)
    closes = application.round.closes_at
    _refused(CannotSubmit, submit_application, application=application, by=lin, at=closes)

    rounds.extend_for(
        round_=application.round,
        organisation=application.applicant,
        closes_at=closes + DAY,
        ground="系统故障",
        by=make_officer(application.round.authority),
        at=closes,
    )
    done = submit_application(application=application, by=lin, at=closes + timedelta(hours=1))

    assert done.submitted_at == closes + timedelta(hours=1)


def test_an_unmet_or_unknown_rule_does_not_refuse_a_submission():
    application = submitted(make_round())

    verdicts = {rule["verdict"] for rule in application.findings["rules"]}
    assert "unknown" in verdicts
    assert Case.objects.get(pk=application.case_id).stage == "eligibility-check"


def test_the_office_cannot_submit_for_the_applicant_what_it_sent_back():
    application = submitted(make_round())
    officer = make_officer(application.case.authority)
    given = {"application": application, "role": "office", "by": officer, "at": LATE, "note": "请改"}
    stages.decide_stage(**given, action=Action.RETURN, to="submission")

    _refused(CannotDecide, stages.decide_stage, **given, action=Action.COMPLETE)


def test_what_was_sent_back_after_the_window_is_handed_in_again_and_judged_by_what_is_known_then():
    application = submitted(make_round(make_edition(PREMIUM_PACK)))
    officer = make_officer(application.recommender)
    record_value(
        organisation=application.applicant,
        name="established_on",
        value="2025-05-01",
        supplied_by="register",
        source="登记",
        as_of=date(2026, 3, 20),
        by=None,
        at=AT + DAY,
    )
    given = {"application": application, "role": "recommender", "by": officer, "at": LATE}
    stages.decide_stage(**given, action=Action.RETURN, to="submission", note="请补充")

    again = submit_application(application=application, by=signer_of(application.applicant), at=LATE)

    verdicts = [{rule["id"]: rule.get("verdict") for rule in one.findings["rules"]} for one in (application, again)]
    assert [verdict["three-years-in-operation"] for verdict in verdicts] == ["unknown", "not met"]
    assert again.submitted_at == LATE
    assert Case.objects.get(pk=application.case_id).stage == "recommendation"


def test_a_declaration_cannot_stand_in_for_a_submission():
    application = draft(make_round(make_edition(PREMIUM_PACK)))

    refusal = _refused(
        CannotDecide, stages.declare, application=application, by=signer_of(application.applicant), at=AT
    )

    assert str(refusal) == "现在不是自我声明的环节。"


def test_a_declaration_is_complete_and_signed_by_the_signer_or_it_is_none():
    application = submitted(make_round(make_edition(PREMIUM_PACK)))
    bring_to(application, "declaration", officer=make_officer(application.case.authority))
    lin = signer_of(application.applicant)
    _refused(CannotDecide, stages.declare, application=application, by=make_user("文员"), at=AT)
    _refused(CannotDecide, stages.declare, application=application, by=lin, at=AT)

    fill_in(application, by=lin, at=AT)
    stages.declare(application=application, by=lin, at=AT)

    assert Case.objects.get(pk=application.case_id).stage == "eligibility-check"


def test_a_judgement_needs_a_rule_left_to_people_a_ground_and_the_time_of_the_check():
    application = submitted(make_round())
    officer = make_officer(application.case.authority)
    rules = edition_document(application.round.edition).eligibility.rules
    human = next(rule.id for rule in rules if rule.decided_by == "human")
    given = {"application": application, "met": True, "by": officer, "at": AT}
    _refused(CannotDecide, stages.decide_rule, **given, rule="no-such-rule", ground="x")
    _refused(CannotDecide, stages.decide_rule, **given, rule=human, ground=" ")
    decide_judgements(application, officer)
    stages.decide_stage(application=application, action=Action.COMPLETE, role="office", by=officer, at=AT)

    refusal = _refused(CannotDecide, stages.decide_rule, **{**given, "met": False}, rule=human, ground="翻案")

    assert str(refusal) == "资格审查已经结束，不能再认定。"
