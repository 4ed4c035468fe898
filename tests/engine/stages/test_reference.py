from pathlib import Path

from pinzhang.engine.stages.kinds import STAGE_KINDS, Action, moves
from pinzhang.engine.stages.reference import common_actions_table, kinds_table

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "stages.md"


def part_of_the_page(name: str) -> str:
    begin, end = f"<!-- {name}: begin -->\n", f"<!-- {name}: end -->"
    return PAGE.read_text("utf-8").split(begin)[1].split(end)[0]


def test_the_page_shows_the_kinds_as_they_are():
    assert part_of_the_page("kinds") == kinds_table()


def test_the_page_shows_the_common_actions_as_they_are():
    assert part_of_the_page("common actions") == common_actions_table()


def test_every_kind_has_a_row_and_every_cell_a_column():
    head, rule, *rows = kinds_table().splitlines()

    assert [row.split("`")[1] for row in rows] == list(STAGE_KINDS)
    assert {line.count("|") for line in (head, rule, *rows)} == {10}


def test_a_row_says_who_does_what():
    row = next(line for line in kinds_table().splitlines() if line.startswith("| `evaluation`"))

    assert row == (
        "| `evaluation` 第三方评价 | case | institution | 提交评价结论 (Submit the conclusion): its actors"
        " | 评价不通过 (Do not pass): office | 退回 (Send back): office"
        " | 要求补正 (Ask for a correction): its actors, office"
        " | 记为逾期未补正 (Record as not corrected in time): office, system"
        " | `submission`, `declaration`, `eligibility_check` |"
    )


def test_a_common_action_says_where_it_is_offered():
    lines = common_actions_table().splitlines()

    assert lines[2] == "| `skip` | 跳过本环节 (Skip this stage) | office | everywhere |"
    assert "| `hold` | 暂缓办理 (Put on hold) | office, system | everywhere but `submission` |" in lines


def test_every_action_of_every_kind_is_on_the_page():
    page = kinds_table() + common_actions_table()

    for kind in STAGE_KINDS:
        for move in moves(kind).values():
            assert f"{move.zh} ({move.en})" in page
    assert all(f"`{action}`" in page or f" {action.value} " in page for action in Action)
