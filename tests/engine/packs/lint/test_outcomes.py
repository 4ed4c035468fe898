import pytest

from tests.engine.packs.sample_pack import line_of, problems_of, spoiled

FILE = "outcomes.yaml"
MARK = """mark:
  name: 湖畔奖标识
  number_prefix: HP
  validity: 3y
  validity_clause: 第十一条
  validity_source: measures
  renewal: {route: visited, text: 重新现场评审, clause: 第十一条, source: measures}
"""


def test_a_programme_of_kind_mark_describes_its_mark():
    files = spoiled(FILE, MARK, "")

    assert problems_of(files) == ["outcomes.yaml:1: mark: is missing, and a programme of kind mark needs it"]
    assert problems_of(spoiled("programme.yaml", "kind: mark", "kind: award", files=files)) == []


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "applies_to: [enterprise]",
            "applies_to: [product]",
            "product: not among the subject_kinds of programme.yaml (enterprise)",
        ),
        ("count: 1, when", "count: 4, when", "reserved: 4 places are more than the maximum of 3"),
        ("maximum: 3", "maximum: 6", "maximum: 6 is more than the total of 5"),
        ("cap: 200000", "cap: 99999.99", "cap: is less than the amount of 100000"),
    ],
)
def test_an_outcome_that_cannot_be_is_named(old: str, new: str, message: str):
    files = spoiled(FILE, old, new)

    assert problems_of(files) == [f"outcomes.yaml:{line_of(files, FILE, new)}: {message}"]


def test_the_machine_needs_a_sentence_to_decide_by():
    files = spoiled(FILE, "    alert_when: e.samplings.exists(r, r.result == 'failed')\n", "")

    line = line_of(files, FILE, "key: sampling-failed")
    message = "sampling-failed: alert_when is missing; the machine cannot decide without it"
    assert problems_of(files) == [f"outcomes.yaml:{line}: {message}"]


def test_recommenders_have_a_quota_only_where_something_is_recommended():
    files = spoiled("stages.yaml", "kind: recommendation, name: 推荐", "kind: background_check, name: 核查")

    line = line_of(files, FILE, "per_recommender")
    assert problems_of(files) == [f"outcomes.yaml:{line}: per_recommender: stages.yaml has no recommendation"]


def test_places_are_balanced_between_sectors_that_exist():
    head = "sectors:\n  - {key: industry, name: 工业}\n  - {key: services, name: 服务业}\n"
    found = problems_of(spoiled("programme.yaml", head, ""))

    assert "outcomes.yaml:37: sector_balance: programme.yaml has no sectors" in found


def test_a_score_is_asked_for_only_where_something_is_scored():
    files = spoiled("criteria.yaml", "schemes:\n", "schemes: []\n")
    rest = files["criteria.yaml"].decode().split("schemes: []\n")[0]
    files["criteria.yaml"] = (rest + "schemes: []\n").encode()

    line = line_of(files, FILE, "min_score")
    assert f"outcomes.yaml:{line}: min_score: criteria.yaml has no scheme to score by" in problems_of(files)


def test_a_quota_without_a_number_limits_nothing():
    files = spoiled(FILE, "      maximum: 3\n", "")
    files = spoiled(FILE, "total_quota: {maximum: 5, ", "total_quota: {", files=files)

    assert problems_of(files) == []


def test_a_total_without_a_number_limits_no_tier():
    assert problems_of(spoiled(FILE, "total_quota: {maximum: 5, ", "total_quota: {")) == []


def test_a_mark_need_not_be_renewed():
    renewal = "  renewal: {route: visited, text: 重新现场评审, clause: 第十一条, source: measures}\n"

    assert problems_of(spoiled(FILE, renewal, "")) == []
