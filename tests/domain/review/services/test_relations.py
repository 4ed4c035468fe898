from datetime import date

import pytest

from pinzhang.domain.core.models import Event
from pinzhang.domain.review.choices import RelationKind, RelationSource
from pinzhang.domain.review.models import ReviewerRelation
from pinzhang.domain.review.refusals import CannotAssign, CannotDeclare, CannotRecord
from pinzhang.domain.review.services import tasks
from pinzhang.domain.review.services.relations import Tie, record_relation, withdraw_relation
from tests.factories import AT, make_officer, make_round, make_user
from tests.factories.flow import bring_to, submitted

pytestmark = pytest.mark.django_db


@pytest.fixture
def review():
    round_ = make_round()
    officer = make_officer(round_.authority)
    application = bring_to(submitted(round_), "document-review", officer=officer)
    return application, officer, tasks.enrol_reviewer(user=make_user("评审员张"), authority=round_.authority)


def record(review, *, code=None, name="", **more):
    application, officer, zhang = review
    firm = application.applicant
    tie = Tie(RelationKind.TRAINING, name or firm.name, firm.credit_code if code is None else code, **more)
    return record_relation(reviewer=zhang, tie=tie, source=RelationSource.OFFICER, by=officer, at=AT)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": " "}, "organisation_name"),
        ({"code": "91370215000000001X"}, "credit_code"),
        ({"code": ""}, "credit_code"),
        ({"from_on": date(2025, 1, 2), "to_on": date(2025, 1, 1)}, "to_on"),
    ],
)
def test_a_relation_without_an_organisation_or_that_ends_before_it_begins_is_refused(review, wrong, field):
    with pytest.raises(CannotRecord) as refusal:
        record(review, **wrong)

    assert list(refusal.value.fields) == [field]
    assert not ReviewerRelation.objects.exists()
    assert not Event.objects.filter(name="review.relation.recorded").exists()


def test_events_tell_that_a_relation_was_recorded_and_say_nothing_of_it(review):
    relation = record(review, note="2025 年讲课")

    event = Event.objects.get(name="review.relation.recorded")
    assert event.data == {"relation": relation.pk}
    assert event.stream == f"review.reviewer:{relation.reviewer_id}"


def test_a_relation_is_withdrawn_once_and_with_a_ground(review):
    officer, relation = review[1], record(review)

    with pytest.raises(CannotRecord):
        withdraw_relation(relation=relation, ground=" ", by=officer, at=AT)
    withdraw_relation(relation=relation, ground="同名单位", by=officer, at=AT)
    with pytest.raises(CannotRecord, match="已经撤销"):
        withdraw_relation(relation=relation, ground="再次", by=officer, at=AT)

    assert ReviewerRelation.objects.get().withdrawn_ground == "同名单位"


def test_who_trained_the_applicant_is_not_given_its_file(review):
    application, officer, zhang = review
    record(review)

    with pytest.raises(CannotAssign, match="为申报组织提供培训，须回避。"):
        tasks.assign_reviewer(application=application, reviewer=zhang, by=officer, at=AT)


def test_nobody_declares_that_there_is_nothing_where_a_register_knows_better(review):
    application, officer, zhang = review
    task = tasks.assign_reviewer(application=application, reviewer=zhang, by=officer, at=AT)
    record(review)

    with pytest.raises(CannotDeclare, match="须回避的关系"):
        tasks.declare_conflict(task=task, conflict=False, ground="", at=AT)
    task.refresh_from_db()
    assert not task.conflict

    tasks.declare_conflict(task=task, conflict=True, ground="讲过课", kind="training", at=AT)
    assert ReviewerRelation.objects.filter(source="declared").count() == 1


def test_what_was_declared_stays_when_the_reviewer_declines_another_file_or_leaves(review):
    application, officer, zhang = review
    task = tasks.assign_reviewer(application=application, reviewer=zhang, by=officer, at=AT)
    tasks.declare_conflict(task=task, conflict=True, ground="亲属", kind="family", at=AT)
    other = bring_to(submitted(application.round), "document-review", officer=officer)
    second = tasks.assign_reviewer(application=other, reviewer=zhang, by=officer, at=AT)

    tasks.decline_task(task=second, ground="出差", at=AT)

    declared = ReviewerRelation.objects.get()
    assert (declared.kind, declared.note, declared.application) == ("family", "亲属", application)


def test_a_file_is_declined_with_a_reason_and_only_before_it_is_submitted(review):
    application, officer, zhang = review
    task = tasks.assign_reviewer(application=application, reviewer=zhang, by=officer, at=AT)
    tasks.declare_conflict(task=task, conflict=False, ground="", at=AT)

    with pytest.raises(CannotDeclare, match="理由"):
        tasks.decline_task(task=task, ground=" ", at=AT)
    tasks.decline_task(task=task, ground="出差", at=AT)
    with pytest.raises(CannotDeclare):
        tasks.decline_task(task=task, ground="出差", at=AT)
    with pytest.raises(CannotDeclare):
        tasks.declare_conflict(task=task, conflict=True, ground="亲属", at=AT)

    task.refresh_from_db()
    assert (task.decline_ground, task.is_off, task.is_recused) == ("出差", True, False)
    assert Event.objects.filter(name="review.task.declined").count() == 1


def test_a_declined_file_is_not_scored_taken_back_or_given_again_and_is_in_nobodys_hand(review):
    application, officer, zhang = review
    task = tasks.assign_reviewer(application=application, reviewer=zhang, by=officer, at=AT)
    tasks.declare_conflict(task=task, conflict=False, ground="", at=AT)
    tasks.decline_task(task=task, ground="出差", at=AT)

    with pytest.raises(Exception, match="谢绝"):
        tasks.save_marks(task=task, marks={}, summary="", confidence=None, at=AT)
    with pytest.raises(CannotAssign, match="谢绝"):
        tasks.withdraw_task(task=task, by=officer, at=AT)
    with pytest.raises(CannotAssign, match="已经有这件材料"):
        tasks.assign_reviewer(application=application, reviewer=zhang, by=officer, at=AT)
