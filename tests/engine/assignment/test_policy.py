from datetime import date

import pytest

from pinzhang.engine.assignment.conflicts import Candidate, Relation, derive_conflicts
from pinzhang.engine.assignment.policy import PLATFORM_RULES, policy_of
from pinzhang.engine.packs.schema.conflicts import ConflictRule
from tests.packs.reading import AWARD, PREMIUM, edition, primitive

ON = date(2026, 11, 23)


def written(**said) -> ConflictRule:
    return ConflictRule.model_validate({"clause": "第九条", "source": "rules", **said})


@pytest.mark.parametrize("folder", [PREMIUM, AWARD])
def test_where_the_sources_say_nothing_the_rules_of_the_platform_hold_and_are_not_given_for_the_sources(folder):
    policy = policy_of(edition(folder).criteria.conflicts)

    assert (policy.rules, policy.is_from_source) == (PLATFORM_RULES, False)
    assert {rule.clause for rule in policy.rules} == {""}
    assert policy.rule("district") is None


def test_what_is_written_holds_with_its_clause_and_its_look_back():
    policy = policy_of(primitive("13-scoring").criteria.conflicts)

    assert policy.is_from_source
    said = [(rule.kind, rule.strength, rule.look_back_years, rule.clause) for rule in policy.rules]
    assert said == [
        ("employment", "hard", 3, "第九条"),
        ("consulting", "soft", 2, "第九条"),
        ("family", "hard", None, "第九条"),
        ("district", "soft", 0, "第九条"),
    ]


def test_whoever_works_for_the_applicant_never_judges_it_even_where_a_policy_leaves_that_out():
    policy = policy_of([written(kind="consulting")])
    relation = Relation("林", "employment", "91370200A")

    found = derive_conflicts(
        candidates=[Candidate("1", ("91370200A",))], relations=[relation], declarations=[], policy=policy.rules, on=ON
    )

    assert [(each.kind, each.strength) for each in found.conflicts] == [("employment", "hard")]
    assert [rule.kind for rule in policy_of([]).rules] == ["employment"]


def test_a_relation_that_counts_for_ever_takes_no_years():
    with pytest.raises(ValueError, match="for_ever: takes no look_back_years"):
        written(kind="family", for_ever="true", look_back_years="3")
