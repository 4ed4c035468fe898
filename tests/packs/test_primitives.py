"""Every primitive that a regulation needs can be written in a pack, and does what it says.

Each has a fixture folder of its own under ``fixtures/primitives``, laid over the same small base; the worked cases in
them are run by ``test_examples``.
"""

from datetime import date
from decimal import Decimal

import pytest

from pinzhang.engine.packs.canonical import canonical_bytes, digest
from pinzhang.engine.packs.loader import load_pack
from pinzhang.engine.packs.problems import PackProblems
from pinzhang.engine.packs.schema.outcomes import Money
from pinzhang.engine.packs.validity import Validity, refuse_overlap
from pinzhang.engine.rules import explain
from pinzhang.engine.scoring.marks import NOT_APPLICABLE
from pinzhang.engine.scoring.places import band_of
from pinzhang.engine.scoring.points import weighted_score
from pinzhang.engine.stages.batches import select
from pinzhang.engine.stages.calendar import published_calendar
from pinzhang.engine.stages.clocks import Clock, due
from pinzhang.engine.stages.findings import consultation_finding, panel_carries
from pinzhang.engine.stages.kinds import Action
from pinzhang.engine.stages.plan import Plan
from pinzhang.engine.stages.refusals import NotPossible, OutOfTurn
from pinzhang.engine.stages.transitions import act, allowed_actions, start
from tests.packs.reading import PRIMITIVES, catalogue, primitive, primitive_files
from tests.packs.sentences import holds, rule_of, verdict

THE_DAY = date(2026, 3, 1)


def test_each_of_the_nineteen_has_a_fixture():
    numbers = sorted(int(path.name[:2]) for path in PRIMITIVES.iterdir() if path.name != "base")

    assert numbers == list(range(1, 20))


def test_1_a_window_is_counted_to_the_day_and_a_ground_looks_ahead_from_the_award():
    pack = primitive("01-windows")
    ground = pack.outcomes.grounds[0]
    accident = {"records": [{"on": "2027-05-10", "responsible": True}]}

    after_two_years = {"conferred_on": "2025-05-09", "accidents": accident}
    within_two_years = {"conferred_on": "2025-05-10", "accidents": accident}
    complete = {"from": "2025-01-01", "to": "2028-01-01"}
    assert holds(pack, ground.alert_when, within_two_years, on=date(2028, 1, 1)) is True
    later = {**after_two_years, "accidents": {**accident, "complete": complete}}
    assert holds(pack, ground.alert_when, later, on=date(2028, 1, 1)) is False


def test_2_only_consecutive_years_make_a_run():
    pack = primitive("02-consecutive-years")
    profit = {"2021": "-1", "2022": "1", "2023": "-1", "2024": "1", "2025": "-1"}

    apart = verdict(pack, "no-two-losses-in-a-row", {"established_on": "2010-01-01", "net_profit": profit})
    together = {"established_on": "2010-01-01", "net_profit": {**profit, "2024": "-1"}}
    assert (apart, verdict(pack, "no-two-losses-in-a-row", together)) == ("met", "not met")


def test_3_the_threshold_follows_the_sector_and_an_exemption_is_an_or():
    pack = primitive("03-sector-switch")
    facts = {"established_on": "2010-01-01", "revenue": {"2025": "999999.99"}}
    in_services = {"application": {"sector": "services"}}

    refused = rule_of(pack, "services-revenue", facts, **in_services)
    exempted = rule_of(pack, "services-revenue", {**facts, "public_benefit": True}, **in_services)
    settled = rule_of(pack, "services-revenue", {**facts, "public_benefit": False}, **in_services)
    assert (refused["verdict"], exempted["verdict"], settled["verdict"]) == ("unknown", "met", "not met")
    assert settled["short_by"] == {"value": "0.01", "unit": "CNY"}
    assert rule_of(pack, "industry-revenue", facts, **in_services)["applies"] is False


def test_4_any_of_and_at_least_are_settled_by_what_is_known():
    pack = primitive("04-any-of-and-at-least")

    assert verdict(pack, "one-of-two-ranks", {"market_rank_national": 20}) == "met"
    assert verdict(pack, "one-of-two-ranks", {"market_rank_national": 21}) == "unknown"
    assert verdict(pack, "one-of-two-ranks", {"market_rank_national": 21, "market_rank_provincial": 6}) == "not met"


def test_5_a_rank_among_peers_is_unknown_only_where_the_missing_could_change_it():
    pack = primitive("05-rank-among-peers")
    facts = {"established_on": "2010-01-01", "tax_paid": {"2025": "500"}}

    def among(*values: str, missing: int) -> str:
        peers = {"tax_paid": {"values": list(values), "missing": missing}}
        return str(rule_of(pack, "among-the-first-ten", facts, peers=peers)["verdict"])

    better = [str(amount) for amount in range(501, 511)]
    assert among(*better[:9], missing=0) == "met"
    assert among(*better[:9], missing=1) == "unknown"
    assert among(*better, missing=5) == "not met"


def test_6_quotas_per_tier_in_total_per_recommender_and_reserved():
    outcomes = primitive("06-quotas").outcomes
    first, second = (tier.quota for tier in outcomes.tiers)

    assert (outcomes.total_quota.maximum, outcomes.total_quota.per_recommender) == (10, 3)
    assert (first.maximum, first.may_stay_vacant, first.reaward_outside_quota) == (4, True, True)
    assert (second.maximum, second.may_stay_vacant, second.reaward_outside_quota) == (6, False, False)
    [reserved] = first.reserved
    sizes = ("micro", "small", "medium", "large")
    kept_for = [holds(primitive("06-quotas"), reserved.when, {"enterprise_size": size}) for size in sizes]
    assert (reserved.count, kept_for) == (1, [True, True, True, False])


def test_6_a_quota_that_cannot_hold_is_refused():
    files = primitive_files("06-quotas")
    files["outcomes.yaml"] = files["outcomes.yaml"].replace(b"count: 1", b"count: 5")

    with pytest.raises(PackProblems) as refusal:
        load_pack(files, catalogue())

    assert [(one.file, one.line) for one in refusal.value.problems] == [("outcomes.yaml", 10)]


def test_7_previous_status_in_pool_lower_award_cooling_off_and_mutual_exclusion():
    pack = primitive("07-previous-status")
    honours = {"records": [{"on": "2021-06-01", "programme": "example-programme", "status": "expired"}]}

    cooling = rule_of(pack, "cooling-off", {"honours": honours}, on=date(2026, 5, 31))

    assert (cooling["verdict"], cooling["action"]) == ("not met", "refuse")
    kinds = [(one.programme, one.kind, one.years) for one in pack.programme.relations]
    assert kinds == [
        ("example-programme", "wait_years", 5),
        ("other-award", "excludes", None),
        ("city-award", "recommends_to", None),
    ]


def test_8_one_veto_of_the_negative_list_decides_whatever_else_is_unknown():
    pack = primitive("08-negative-list")

    found = explain(pack, {"facts": {"in_dishonesty_list": True}}, on=THE_DAY)

    assert found["verdict"] == "not met"
    assert [(rule["id"], rule["verdict"]) for rule in found["rules"]] == [
        ("dishonesty-listed", "not met"),
        ("serious-penalty-in-two-years", "unknown"),
        ("abnormal-operation", "unknown"),
    ]


def test_9_subjects_and_applicants_of_every_kind():
    pack = primitive("09-subject-kinds")
    as_person = {"application": {"subject_kind": "person", "applicant_kind": "individual"}}
    as_government = {"application": {"subject_kind": "region", "applicant_kind": "government", "region_name": "示例区"}}

    assert rule_of(pack, "legal-person", {}, **as_person)["applies"] is False
    assert rule_of(pack, "government-names-its-region", {}, **as_government)["verdict"] == "met"


def test_10_proof_and_self_declaration_are_alternatives_and_leave_the_verdict_alone():
    pack = primitive("10-evidence-alternatives")
    [rule] = pack.eligibility.rules

    assert [one.kind for one in rule.evidence] == ["register", "proof", "self_declaration"]
    questions = pack.form.sections[0].fields
    assert [(one.kind, one.evidence_for) for one in questions] == [
        ("attachment", ("not-listed",)),
        ("statement", ("not-listed",)),
    ]
    assert verdict(pack, "not-listed", {}) == "unknown"


def test_11_each_step_belongs_to_a_role_and_may_lead_back():
    plan = Plan.of(primitive("11-steps-and-terms").stages)

    submitted = act(plan, start(plan), Action.COMPLETE, role="applicant")
    with pytest.raises(OutOfTurn):
        act(plan, submitted, Action.COMPLETE, role="applicant")
    checked = act(plan, submitted, Action.COMPLETE, role="recommender")
    assert (checked.stage, act(plan, checked, Action.RETURN, role="office").stage) == ("check", "submission")
    assert allowed_actions(plan, checked, "public") == ()


def test_11_terms_run_in_working_days_calendar_days_and_months():
    calendar = published_calendar()
    recommendation, check, notice = [stage.term for stage in primitive("11-steps-and-terms").stages if stage.term]

    assert due(date(2024, 9, 27), recommendation, calendar).on == date(2024, 10, 10)
    assert due(date(2024, 3, 1), check, calendar).on == date(2024, 3, 11)
    assert due(date(2024, 1, 31), notice, calendar).on == date(2024, 2, 29)
    clock = Clock(date(2024, 3, 1), check).paused(date(2024, 3, 5))
    assert (check.on_correction, clock.due(calendar)) == ("pause", None)


def test_12_departments_are_asked_and_silence_means_what_the_text_says():
    stage = primitive("12-department-opinions").stages[1]
    two_agree = {"environment": True, "emergency": True}

    assert [department.key for department in stage.departments] == ["environment", "emergency", "tax"]
    assert consultation_finding(stage, two_agree, term_over=False) is None
    assert consultation_finding(stage, two_agree, term_over=True) is True
    assert consultation_finding(stage, {"tax": False}, term_over=False) is False


def test_13_a_scheme_gives_scores_a_minimum_cuts_and_the_best_go_on():
    pack = primitive("13-scoring")
    [scheme], scales, bands = pack.criteria.schemes, pack.criteria.scales, pack.criteria.bands
    review, panel = pack.stages[1], pack.stages[2]

    scores = {
        "a": weighted_score(scheme, {"processes": Decimal(70), "results": Decimal(60)}, scales).value,
        "b": weighted_score(scheme, {"processes": Decimal(55), "results": Decimal(55)}, scales).value,
        "c": weighted_score(scheme, {"processes": Decimal(65), "results": NOT_APPLICABLE}, scales).value,
        "d": weighted_score(scheme, {"processes": Decimal(50), "results": Decimal(60)}, scales).value,
    }
    assert scores == {"a": Decimal(660), "b": Decimal(550), "c": Decimal(650), "d": Decimal(540)}
    ranked = sorted(scores.items(), key=lambda one: -one[1])
    assert select(review.exit, ranked, None).kept == ("a", "c", "b")
    assert select(panel.exit, ranked[:3], None).kept == ("a", "c")
    reached = {name: band.key if (band := band_of(bands, score)) else None for name, score in scores.items()}
    assert reached == {"a": "gold", "b": "silver", "c": "gold", "d": None}
    assert pack.outcomes.tiers[0].min_score == Decimal(620)


def test_14_a_ballot_needs_its_quorum_an_odd_number_and_its_share():
    ballot = primitive("14-voting").stages[1].ballot
    assert ballot

    with pytest.raises(NotPossible):
        panel_carries(ballot, present=15, in_favour=15)
    with pytest.raises(NotPossible):
        panel_carries(ballot, present=18, in_favour=18)
    assert ballot.secret is True
    assert panel_carries(ballot, present=21, in_favour=14) is False
    assert panel_carries(ballot, present=21, in_favour=15) is True


def test_15_money_once_capped_topped_up_earmarked_and_clawed_back():
    pack = primitive("15-money")
    [money] = pack.outcomes.tiers[0].money

    assert money.model_dump(exclude={"earmarked_for"}) == {
        "amount": Decimal(500000),
        "first_time_only": True,
        "cap": Decimal(1000000),
        "top_up_share": Decimal("0.5"),
        "claw_back_on": ("obtained-by-deceit",),
        "clause": "第十一条",
        "source": "example-rules",
    }
    assert str(money.earmarked_for) == "用于质量改进"
    assert isinstance(money, Money)
    assert [ground.key for ground in pack.outcomes.grounds] == ["obtained-by-deceit"]


def test_16_a_mark_holds_for_a_time_is_watched_and_says_how_it_may_be_used():
    pack = primitive("16-validity-and-use")
    mark, [ground] = pack.outcomes.mark, pack.outcomes.grounds
    assert mark

    assert (mark.validity, [one.every for one in mark.surveillance]) == ("3y", ["1y"])
    assert [one.allowed for one in mark.use_rules] == [True, False]
    conferred = {"conferred_on": "2023-03-01"}
    last_day, day_after = date(2026, 3, 1), date(2026, 3, 2)
    lapsed = [holds(pack, ground.alert_when, conferred, on=day) for day in (last_day, day_after)]
    assert (ground.effect, ground.decided_by, lapsed) == ("lapse", "machine", [False, True])


def test_17_each_cause_has_its_effect_its_alert_and_its_consequences():
    pack = primitive("17-revocation")
    grounds = {ground.key: ground for ground in pack.outcomes.grounds}
    failed = {"conferred_on": "2025-01-01", "samplings": {"records": [{"on": "2025-06-01", "result": "failed"}]}}

    not_met, listed = grounds["standard-not-met"], grounds["dishonesty-listed"]
    assert (not_met.effect, not_met.applies_to, not_met.evidence) == ("suspend", ("product",), ("inspection-report",))
    assert holds(pack, not_met.alert_when, failed) is True
    assert (listed.effect, holds(pack, listed.alert_when, {"in_dishonesty_list": True})) == ("revoke", True)
    assert [str(one) for one in listed.consequences] == ["收回证书和奖牌", "停止使用称号", "追回奖金"]


def test_18_an_edition_has_its_days_its_clauses_and_closes_the_one_before():
    pack = primitive("18-editions")
    head = pack.programme
    before = Validity("2024.1", date(2024, 1, 1))

    closed = refuse_overlap([before], Validity(head.edition, head.valid_from, head.valid_to))
    assert closed == Validity("2024.1", date(2024, 1, 1), date(2025, 6, 30))
    facts = {"established_on": "2010-01-01", "revenue": {"2024": "1500000", "2025": "1500000"}}
    needs = [rule_of(pack, "revenue", facts, on=day)["need"] for day in (date(2025, 12, 31), date(2026, 1, 1))]
    assert [need["value"] for need in needs] == ["1000000", "2000000"]
    assert (head.status, [one.key for one in head.missing]) == ("partial", ["prize-money"])
    assert len(digest(canonical_bytes(pack))) == len("sha256") + 58


def test_18_nothing_may_rest_on_a_source_that_is_only_remembered():
    files = primitive_files("18-editions")
    files["programme.yaml"] = files["programme.yaml"].replace(b"confidence: seen", b"confidence: remembered")

    with pytest.raises(PackProblems) as refusal:
        load_pack(files, catalogue())

    assert "eligibility.yaml" in {one.file for one in refusal.value.problems}


def test_19_a_case_may_begin_with_a_nomination_and_no_application():
    pack = primitive("19-nomination")
    applied, assessed = (Plan.of(pack.stages, route) for route in pack.programme.routes)

    assert [stage.key for stage in applied.stages] == ["submission", "check", "notice", "decision"]
    assert [stage.key for stage in assessed.stages] == ["nomination", "notice", "decision"]
    assert act(assessed, start(assessed), Action.COMPLETE, role="office").stage == "notice"
