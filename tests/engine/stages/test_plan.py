import pytest

from pinzhang.engine.stages import BrokenPlan, Plan, UnknownStage
from tests.engine.stages.samples import make_plan, make_route, make_stage

THREE = make_plan("submission", "eligibility_check", "panel")


def keys(plan: Plan) -> list[str]:
    return [stage.key for stage in plan.stages]


def test_a_plan_without_a_route_is_the_whole_edition():
    assert keys(THREE) == ["submission", "eligibility-check", "panel"]
    assert THREE.first == "submission"


def test_a_route_begins_at_its_stage_and_leaves_out_what_it_skips():
    stages = [make_stage(kind) for kind in ("submission", "nomination", "evaluation", "panel", "decision")]
    route = make_route(key="by-decision", starts_at="nomination", skips=("panel", "evaluation"))

    assert keys(Plan.of(stages, route)) == ["nomination", "decision"]


def test_a_plan_knows_the_order():
    assert THREE.next_after("submission") == "eligibility-check"
    assert THREE.next_after("eligibility-check") == "panel"
    assert THREE.next_after("panel") is None
    assert THREE.comes_before("submission", "panel") is True
    assert THREE.comes_before("panel", "submission") is False
    assert THREE.comes_before("panel", "panel") is False
    assert [THREE.place(key) for key in keys(THREE)] == [0, 1, 2]


def test_a_plan_finds_a_stage_and_tells_whether_it_takes_a_batch():
    assert THREE.stage("panel") == make_stage("panel")
    assert THREE.is_batch("panel") is True
    assert THREE.is_batch("submission") is False


def test_a_stage_that_is_not_there_is_named():
    with pytest.raises(UnknownStage) as refusal:
        THREE.stage("defence")

    assert refusal.value.args == ("defence",)


def test_a_plan_of_nothing_is_refused():
    with pytest.raises(BrokenPlan) as refusal:
        Plan.of([])

    assert str(refusal.value) == "a plan needs at least one stage"


def test_a_key_written_twice_is_refused():
    stages = [make_stage("submission"), make_stage("panel"), make_stage("panel"), make_stage("decision", key="panel")]

    with pytest.raises(BrokenPlan) as refusal:
        Plan.of(stages)

    assert str(refusal.value) == "stage written twice: panel"


def test_several_keys_written_twice_are_all_named():
    with pytest.raises(BrokenPlan) as refusal:
        make_plan("submission", "panel", "submission", "panel")

    assert str(refusal.value) == "stage written twice: panel, submission"


def test_a_route_over_unknown_stages_is_refused():
    with pytest.raises(BrokenPlan) as refusal:
        Plan.of(THREE.stages, make_route(starts_at="gate", skips=("panel", "defence")))

    assert str(refusal.value) == "route by-application names unknown stages: defence, gate"


def test_a_route_that_skips_everything_is_refused():
    with pytest.raises(BrokenPlan) as refusal:
        Plan.of(THREE.stages, make_route(starts_at="panel", skips=("panel",)))

    assert str(refusal.value) == "a plan needs at least one stage"


def test_a_case_goes_back_to_the_stages_the_pack_names_and_no_others():
    approval = make_stage("approval", return_to=("submission", "conferral", "not-in-this-route"))
    plan = make_plan("submission", "panel", approval, "conferral")

    assert plan.return_targets("approval") == ("submission",)


def test_a_case_goes_back_to_the_stages_of_the_kind_where_the_pack_names_none():
    plan = make_plan("submission", "document_review", "panel", "approval", make_stage("panel", key="second-panel"))

    assert plan.return_targets("panel") == ("document-review",)
    assert plan.return_targets("approval") == ("panel",)
    assert plan.return_targets("submission") == ()
