from datetime import date

import pytest

from pinzhang.engine.assignment.conflicts import Candidate, ConflictRule, Declaration, Relation, derive_conflicts

ON = date(2026, 11, 23)
BREWERY = Candidate("QDYP-1", ("91370200A",), "370203")
TOYS = Candidate("QDYP-2", ("91370200B", "91370200C"), "370282")
POLICY = [
    ConflictRule("employment", "hard", 3, "第九条（一）"),
    ConflictRule("consulting", "soft", 2, "第九条（二）"),
    ConflictRule("family", "hard"),
    ConflictRule("group", "hard", None),
    ConflictRule("shareholding", "hard"),
]


def derive(*relations, declarations=(), policy=POLICY, on=ON, **known):
    return derive_conflicts(
        candidates=[BREWERY, TOYS], relations=relations, declarations=declarations, policy=policy, on=on, **known
    )


def said(findings):
    return [(each.reviewer, each.application, each.kind, each.strength, each.basis) for each in findings.conflicts]


def test_the_present_employer_is_a_conflict_and_its_clause_is_cited():
    found = derive(Relation("林", "employment", "91370200A", date(2020, 1, 1)))

    assert said(found) == [("林", "QDYP-1", "employment", "hard", "facts")]
    assert (found.conflicts[0].text, found.conflicts[0].clause) == ("任职于申报组织", "第九条（一）")


def test_every_organisation_at_stake_counts():
    assert said(derive(Relation("林", "shareholding", "91370200C"))) == [
        ("林", "QDYP-2", "shareholding", "hard", "facts")
    ]


@pytest.mark.parametrize(
    ("ended", "counts"), [(date(2023, 11, 23), False), (date(2023, 11, 24), True), (date(2026, 11, 22), True)]
)
def test_a_past_employer_counts_for_the_look_back_to_the_day(ended, counts):
    found = derive(Relation("林", "employment", "91370200A", to_on=ended))

    assert [conflict.text for conflict in found.conflicts] == ([f"任职于申报组织（至 {ended}）"] if counts else [])


def test_the_look_back_from_a_leap_day_ends_on_the_28th():
    relations = [Relation("林", "employment", "91370200A", to_on=date(2021, 2, day)) for day in (28,)]

    assert said(derive(*relations, on=date(2024, 2, 29))) == []
    assert len(derive(*relations, on=date(2024, 2, 28)).conflicts) == 0
    assert len(derive(*relations, on=date(2024, 2, 27)).conflicts) == 1


def test_what_has_not_begun_is_no_conflict_and_what_ends_today_is():
    later = Relation("林", "family", "91370200A", from_on=date(2026, 12, 1))
    today = Relation("王", "family", "91370200A", to_on=ON)
    yesterday = Relation("张", "family", "91370200A", to_on=date(2026, 11, 22))

    assert [conflict.reviewer for conflict in derive(later, today, yesterday).conflicts] == ["王"]


def test_a_kind_without_a_rule_is_no_conflict():
    assert said(derive(Relation("林", "training", "91370200A"))) == []


def test_an_employer_in_the_same_group_is_a_conflict_for_ever_where_the_policy_says_so():
    groups = {"91370200A": "甲集团", "91370200X": "甲集团", "91370200B": "乙集团"}
    worked = Relation("林", "employment", "91370200X", to_on=date(2001, 1, 1))
    advised = Relation("王", "consulting", "91370200X")

    found = derive(worked, advised, groups=groups)

    assert said(found) == [("林", "QDYP-1", "group", "hard", "facts")]
    assert found.conflicts[0].text == "任职单位与申报组织同属一个集团（至 2001-01-01）"
    assert said(derive(worked, groups=groups, policy=POLICY[:3])) == []


def test_the_applicant_itself_is_an_employer_and_not_its_group():
    groups = {"91370200A": "甲集团"}

    found = derive(Relation("林", "employment", "91370200A"), groups=groups)

    assert [conflict.kind for conflict in found.conflicts] == ["employment"]


def test_the_same_district_counts_only_where_the_policy_says_so():
    districts = {"林": "370203", "王": "370281"}

    assert said(derive(districts=districts)) == []
    assert said(derive(districts=districts, policy=[ConflictRule("district", "soft")])) == [
        ("林", "QDYP-1", "district", "soft", "facts")
    ]


def test_a_lasting_relation_is_told_before_one_that_has_ended():
    ended = Relation("林", "employment", "91370200A", to_on=date(2025, 1, 1))
    lasting = Relation("林", "employment", "91370200A")

    for relations in ((ended, lasting), (lasting, ended)):
        assert [conflict.text for conflict in derive(*relations).conflicts] == ["任职于申报组织"]


def test_both_lists_tell_facts_and_declarations_apart():
    declared = [
        Declaration("林", "QDYP-1", "employment", ON),
        Declaration("王", "QDYP-2", "consulting", ON),
        Declaration("王", "QDYP-2", "consulting", ON),
        Declaration("张", "QDYP-1", "training", ON),
        Declaration("张", "已撤回", "training", ON),
    ]
    facts = [Relation("林", "employment", "91370200A"), Relation("张", "family", "91370200B")]

    found = derive(*facts, declarations=declared)

    assert [(each.reviewer, each.basis, each.strength) for each in found.conflicts] == [
        ("张", "declaration", "hard"),
        ("张", "facts", "hard"),
        ("林", "both", "hard"),
        ("王", "declaration", "soft"),
    ]
    assert [each.reviewer for each in found.possible_but_undeclared] == ["张"]
    assert [(each.reviewer, each.text) for each in found.declared_without_ground] == [
        ("张", "为申报组织提供培训（2026-11-23 声明）"),
        ("王", "为申报组织提供咨询（2026-11-23 声明）"),
    ]


def test_the_mask_closes_what_is_hard_and_more_where_asked():
    found = derive(Relation("林", "employment", "91370200A"), Relation("王", "consulting", "91370200B"))
    everything = found.mask(["王", "林"], ["QDYP-1", "QDYP-2"], strengths=("hard", "soft"))

    assert found.mask(["王", "林"], ["QDYP-1", "QDYP-2"]).tolist() == [[False, False], [True, False]]
    assert everything.tolist() == [[False, True], [True, False]]
    assert found.mask(["王"], ["QDYP-1"]).tolist() == [[False]]
