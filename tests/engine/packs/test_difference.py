import pytest

from pinzhang.engine.packs.difference import diff, is_same
from pinzhang.engine.packs.loader import load_pack
from tests.engine.packs.sample_pack import CATALOGUE, sample, spoiled

NOTHING = {"added": [], "removed": [], "changed": []}


def changes(file: str, old: str, new: str) -> dict[str, object]:
    """Return the parts in which the pack differs after one change."""
    found = diff(sample(), load_pack(spoiled(file, old, new), CATALOGUE))
    return {part: value for part, value in found.items() if value not in (1, NOTHING)}


def test_an_edition_does_not_differ_from_itself():
    found = diff(sample(), sample())

    assert list(found) == [
        "schema", "rules", "parameters", "stages", "programme", "facts", "form", "criteria", "outcomes", "examples",
    ]  # fmt: skip
    assert is_same(found)
    assert found["rules"] == NOTHING


def test_a_changed_rule_is_named_field_by_field():
    found = diff(
        sample(), load_pack(spoiled("eligibility.yaml", "e.staff_count >= 50", "e.staff_count >= 60"), CATALOGUE)
    )

    change = {"id": "many-staff", "field": "expr", "old": "e.staff_count >= 50", "new": "e.staff_count >= 60"}
    assert found["rules"] == {"added": [], "removed": [], "changed": [change]}
    assert not is_same(found)


def test_a_field_that_one_side_does_not_give_is_left_out_on_it():
    found = changes("outcomes.yaml", "    min_score: 60\n", "")

    assert found == {"outcomes": {**NOTHING, "changed": [{"id": "tiers.first", "field": "min_score", "old": "60"}]}}


def test_a_rule_that_is_new_moves_the_one_behind_it():
    rule = "  - {id: new-rule, kind: bonus, title: 新, clause: 第八条, source: measures, expr: e.public_benefit}\n"

    found = changes("eligibility.yaml", "  - id: many-staff\n", rule + "  - id: many-staff\n")

    moved = {"id": "many-staff", "field": "after", "old": "good-name", "new": "new-rule"}
    assert found == {"rules": {"added": ["new-rule"], "removed": [], "changed": [moved]}}


@pytest.mark.parametrize(
    ("file", "old", "new", "part", "change"),
    [
        (
            "eligibility.yaml",
            "title: 收入下限",
            "title: 下限",
            "parameters",
            {
                "id": "revenue_floor",
                "field": "title",
                "old": {"zh": "收入下限", "en": ""},
                "new": {"zh": "下限", "en": ""},
            },
        ),
        (
            "stages.yaml",
            "reviewers_per_case: 3",
            "reviewers_per_case: 5",
            "stages",
            {"id": "visit", "field": "reviewers_per_case", "old": 3, "new": 5},
        ),
        (
            "programme.yaml",
            'edition: "2024"',
            'edition: "2025"',
            "programme",
            {"id": "programme", "field": "edition", "old": "2024", "new": "2025"},
        ),
        (
            "SOURCE.md",
            "出处",
            "来源",
            "programme",
            {"id": "source-notes", "field": "text", "old": "# 湖畔奖：出处\n", "new": "# 湖畔奖：来源\n"},
        ),
        (
            "facts.yaml",
            "title: 岸线",
            "title: 湖岸线",
            "facts",
            {
                "id": "lake_award__shore_km",
                "field": "title",
                "old": {"zh": "岸线", "en": ""},
                "new": {"zh": "湖岸线", "en": ""},
            },
        ),
        (
            "form.yaml",
            "max_files: 2",
            "max_files: 3",
            "form",
            {"id": "papers.audit", "field": "max_files", "old": 2, "new": 3},
        ),
        (
            "form.yaml",
            "maximum: 3\n",
            "maximum: 4\n",
            "form",
            {"id": "basics.boats", "field": "maximum", "old": 3, "new": 4},
        ),
        (
            "form.yaml",
            "title: 附件",
            "title: 材料",
            "form",
            {"id": "papers", "field": "title", "old": {"zh": "附件", "en": ""}, "new": {"zh": "材料", "en": ""}},
        ),
        (
            "criteria.yaml",
            "step: 5",
            "step: 10",
            "criteria",
            {"id": "scales.percent", "field": "step", "old": "5", "new": "10"},
        ),
        (
            "outcomes.yaml",
            "sector_balance: true",
            "sector_balance: false",
            "outcomes",
            {"id": "outcomes", "field": "sector_balance", "old": True, "new": False},
        ),
        ("examples/eligibility.yaml", "staff_count: 49", "staff_count: 48", "examples", None),
    ],
)
def test_a_change_in_any_part_is_found(file: str, old: str, new: str, part: str, change: dict[str, object] | None):
    found = changes(file, old, new)

    assert list(found) == [part]
    assert change is None or found[part]["changed"] == [change]


def test_stages_in_another_order_differ():
    cited = "clause: 第三条, source: measures}\n"
    notice = "  - {key: public-notice, kind: public_notice, name: 公示, objections: true, " + cited
    approval = "  - {key: approval, kind: approval, name: 审定, authority_name: 区政府, " + cited

    found = changes("stages.yaml", notice + approval, approval + notice)

    assert [(change["id"], change["field"]) for change in found["stages"]["changed"]] == [
        ("public-notice", "after"),
        ("approval", "after"),
        ("decision", "after"),
    ]
