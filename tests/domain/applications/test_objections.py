"""An objection holds the one application it is about; silence of departments counts as the edition says."""

import pytest

from pinzhang.domain.applications.models import Application, Objection, Objector, Opinion
from pinzhang.domain.applications.refusals import CannotDecide, CannotGiveOpinion, CannotObject
from pinzhang.domain.applications.services import lists, stages
from pinzhang.domain.cases.models import BatchStage, Case
from pinzhang.domain.cases.refusals import CannotMove
from pinzhang.domain.core.days import local_day
from pinzhang.domain.core.models import Event
from pinzhang.domain.core.services import jobs
from pinzhang.domain.messages.models import Notice
from pinzhang.engine.stages import Action
from tests.factories import AT, make_department, make_edition, make_officer, make_round
from tests.factories.flow import DAY, bring_to, in_notice, signer_of, submitted
from tests.factories.programmes import PREMIUM_PACK, load

pytestmark = pytest.mark.django_db
PLAIN = {"text": "该产品抽检不合格。", "name": "市民甲", "contact": "13800000000"}


@pytest.fixture
def noticed():
    round_ = make_round(make_edition(PREMIUM_PACK))
    notice, officer = in_notice(round_, count=3)
    applications = list(round_.applications.select_related("case").order_by("case__number"))
    return round_, notice, officer, applications


def _object(notice, application, *, at=AT, **given):
    return lists.raise_objection(opened=notice, application=application, at=at, **{**PLAIN, **given})


def _stages() -> list[str]:
    return list(Case.objects.order_by("number").values_list("stage", flat=True))


def test_an_objection_holds_its_own_application_and_nobody_else(noticed):
    round_, notice, officer, applications = noticed

    objection = _object(notice, applications[1])
    lists.close_list(opened=notice, round_=round_, by=officer, at=AT + 8 * DAY)

    assert objection.number == "YY-2026-0001"
    assert _stages() == ["decision", "public-notice", "decision"]
    assert list(Case.objects.filter(held=True)) == [applications[1].case]


def test_who_objected_is_in_no_event(noticed):
    _, notice, _, applications = noticed
    objection = _object(notice, applications[0])

    data = " ".join(str(event.data) + event.by for event in Event.objects.all())
    assert PLAIN["name"] not in data
    assert PLAIN["contact"] not in data
    assert PLAIN["text"] not in data
    assert objection.objector.name == PLAIN["name"]


@pytest.mark.parametrize(
    ("upheld", "stage", "outcome"), [(True, "public-notice", "refused"), (False, "public-notice", "")]
)
def test_an_objection_decided_during_the_notice(noticed, upheld, stage, outcome):
    _, notice, officer, applications = noticed
    objection = _object(notice, applications[0])

    lists.decide_objection(objection=objection, upheld=upheld, finding="已核实", by=officer, at=AT + DAY)

    case = Case.objects.get(pk=applications[0].case_id)
    assert (case.stage, case.outcome, case.held) == (stage, outcome, False)


def test_who_is_refused_on_an_objection_is_not_in_what_the_list_yields(noticed):
    round_, notice, officer, applications = noticed
    objection = _object(notice, applications[0])
    lists.decide_objection(objection=objection, upheld=True, finding="属实", by=officer, at=AT + DAY)

    closed = lists.close_list(opened=notice, round_=round_, by=officer, at=AT + 8 * DAY)

    assert closed.yielded == notice.frozen[1:]


def test_an_objection_dismissed_after_the_notice_lets_its_application_follow_at_once(noticed):
    round_, notice, officer, applications = noticed
    objection = _object(notice, applications[0])
    lists.close_list(opened=notice, round_=round_, by=officer, at=AT + 8 * DAY)

    lists.decide_objection(objection=objection, upheld=False, finding="不属实", by=officer, at=AT + 9 * DAY)

    assert _stages() == ["decision"] * 3


def test_an_application_stays_held_until_the_last_objection_is_decided(noticed):
    _, notice, officer, applications = noticed
    first, second = _object(notice, applications[0]), _object(notice, applications[0], name="市民乙")

    lists.decide_objection(objection=first, upheld=False, finding="不属实", by=officer, at=AT)
    between = Case.objects.get(pk=applications[0].case_id).held
    lists.decide_objection(objection=second, upheld=False, finding="不属实", by=officer, at=AT)

    assert (between, Case.objects.get(pk=applications[0].case_id).held) == (True, False)


def test_an_objection_left_over_when_the_application_has_ended_is_still_answered(noticed):
    _, notice, officer, applications = noticed
    first, second = _object(notice, applications[0]), _object(notice, applications[0])
    lists.decide_objection(objection=first, upheld=True, finding="属实", by=officer, at=AT)

    lists.decide_objection(objection=second, upheld=False, finding="已另案处理", by=officer, at=AT)

    assert Case.objects.get(pk=applications[0].case_id).outcome == "refused"


def test_the_office_does_not_release_what_an_objection_holds(noticed):
    _, notice, officer, applications = noticed
    _object(notice, applications[0])

    with pytest.raises(CannotDecide):
        stages.set_aside(application=applications[0], action=Action.RELEASE, note="放行", by=officer, at=AT)

    assert Case.objects.get(pk=applications[0].case_id).held is True


@pytest.mark.parametrize(
    ("given", "fields"),
    [
        ({"text": " "}, ["text"]),
        ({"name": "", "contact": ""}, ["name", "contact"]),
        ({"text": "长" * 4001}, ["text"]),
        ({"at": AT + 8 * DAY}, []),
    ],
)
def test_an_objection_out_of_time_or_without_content_is_refused_and_nothing_changes(noticed, given, fields):
    _, notice, _, applications = noticed
    events = Event.objects.count()

    with pytest.raises(CannotObject) as refusal:
        _object(notice, applications[0], **given)

    assert list(refusal.value.fields) == fields
    assert (Objection.objects.count(), Objector.objects.count(), Event.objects.count()) == (0, 0, events)
    assert not Case.objects.filter(held=True).exists()


def test_nobody_objects_where_the_edition_takes_no_objections_or_to_whom_is_not_listed(noticed):
    round_, notice, officer, applications = noticed
    lists.close_list(opened=notice, round_=round_, by=officer, at=AT + 8 * DAY)
    decision = lists.open_list(round_=round_, stage="decision", by=officer, at=AT + 8 * DAY)
    outsider = submitted(round_)

    for opened, application in ((decision, applications[0]), (notice, applications[0]), (notice, outsider)):
        with pytest.raises(CannotObject):
            _object(opened, application)

    assert not Objection.objects.exists()


def test_an_objection_is_decided_once_and_with_a_finding(noticed):
    _, notice, officer, applications = noticed
    objection = _object(notice, applications[0])
    given = {"objection": objection, "by": officer, "at": AT}
    with pytest.raises(CannotDecide):
        lists.decide_objection(**given, upheld=True, finding=" ")
    lists.decide_objection(**given, upheld=False, finding="不属实")

    with pytest.raises(CannotDecide):
        lists.decide_objection(**given, upheld=True, finding="改判")

    assert Objection.objects.get().state == "dismissed"
    assert Case.objects.get(pk=applications[0].case_id).outcome == ""


def test_the_applicant_hears_of_the_objection_and_of_what_came_of_it(noticed):
    _, notice, officer, applications = noticed
    while jobs.run_due(at=AT):
        pass
    Notice.objects.all().delete()
    objection = _object(notice, applications[0])
    lists.decide_objection(objection=objection, upheld=False, finding="不属实", by=officer, at=AT)
    while jobs.run_due(at=AT):
        pass

    lin = signer_of(applications[0].applicant)
    titles = list(Notice.objects.filter(recipient=lin).order_by("pk").values_list("title", flat=True))
    assert titles == ["收到异议 YY-2026-0001", "异议 YY-2026-0001：异议不成立"]


def test_the_office_is_reminded_of_a_list_whose_term_is_over(noticed):
    _, notice, _, _ = noticed

    lists.note_notices_over({}, AT + 7 * DAY)
    before = Event.objects.filter(name="applications.list.term_over").count()
    lists.note_notices_over({}, AT + 8 * DAY)

    event = Event.objects.get(name="applications.list.term_over")
    assert (before, event.data) == (0, {"stage": "public-notice", "list": notice.pk})


def _consultation(silence: str = "wait", until=None):
    document = load()
    changed = tuple(
        one.model_copy(update={"silence": silence}) if one.kind == "consultation" else one for one in document.stages
    )
    round_ = make_round(make_edition(document=document.model_copy(update={"stages": changed})))
    officer = make_officer(round_.authority)
    application = bring_to(submitted(round_), "consultation", officer=officer)
    departments = [make_department(round_.authority, key, name) for key, name in (("tax", "税务局"), ("fire", "消防"))]
    opened = lists.open_list(
        round_=round_,
        stage="consultation",
        by=officer,
        at=AT,
        departments=departments,
        until_on=until,
    )
    return round_, officer, application, opened


def test_a_department_that_disagrees_says_why():
    _, officer, _, opened = _consultation()
    opinion = Opinion.objects.filter(batch_stage=opened).first()

    for kind, text in (("objection", " "), ("conditional", ""), ("silent", "x"), ("nonsense", "x"), ("", "")):
        with pytest.raises(CannotGiveOpinion):
            lists.give_opinion(opinion=opinion, kind=kind, text=text, by=officer, at=AT)

    assert set(Opinion.objects.values_list("kind", flat=True)) == {""}


def test_silence_is_not_taken_for_consent_where_the_edition_does_not_say_so():
    round_, officer, _, opened = _consultation(until=local_day(AT + 5 * DAY))
    lists.give_opinion(opinion=Opinion.objects.first(), kind="no_objection", text="", by=officer, at=AT)
    given = {"opened": opened, "round_": round_, "by": officer, "at": AT + 30 * DAY}

    with pytest.raises(CannotDecide) as refusal:
        lists.close_consultation(**given, refuse={})
    with pytest.raises(CannotDecide):
        lists.close_list(**given)

    assert len(refusal.value.reasons) == 1
    assert BatchStage.objects.get(pk=opened.pk).closed_at is None
    assert Opinion.objects.filter(kind="silent").count() == 0


def test_silence_counts_as_consent_only_after_the_term_and_is_shown_as_silence():
    round_, officer, application, opened = _consultation("no_objection", until=local_day(AT + 5 * DAY))
    given = {"opened": opened, "round_": round_, "refuse": {}, "by": officer}
    with pytest.raises(CannotDecide):
        lists.close_consultation(**given, at=AT + 5 * DAY)

    lists.close_consultation(**given, at=AT + 6 * DAY)

    assert set(Opinion.objects.values_list("kind", flat=True)) == {"silent"}
    assert Case.objects.get(pk=application.case_id).stage == "executive-meeting"
    with pytest.raises(CannotGiveOpinion):
        lists.give_opinion(opinion=Opinion.objects.first(), kind="no_objection", text="", by=officer, at=AT)


def test_a_consultation_may_refuse_with_a_ground_and_several_are_answered_at_once():
    round_, officer, application, opened = _consultation()
    with pytest.raises(CannotGiveOpinion):
        lists.give_no_objections(opinions=[], by=officer, at=AT)
    lists.give_no_objections(opinions=list(Opinion.objects.all()), by=officer, at=AT)

    lists.close_consultation(opened=opened, round_=round_, refuse={application.case.number: "欠税"}, by=officer, at=AT)

    assert Case.objects.get(pk=application.case_id).outcome == "refused"


def test_recommendations_stop_at_the_places_of_the_recommender():
    document = load(PREMIUM_PACK)
    quota = document.outcomes.total_quota.model_copy(update={"per_recommender": 1})
    outcomes = document.outcomes.model_copy(update={"total_quota": quota})
    round_ = make_round(make_edition(document=document.model_copy(update={"outcomes": outcomes})))
    officer = make_officer(round_.authority)
    first, second = submitted(round_), submitted(round_)
    given = {"action": Action.COMPLETE, "role": "recommender", "by": officer, "at": AT}
    stages.decide_stage(application=first, **given)

    with pytest.raises(CannotDecide) as refusal:
        stages.decide_stage(application=second, **given)

    assert str(refusal.value) == "本届推荐名额 1 个已经用完。"
    assert Case.objects.get(pk=second.case_id).stage == "recommendation"
    with pytest.raises(CannotMove):
        stages.decide_stage(application=first, **given)
    assert Application.objects.count() == 2
