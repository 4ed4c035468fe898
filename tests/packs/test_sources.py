"""The two real packs say what their sources say, and nothing more."""

from collections.abc import Iterator
from typing import Any

import pytest

from pinzhang.engine.packs.draft import models_in
from pinzhang.engine.packs.schema.base import Words
from pinzhang.engine.packs.schema.criteria import Criterion, Scale, Scheme
from pinzhang.engine.packs.schema.edition import Edition
from pinzhang.engine.packs.schema.stages import PER_CASE
from pinzhang.engine.stages.plan import Plan
from tests.packs.reading import AWARD, CONTEST, PREMIUM, edition

REAL = [pytest.param(edition(folder), id=folder.name) for folder in (PREMIUM, AWARD)]
ALL = [*REAL, pytest.param(edition(CONTEST), id=CONTEST.name)]


def cited(pack: Edition) -> Iterator[tuple[str, str]]:
    for _, model in models_in(pack):
        source: Any = getattr(model, "source", None)
        if isinstance(source, str) and hasattr(model, "clause") and model.clause:
            yield source, model.clause


@pytest.mark.parametrize("pack", REAL)
def test_an_incomplete_text_makes_a_partial_edition_that_names_what_is_missing(pack: Edition):
    assert pack.programme.status == "partial"
    assert len(pack.programme.missing) >= 9
    assert {source.key for source in pack.programme.sources if source.confidence == "missing"} & {"measures", "decree"}


@pytest.mark.parametrize("pack", REAL)
def test_every_clause_comes_from_a_text_somebody_has_read(pack: Edition):
    read = {source.key for source in pack.programme.sources if source.confidence in {"seen", "secondary"}}

    assert {source for source, _ in cited(pack)} <= read


@pytest.mark.parametrize("pack", REAL)
def test_no_term_quota_cut_off_or_money_stands_where_the_source_names_none(pack: Edition):
    terms = [one for stage in pack.stages for one in (stage.term, stage.correction_term, stage.reviewers_per_case)]
    quotas = [pack.outcomes.total_quota.maximum, *(tier.quota.maximum for tier in pack.outcomes.tiers)]

    assert {*terms, *quotas} == {None}
    assert {stage.exit.kind for stage in pack.stages} == {"all"}
    assert [tier.min_score for tier in pack.outcomes.tiers if tier.min_score or tier.money] == []
    assert (pack.criteria.stage_weights, pack.criteria.bands) == ((), ())
    mark = pack.outcomes.mark
    assert mark is not None
    assert (mark.validity, mark.surveillance) == (None, ())


@pytest.mark.parametrize("pack", REAL)
def test_what_is_assumed_for_scoring_is_labelled_as_an_assumption(pack: Edition):
    resting = [model for _, model in models_in(pack.criteria) if isinstance(model, Scale | Scheme)]

    assert {model.basis for model in resting} == {"assumption"}


@pytest.mark.parametrize("pack", ALL)
def test_whatever_people_read_is_there_in_both_languages(pack: Edition):
    words = [model for _, model in models_in(pack) if isinstance(model, Words)]

    assert [one.zh for one in words if not one.en] == []


@pytest.mark.parametrize("pack", ALL)
def test_every_stage_of_a_case_has_words_for_the_applicant_now_and_before(pack: Edition):
    silent = [stage.key for stage in pack.stages if stage.applicant_name is None or stage.future_name is None]

    assert silent == []
    assert any(stage.kind in PER_CASE for stage in pack.stages)


def test_the_premium_brand_is_applied_for_or_admitted_by_decision():
    pack = edition(PREMIUM)
    applied, admitted = (Plan.of(pack.stages, route) for route in pack.programme.routes)

    assert [stage.kind for stage in applied.stages] == [
        "submission",
        "recommendation",
        "declaration",
        "eligibility_check",
        "evaluation",
        "document_review",
        "panel",
        "public_notice",
        "decision",
        "conferral",
    ]
    assert [stage.kind for stage in admitted.stages] == ["nomination", "decision", "conferral"]


def test_the_premium_brand_combines_third_party_evaluation_with_self_declaration():
    [combination] = [stage.combination for stage in edition(PREMIUM).stages if stage.combination]

    assert (combination.stages, combination.by) == (("declaration", "third-party-evaluation"), "all")


def test_the_premium_brand_is_suspended_or_revoked_on_the_three_grounds_of_its_clause():
    grounds = edition(PREMIUM).outcomes.grounds

    assert {ground.clause for ground in grounds} == {"四（三）"}
    effects = {(ground.key.removesuffix("-suspension"), ground.effect) for ground in grounds}
    circumstances = ("standard-not-met", "main-responsibility-failed", "dishonesty-listed")
    assert effects == {(key, effect) for key in circumstances for effect in ("suspend", "revoke")}
    assert {ground.decided_by for ground in grounds} == {"human"}


def test_the_marine_sector_has_no_condition_of_its_own_and_the_pack_says_so():
    pack = edition(PREMIUM)
    switches = {rule.applies_when for rule in pack.eligibility.rules}

    assert "marine" in {sector.key for sector in pack.programme.sectors}
    assert switches == {None, *(f"a.sector == '{sector}'" for sector in ("industry", "agriculture", "services"))}
    assert "marine-conditions" in {one.key for one in pack.programme.missing}


def test_the_district_award_has_no_public_notice_because_its_source_names_none():
    kinds = [stage.kind for stage in edition(AWARD).stages]

    assert kinds == [
        "submission",
        "eligibility_check",
        "document_review",
        "site_visit",
        "defence",
        "consultation",
        "approval",
        "decision",
        "conferral",
    ]


def test_the_district_award_has_three_tiers_and_a_round_every_two_years():
    pack = edition(AWARD)

    assert [str(tier.name) for tier in pack.outcomes.tiers] == ["卓越奖", "创新奖", "提名奖"]
    assert pack.programme.cycle.every == "2y"
    assert pack.outcomes.grounds == ()


def test_the_district_award_leaves_its_unpublished_conditions_to_the_office():
    [rule] = edition(AWARD).eligibility.rules

    assert (rule.decided_by, rule.expr) == ("human", None)


def test_the_scheme_of_the_district_award_has_twenty_three_items_of_a_thousand_points():
    [scheme] = edition(AWARD).criteria.schemes
    leaves = [one for _, one in models_in(scheme) if isinstance(one, Criterion) and not one.parts]

    assert (len(leaves), sum(one.points for one in leaves), scheme.total) == (23, 1000, 1000)
    assert {leaf.scale for leaf in leaves if leaf.code.startswith("4.7")} == {"results"}
    assert {leaf.scale for leaf in leaves if not leaf.code.startswith("4.7")} == {"process"}
