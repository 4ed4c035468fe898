"""Registers of intellectual property come in as a table: entered once, brought up to date, refused by the cell."""

from datetime import date

import pytest

from pinzhang.domain.facts.models import FactEntry
from pinzhang.domain.imports.choices import ImportState
from pinzhang.domain.imports.refusals import CannotImport
from pinzhang.domain.imports.selectors import plan_of_import, sheet_of
from pinzhang.domain.imports.services.uploads import commit_import
from pinzhang.domain.protection.models import Right
from tests.domain.imports.tables import brought_in
from tests.factories import bureau, make_district, make_enterprise, make_officer, shanghai

pytestmark = pytest.mark.django_db
LATER = shanghai(2026, 3, 5)
HEADINGS = (
    "统一社会信用代码",
    "名称",
    "类别",
    "专利种类",
    "登记号",
    "权利名称",
    "归本单位所有",
    "登记日期",
    "有效期至",
)


@pytest.fixture
def wang():
    return make_officer(bureau())


@pytest.fixture
def firm():
    return make_enterprise()


def table_of(wang, *rows, source="国家知识产权局公告"):
    return brought_in("rights", wang, HEADINGS, *rows, source=source)


def trademark(firm, number="1234567", until="2031-05-06", owned="是", name="栖汐"):
    return (firm.credit_code, firm.name, "商标", None, number, name, owned, "2021-05-07", until)


def says(table):
    return [step.says for step in plan_of_import(table, sheet_of(table)).steps]


def test_rights_of_every_kind_are_entered_with_the_facts_that_eligibility_reads(wang, firm):
    head = (firm.credit_code, firm.name)
    table = table_of(
        wang,
        trademark(firm),
        (*head, "专利", "发明", "ZL202010000001.1", "罐头杀菌方法", None, "2022年1月4日", "2040-01-03"),
        (*head, "著作权", None, "鲁作登字-2025-F-1", "包装图案", "是", "2025-02-03", None),
        (*head, "地理标志", None, "GI-77", "青岛鲍鱼", "否", "2020-01-01", None),
        (*head, "海关备案", None, "T2026-1", "栖汐", "是", "2026-01-01", "2035-12-31"),
    )

    commit_import(table=table, by=wang, at=LATER)

    rights = {right.kind: right for right in Right.objects.filter(organisation=firm)}
    assert set(rights) == {"trademark", "patent", "copyright", "indication", "customs"}
    assert (rights["patent"].patent_kind, rights["patent"].owned, rights["indication"].owned) == (
        "invention",
        True,
        False,
    )
    assert {(right.source, right.supplied_by) for right in rights.values()} == {("国家知识产权局公告", "platform")}
    assert {one.name: one.value for one in FactEntry.objects.filter(organisation=firm)} == {
        "trademarks": {"number": "1234567", "name": "栖汐", "owned": True, "until": "2031-05-06"},
        "patents": {"number": "ZL202010000001.1", "kind": "invention", "until": "2040-01-03"},
    }


def test_a_table_brought_in_again_changes_nothing_and_a_renewal_is_brought_up_to_date(wang, firm):
    commit_import(table=table_of(wang, trademark(firm)), by=wang, at=LATER)
    again = table_of(wang, trademark(firm))
    renewed = table_of(wang, trademark(firm, until="2041-05-06"))
    assert says(again) == ["商标 1234567：已登记，没有变化"]
    assert says(renewed) == ["商标 1234567：已登记，按表更新"]

    commit_import(table=again, by=wang, at=LATER)
    first = Right.objects.get()
    commit_import(table=renewed, by=wang, at=LATER)

    living = Right.objects.get(ended_at__isnull=True)
    first.refresh_from_db()
    assert (living.valid_until, first.ended_at) == (date(2041, 5, 6), LATER)
    assert Right.objects.count() == 2


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({2: "专利"}, "专利须写明种类，其他类别不填这一列。"),
        ({3: "发明"}, "专利须写明种类，其他类别不填这一列。"),
        ({7: "2031-01-01", 8: "2032-01-01"}, "不能晚于今天。"),
        ({8: "2020-01-01"}, "不能早于登记日期。"),
        ({1: "另一家公司"}, "请核对是哪一家"),
        ({2: "域名"}, "域名"),
        ({4: None}, ""),
    ],
)
def test_what_is_wrong_with_a_right_is_said_at_its_cell_and_nothing_is_entered(wang, firm, change, text):
    row = [change.get(place, cell) for place, cell in enumerate(trademark(firm))]

    table = table_of(wang, row)

    assert table.state == ImportState.FAULTY
    assert text in table.problems[0][2]
    with pytest.raises(CannotImport):
        commit_import(table=table, by=wang, at=LATER)
    assert not Right.objects.exists()


def test_the_same_number_twice_strangers_and_other_districts_are_refused(firm):
    jimo = make_district()
    officer, elsewhere = (
        make_officer(jimo, "即墨王处"),
        make_enterprise("", make_district("370281", "胶州市", "370281-jiaozhou")),
    )
    mine = make_enterprise("", jimo)
    unknown = ("91370200MA3XXXXX0K", "没有登记的公司", *trademark(firm)[2:])

    table = brought_in(
        "rights", officer, HEADINGS, trademark(mine), trademark(mine), trademark(elsewhere), unknown,
        authority=jimo, source="公告",
    )  # fmt: skip

    told = [text for _row, _column, text in table.problems]
    assert "与第 2 行是同一个登记号。" in told
    assert "这家单位不在您所在机关的辖区内。" in told
    assert len(told) == 3


def test_a_table_of_rights_names_its_source(wang, firm):
    with pytest.raises(CannotImport) as refused:
        table_of(wang, trademark(firm), source=" ")

    assert list(refused.value.fields) == ["source"]
