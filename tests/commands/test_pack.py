import json
import os
import re
import shutil
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from typer.testing import CliRunner, Result

from pinzhang.commands.pack import app
from pinzhang.engine.packs.canonical import canonical_bytes, digest
from pinzhang.engine.packs.files import MAXIMUM_FILES
from tests.engine.packs.sample_pack import HERE, sample

DONE, NO, USAGE, UNKNOWN, BAD_INPUT = range(5)
OLD = {"established_on": "2015-01-01"}
QUALIFIED = {
    "application": {"sector": "services"},
    "facts": {
        "established_on": "2020-01-01",
        "samplings": {"records": [], "complete": {"from": "2019-01-01", "to": "2024-06-01"}},
        "staff_count": "12",
    },
}


@pytest.fixture
def award(tmp_path: Path) -> Path:
    """The sample pack as it lies among others: ``packs/990100-lake/lake-award`` beside ``packs/facts``."""
    folder = tmp_path / "packs" / "990100-lake" / "lake-award"
    shutil.copytree(HERE / "award", folder)
    shutil.copytree(HERE / "facts", tmp_path / "packs" / "facts")
    return folder


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def spoil(folder: Path, file: str, old: str, new: str) -> None:
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")


def facts_file(folder: Path, content: Any) -> Path:
    path = folder / "facts.json"
    path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    return path


def explain(award: Path, tmp_path: Path, content: Any, *more: object) -> Result:
    return run("explain", award, "--facts", facts_file(tmp_path, content), "--on", "2024-06-01", *more)


def test_check_of_a_sound_pack_says_so(award: Path):
    result = run("check", award)

    assert (result.exit_code, result.stdout) == (DONE, f"{award}：没有问题（5 条规则，10 个环节，2 个样例）\n")


def test_check_names_one_problem_per_line_and_nothing_else(award: Path):
    spoil(award, "criteria.yaml", "total: 100", "total: 90")
    spoil(award, "eligibility.yaml", "on_unknown: hold", "on_unknwn: hold")

    result = run("check", award)

    assert result.exit_code == NO
    assert result.stdout.splitlines() == [
        f"{award}/criteria.yaml:13: total: is 90, but the criteria add up to 100",
        f"{award}/eligibility.yaml:35: rules[3].on_unknwn: unknown key; did you mean on_unknown?",
    ]


def test_check_takes_every_pack_below_a_folder_and_the_catalogue(award: Path):
    other = award.parent / "second"
    shutil.copytree(award, other)
    spoil(other, "criteria.yaml", "total: 100", "total: 90")
    packs = award.parent.parent

    result = run("check", packs, packs / "facts")

    assert result.exit_code == NO
    assert result.stdout.splitlines() == [
        f"{award}：没有问题（5 条规则，10 个环节，2 个样例）",
        f"{packs}/facts：没有问题（7 项事实）",
        f"{other}/criteria.yaml:13: total: is 90, but the criteria add up to 100",
    ]


def test_a_problem_of_the_catalogue_is_named_where_it_lies_and_once(award: Path):
    facts = award.parent.parent / "facts"
    spoil(facts, "general.yaml", "type: integer", "type: intejer")

    result = run("check", award, facts)

    expected = "facts[3].type: expected one of bool, integer, decimal, money, share, text, date, enum, code"
    assert result.exit_code == NO
    assert result.stdout.splitlines() == [f"{facts}/general.yaml:4: {expected}; did you mean integer?"]


def test_check_of_a_folder_without_a_pack_names_the_missing_files(award: Path):
    (award / "programme.yaml").unlink()

    result = run("check", award)

    assert (result.exit_code, result.stdout) == (NO, f"{award}/programme.yaml:1: this file is missing\n")


def test_a_pack_is_looked_for_where_its_authority_keeps_its_own(award: Path):
    elsewhere = award.parent.parent / "990200-shore" / "lake-award"
    shutil.copytree(award, elsewhere)

    result = run("check", elsewhere)

    message = "authority: 990100-lake issues it, but it lies among the programmes of 990200-shore"
    assert (result.exit_code, result.stdout) == (NO, f"{elsewhere}/programme.yaml:1: {message}\n")


def test_a_pack_outside_the_packs_is_checked_with_a_named_catalogue(tmp_path: Path):
    folder = tmp_path / "draft"
    shutil.copytree(HERE / "award", folder)

    assert run("check", folder, "--catalogue", HERE / "facts").exit_code == DONE
    result = run("check", folder)
    message = "no folder facts/ beside it or above it; name one with --catalogue"
    assert (result.exit_code, result.stdout) == (NO, f"{folder}:1: {message}\n")


def test_a_link_is_not_followed(award: Path, tmp_path: Path):
    secret = tmp_path / "secret.yaml"
    secret.write_text("a: 1\n", encoding="utf-8")
    (award / "examples" / "link.yaml").symlink_to(secret)

    result = run("check", award)

    message = "examples/link.yaml: is no plain file; links and special files are not read"
    assert (result.exit_code, result.stdout) == (NO, f"{award}:1: {message}\n")


def test_a_linked_folder_is_not_followed(award: Path, tmp_path: Path):
    (award / "more").symlink_to(tmp_path, target_is_directory=True)

    assert run("check", award).stdout == f"{award}:1: more: is no plain file; links and special files are not read\n"


def test_a_pipe_is_not_read(award: Path):
    facts = award.parent.parent / "facts"
    os.mkfifo(facts / "pipe.yaml")

    result = run("check", facts)

    message = "pipe.yaml: is no plain file; links and special files are not read"
    assert (result.exit_code, result.stdout) == (NO, f"{facts}:1: {message}\n")


def test_a_folder_with_too_many_files_is_not_read(award: Path):
    for number in range(MAXIMUM_FILES):
        (award / "examples" / f"e{number}.yaml").write_text("a: 1\n", encoding="utf-8")

    assert run("check", award).stdout == f"{award}:1: more than {MAXIMUM_FILES} files\n"


def test_a_huge_file_is_named(award: Path):
    (award / "form.yaml").write_bytes(b"#" * (2 * 1024 * 1024))

    assert run("check", award).stdout == f"{award}/form.yaml:1: too large: 524289 bytes, at most 524288\n"


@pytest.mark.parametrize("command", [["check"], ["check", "no-such-folder"], ["explain", "."], ["diff", "."]])
def test_a_command_that_is_not_understood_is_a_matter_of_usage(command: list[str]):
    assert run(*command).exit_code == USAGE


def test_a_qualified_applicant_is_explained_once_people_have_decided_what_is_theirs(award: Path, tmp_path: Path):
    spoil(award, "eligibility.yaml", "    decided_by: human\n", "    expr: e.staff_count > 0\n")
    spoil(award, "examples/eligibility.yaml", "    decisions: {good-name: true}\n", "")

    assert explain(award, tmp_path, QUALIFIED).exit_code == DONE


def test_an_unqualified_applicant_is_told_what_is_short(award: Path, tmp_path: Path):
    facts = {"revenue": {"2023": "1500000"}, "public_benefit": False, "established_on": "2022-01-15"}

    result = explain(award, tmp_path, {"application": {"sector": "industry"}, "facts": facts})

    assert result.exit_code == NO
    assert (
        result.stdout
        == """湖畔奖 · 版本 2024 · 基准日 2024-06-01
结论：不符合
规则 5 条在此生效，1 项条款尚未公开

不符合　  成立3年以上〔条件 · 第四条（一）〕
　　　　  现为 2022年1月15日，要求 ≤ 2021年6月1日，相差 228 天
　　　　  其他不变，2025-01-15 起符合
　　　　  仍可提交，由主管部门决定

不符合　  上年度收入在200万元以上〔条件 · 第四条（二）〕
　　　　  现为 150.00 万元，要求 ≥ 200.00 万元，相差 50.00 万元
　　　　  仍可提交，由主管部门决定

还不知道  近3年抽查不合格〔禁止情形 · 第五条〕
　　　　  要求 0 条
　　　　  缺少：监督抽查
　　　　  没有“监督抽查”的完整记录
　　　　  先搁置，由主管部门核实

还不知道  信誉良好〔条件 · 第六条〕
　　　　  条文留给主管部门认定，系统不自动判断

还不知道  职工50人以上〔加分 · 第七条〕
　　　　  要求 ≥ 50 人
　　　　  缺少：职工人数
　　　　  请申报单位补充
"""
    )


def test_what_is_not_known_is_no_answer(award: Path, tmp_path: Path):
    result = explain(award, tmp_path, {})

    assert result.exit_code == UNKNOWN
    assert result.stdout.splitlines()[1] == "结论：还不知道"
    assert "　　　　  缺少：领域、成立日期、公益性单位、主营业务收入" in result.stdout.splitlines()


def test_a_rule_that_does_not_apply_and_missing_years_are_told(award: Path, tmp_path: Path):
    spoil(award, "eligibility.yaml", "last(years(e.revenue, 1))", "sum(years(e.revenue, 2))")
    spoil(award, "examples/eligibility.yaml", '{2023: "2000000"}', '{2022: "1", 2023: "2000000"}')

    lines = explain(award, tmp_path, {"application": {"sector": "services"}}).stdout.splitlines()
    some = {"application": {"sector": "industry"}, "facts": {**OLD, "revenue": {"2023": "1"}, "public_benefit": False}}
    others = explain(award, tmp_path, some).stdout.splitlines()

    assert "不适用　  上年度收入在200万元以上〔条件 · 第四条（二）〕" in lines
    assert "　　　　  缺少：主营业务收入（2022）" in others


def test_records_that_may_be_incomplete_are_told(award: Path, tmp_path: Path):
    samplings = {"records": [], "complete": {"from": "2023-01-01", "to": "2024-06-01"}}

    result = explain(award, tmp_path, {"facts": {**OLD, "samplings": samplings}})

    assert "　　　　  缺少：监督抽查（记录是否完整）" in result.stdout.splitlines()


def test_parts_of_a_rule_are_told_one_by_one(award: Path, tmp_path: Path):
    spoil(award, "eligibility.yaml", "e.staff_count >= 50", "e.staff_count >= 50 || e.public_benefit")

    result = explain(award, tmp_path, {"facts": {"staff_count": "49"}})

    told = result.stdout.split("职工50人以上")[1].splitlines()
    assert [line.strip() for line in told[1:3]] == [
        "- 不符合：职工人数不少于 50 人（现为 49 人，要求 ≥ 50 人，相差 1 人）",
        "- 还不知道：公益性单位",
    ]


def test_a_subject_of_its_own_is_named_by_its_title(award: Path, tmp_path: Path):
    spoil(award, "eligibility.yaml", "expr: e.staff_count >= 50", "expr: s.staff_count >= 50")

    result = explain(award, tmp_path, {"subject": {}})

    assert "　　　　  缺少：职工人数" in result.stdout.splitlines()


def test_the_json_of_an_explanation_names_the_digest_of_the_edition(award: Path, tmp_path: Path):
    result = explain(award, tmp_path, QUALIFIED, "--json")

    found = json.loads(result.stdout)
    assert result.exit_code == UNKNOWN
    assert list(found) == ["schema", "programme", "edition", "digest", "on", "status", "verdict", "rules"]
    assert (found["schema"], found["programme"], found["edition"]) == (1, "lake-award", "2024")
    assert found["digest"] == digest(canonical_bytes(sample()))
    assert [rule["id"] for rule in found["rules"]][:2] == ["three-years-old", "enough-revenue"]


def test_the_reference_day_is_today_in_shanghai_unless_it_is_named(award: Path, tmp_path: Path):
    before = datetime.now(ZoneInfo("Asia/Shanghai")).date()
    result = run("explain", award, "--facts", facts_file(tmp_path, {}), "--json")
    after = datetime.now(ZoneInfo("Asia/Shanghai")).date()

    assert json.loads(result.stdout)["on"] in {before.isoformat(), after.isoformat()}


@pytest.mark.parametrize("day", ["2024-13-01", "yesterday", "20240601"])
def test_a_reference_day_that_is_none_is_a_matter_of_usage(award: Path, tmp_path: Path, day: str):
    result = run("explain", award, "--facts", facts_file(tmp_path, {}), "--on", day)

    assert result.exit_code == USAGE
    assert result.stdout == ""


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "no JSON: "),
        (b"\xff\xfe", "no JSON: "),
        (b"[]", "expected an object"),
        (b'{"facts": {"staff_count": NaN}}', "NaN is no number"),
        (b'{"facts": {"staff_count": Infinity}}', "Infinity is no number"),
        (b'{"facts": {"staff_count": 1, "staff_count": 2}}', "the key 'staff_count' occurs twice"),
        (b'{"facts": {"staff_count": null}}', "facts.staff_count: null is refused"),
        (b'{"facts": {"staff_count": 1.5}}', "facts.staff_count: write the decimal as text"),
        (b'{"facts": {"staff_count": ' + b"9" * 40 + b"}}", "facts.staff_count: the number has more than 30 digits"),
        (b'{"facts": {"staff_count": ' + b"9" * 9999 + b"}}", "no JSON: "),
        (b'{"facts": {"staf_count": 1}}', "facts: nothing is called 'staf_count'; did you mean staff_count?"),
        (b'{"facts": {"established_on": "2024-02-30"}}', "facts.established_on: expected a day"),
        (b'{"facts": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "no JSON: "),
        (b'{"application": {"sector": "\\ud800"}}', "half a character"),
        (b" " * (8 * 1024 * 1024 + 1), "the file has more than 8388608 bytes"),
    ],
)
def test_facts_that_are_none_are_refused_by_name(award: Path, tmp_path: Path, content: bytes, reason: str):
    result = explain(award, tmp_path, content)

    assert result.exit_code == BAD_INPUT
    assert result.stdout == ""
    assert result.stderr.startswith(f"{tmp_path}/facts.json: {reason}")


def test_a_pack_with_problems_explains_nothing(award: Path, tmp_path: Path):
    spoil(award, "criteria.yaml", "total: 100", "total: 90")

    result = explain(award, tmp_path, {})

    assert (result.exit_code, result.stdout) == (BAD_INPUT, "")
    assert result.stderr == f"{award}/criteria.yaml:13: total: is 90, but the criteria add up to 100\n"


def test_a_complete_edition_says_nothing_of_missing_clauses(award: Path, tmp_path: Path):
    spoil(award, "programme.yaml", "status: partial", "status: complete")
    spoil(award, "programme.yaml", "missing:\n  - {key: money, title: 奖金}\n", "")

    assert "尚未公开" not in explain(award, tmp_path, {}).stdout


def test_two_equal_editions_do_not_differ(award: Path):
    assert (run("diff", award, award).exit_code, run("diff", award, award).stdout) == (DONE, "两个版本相同\n")


def test_what_differs_is_told_part_by_part(award: Path):
    newer = award.parent / "newer"
    shutil.copytree(award, newer)
    spoil(newer, "eligibility.yaml", "e.staff_count >= 50", "e.staff_count >= 60")
    spoil(newer, "eligibility.yaml", "id: good-name", "id: good-standing")
    spoil(newer, "examples/eligibility.yaml", "{good-name: true}", "{good-standing: true}")
    spoil(newer, "examples/eligibility.yaml", "good-name: unknown", "good-standing: unknown")
    spoil(newer, "outcomes.yaml", "    min_score: 60\n", "")

    result = run("diff", award, newer)

    assert result.exit_code == NO
    assert (
        re.sub(r"样例\n(.|\n)*", "", result.stdout)
        == """规则
  新增  good-standing
  删除  good-name
  修改  many-staff · expr
        原  e.staff_count >= 50
        新  e.staff_count >= 60
  修改  many-staff · after
        原  good-name
        新  good-standing
结果
  修改  tiers.first · min_score
        原  60
        新  （没有）
"""
    )
    found = json.loads(run("diff", award, newer, "--json").stdout)
    assert list(found)[:4] == ["schema", "rules", "parameters", "stages"]
    assert found["rules"]["added"] == ["good-standing"]
    assert found["rules"]["removed"] == ["good-name"]
    changed = {"id": "many-staff", "field": "expr", "old": "e.staff_count >= 50", "new": "e.staff_count >= 60"}
    assert found["rules"]["changed"][0] == changed


def test_only_sound_packs_are_compared(award: Path):
    newer = award.parent / "newer"
    shutil.copytree(award, newer)
    (newer / "form.yaml").unlink()

    result = run("diff", award, newer)

    assert (result.exit_code, result.stderr) == (BAD_INPUT, f"{newer}/form.yaml:1: this file is missing\n")
