"""Who must not judge what: facts beside declarations, under the policy of the round."""

from datetime import date, timedelta

import pytest

from pinzhang.domain.facts.models import FactEntry
from pinzhang.domain.parties import services as parties
from pinzhang.domain.review.choices import RelationKind, RelationSource
from pinzhang.domain.review.models import ReviewTask
from pinzhang.domain.review.selectors import task_counts, tasks_of
from pinzhang.domain.review.selectors.conflicts import (
    barred_applications,
    conflicts_between,
    policy_for,
    standing_conflicts,
)
from pinzhang.domain.review.services import tasks
from pinzhang.domain.review.services.relations import Tie, record_relation, withdraw_relation
from tests.factories import AT, make_edition, make_enterprise, make_officer, make_round, make_user
from tests.factories.flow import bring_to, submitted
from tests.factories.programmes import load
from tests.packs.reading import primitive

pytestmark = pytest.mark.django_db
ON = date(2026, 3, 2)


@pytest.fixture
def round_():
    return make_round()


@pytest.fixture
def officer(round_):
    return make_officer(round_.authority)


@pytest.fixture
def zhang(round_):
    return tasks.enrol_reviewer(user=make_user("评审员张"), authority=round_.authority)


@pytest.fixture
def application(round_):
    return submitted(round_)


def tie(application, kind="consulting", **more):
    firm = application.applicant
    return Tie(RelationKind(kind), firm.name, firm.credit_code, **more)


def known(zhang, application, officer, source=RelationSource.OFFICER, **more):
    return record_relation(reviewer=zhang, tie=tie(application, **more), source=source, by=officer, at=AT)


def said(zhang, application, on=ON):
    found = conflicts_between([zhang], [application], on=on).conflicts
    return [(each.kind, each.strength, each.basis) for each in found]


def with_policy(rules) -> object:
    """The example edition with the conflict rules of the primitive."""
    document = load()
    source = document.programme.sources[0].key
    written = tuple(rule.model_copy(update={"source": source}) for rule in rules)
    criteria = document.criteria.model_copy(update={"conflicts": written})
    return make_round(make_edition(document=document.model_copy(update={"criteria": criteria})))


def test_where_the_sources_are_silent_the_platform_rules_hold_for_three_years_after_the_end(
    round_, zhang, application, officer
):
    known(zhang, application, officer, to_on=date(2023, 3, 3))

    assert not policy_for(round_).is_from_source
    assert said(zhang, application) == [("consulting", "hard", "facts")]
    assert said(zhang, application, on=ON + timedelta(days=1)) == []


def test_the_policy_of_the_pack_decides_what_is_hard_and_for_how_long():
    round_ = with_policy(primitive("13-scoring").criteria.conflicts)
    application, officer = submitted(round_), make_officer(round_.authority)
    zhang = tasks.enrol_reviewer(user=make_user("评审员张"), authority=round_.authority)

    known(zhang, application, officer, to_on=date(2024, 3, 3))
    known(zhang, application, officer, kind="training")

    assert policy_for(round_).is_from_source
    assert said(zhang, application) == [("consulting", "soft", "facts")]
    assert not standing_conflicts(round_, on=ON).is_barred(zhang.pk, application.pk)


def test_the_same_district_counts_only_where_the_pack_says_so(round_, zhang, application):
    type(zhang).objects.filter(pk=zhang.pk).update(district_code=application.applicant.region.code)
    zhang.refresh_from_db()

    assert said(zhang, application) == []


def test_the_same_district_is_soft_where_the_pack_says_so():
    round_ = with_policy(primitive("13-scoring").criteria.conflicts)
    application = submitted(round_)
    zhang = tasks.enrol_reviewer(user=make_user("评审员张"), authority=round_.authority)
    type(zhang).objects.filter(pk=zhang.pk).update(district_code=application.applicant.region.code)
    zhang.refresh_from_db()

    assert said(zhang, application) == [("district", "soft", "facts")]


def test_an_employer_of_the_group_of_the_applicant_is_a_conflict(zhang, application):
    parent = make_enterprise()
    sister = make_enterprise()
    type(zhang).objects.filter(pk=zhang.pk).update(employer_credit_code=sister.credit_code)
    zhang.refresh_from_db()
    for firm in (application.applicant, sister):
        FactEntry.objects.create(
            organisation=firm,
            name="group_credit_code",
            slot="group_credit_code",
            value=parent.credit_code,
            supplied_by="register",
            source="登记",
            as_of=ON,
            recorded_at=AT,
        )

    assert said(zhang, application) == [("group", "hard", "facts")]


def test_having_acted_for_the_applicant_here_counts_as_employment_within_the_look_back(zhang, application):
    parties.join_organisation(
        user=zhang.user, organisation=application.applicant, role="member", by=None, at=AT - timedelta(days=2)
    )

    assert said(zhang, application) == [("employment", "hard", "facts")]


def test_what_is_declared_stands_without_a_fact_and_both_lists_tell_them_apart(round_, zhang, application, officer):
    known(zhang, application, officer, kind="family", source=RelationSource.DECLARED)
    known(zhang, application, officer, kind="training", source=RelationSource.REGISTER)
    known(zhang, application, officer, kind="consulting", source=RelationSource.DECLARED)
    known(zhang, application, officer, kind="consulting", source=RelationSource.REGISTER)

    standing = standing_conflicts(round_, on=ON)

    assert [each.kind for each in standing.undeclared] == ["training"]
    assert [each.kind for each in standing.without_ground] == ["family"]
    assert [each.basis for each in standing.between(zhang.pk, application.pk)] == ["both", "declaration", "facts"]


def test_a_declared_relation_that_ended_before_the_look_back_is_no_conflict(zhang, application, officer):
    known(zhang, application, officer, source=RelationSource.DECLARED, to_on=date(2019, 1, 1))

    assert said(zhang, application) == []


def test_what_was_recorded_in_error_is_withdrawn_and_counts_no_more(zhang, application, officer):
    relation = known(zhang, application, officer)

    withdraw_relation(relation=relation, ground="同名单位", by=officer, at=AT)

    assert said(zhang, application) == []


def test_a_conflict_declared_before_one_file_bars_every_file_of_the_applicant(round_, zhang, application, officer):
    bring_to(application, "document-review", officer=officer)
    task = tasks.assign_reviewer(application=application, reviewer=zhang, by=officer, at=AT)
    tasks.declare_conflict(task=task, conflict=True, ground="曾任顾问", kind="consulting", at=AT)
    other = submitted(round_)
    type(other).objects.filter(pk=other.pk).update(applicant=application.applicant)
    other.refresh_from_db()

    assert said(zhang, application) == [("consulting", "hard", "declaration")]
    assert said(zhang, other) == [("consulting", "hard", "declaration")]


def test_a_reviewer_cannot_even_count_the_files_of_somebody_they_are_tied_to(round_, zhang, application, officer):
    bring_to(application, "document-review", officer=officer)
    task = tasks.assign_reviewer(application=application, reviewer=zhang, by=officer, at=AT)
    assert task_counts(zhang.user, on=ON)["todo"] == 1

    known(zhang, application, officer)

    assert barred_applications(zhang.user, on=ON) == [application.pk]
    assert set(task_counts(zhang.user, on=ON).values()) == {0}
    assert not tasks_of(zhang.user, on=ON).exists()
    assert ReviewTask.objects.filter(pk=task.pk).exists()
    assert barred_applications(make_user("路人"), on=ON) == []


def test_conflicts_of_thirty_files_are_read_as_often_as_of_one(round_, zhang, officer, django_assert_max_num_queries):
    applications = [submitted(round_)]
    known(zhang, applications[0], officer)
    standing_conflicts(round_, on=ON)
    with django_assert_max_num_queries(50) as one:
        standing_conflicts(round_, on=ON)
    for position in range(3):
        applications.append(submitted(round_))
        other = tasks.enrol_reviewer(user=make_user(f"评审员{position}"), authority=round_.authority)
        known(other, applications[-1], officer)
    with django_assert_max_num_queries(50) as more:
        found = standing_conflicts(round_, on=ON)

    assert len(found.conflicts) == 4
    assert len(more) == len(one)
