"""A ledger enters and updates enterprises whole, or not at all."""

from datetime import date

import pytest

from pinzhang.domain.core.models import Event, StoredFile
from pinzhang.domain.facts.models import FactEntry
from pinzhang.domain.facts.services import record_value
from pinzhang.domain.imports.choices import ImportState
from pinzhang.domain.imports.models import Import
from pinzhang.domain.imports.refusals import CannotImport
from pinzhang.domain.imports.services.uploads import commit_import, discard_import, upload_table
from pinzhang.domain.parties.models import Organisation
from pinzhang.domain.parties.services import register_organisation
from tests.domain.imports.tables import LEDGER_HEAD, brought_in, head
from tests.factories import AT, bureau, make_district, make_edition, make_enterprise, make_officer, shanghai
from tests.factories.cast import make_credit_code

pytestmark = pytest.mark.django_db
LATER = shanghai(2026, 3, 3)


@pytest.fixture
def wang():
    make_edition()
    return make_officer(bureau())


def test_a_new_firm_is_entered_and_a_known_one_is_brought_up_to_date(wang):
    known = make_enterprise("青岛老字号（集团）有限公司")
    record_value(
        organisation=known, name="revenue", value="1", supplied_by="tax", source="旧", as_of=date(2025, 1, 1),
        year=2025, by=None, at=AT,
    )  # fmt: skip
    code = make_credit_code()

    table = brought_in(
        "ledger",
        wang,
        (*LEDGER_HEAD, "联系电话"),
        (code, "青岛新样有限公司", "即墨区", 1234.56, "0532-80000000"),
        (known.credit_code, "青岛老字号(集团)有限公司", None, "２０００", None),
    )
    assert (table.state, table.rows, table.problem_count) == (ImportState.CHECKED, 2, 0)
    assert Organisation.objects.filter(credit_code=code).count() == 0
    commit_import(table=table, by=wang, at=LATER)

    new = Organisation.objects.get(credit_code=code)
    assert (new.name, new.region.name, new.phone) == ("青岛新样有限公司", "即墨区", "0532-80000000")
    living = FactEntry.objects.filter(ended_at__isnull=True).order_by("pk")
    assert [(one.organisation_id, one.name, one.year, one.value, one.supplied_by) for one in living] == [
        (new.pk, "revenue", 2025, "12345600", "tax"),
        (known.pk, "revenue", 2025, "20000000", "tax"),
    ]
    assert living[0].as_of == date(2026, 1, 31)
    assert Event.objects.filter(name="facts.entries.recorded").count() == 2
    committed = Event.objects.get(name="imports.import.committed")
    assert committed.data == {"kind": "ledger", "rows": 2, "problems": 0, "file": table.file.sha256}


def test_one_row_at_fault_keeps_the_whole_ledger_out(wang):
    known = make_enterprise("青岛样例甲有限公司")
    jiaozhou = make_district("370281", "胶州市", "370281-jiaozhou")
    code = make_credit_code()
    before = Organisation.objects.count()

    table = brought_in(
        "ledger",
        wang,
        LEDGER_HEAD,
        (code, "青岛新样有限公司", "胶州市", 5),
        (code, "青岛新样有限公司", None, 6),
        (known.credit_code, "别家有限公司", None, 6),
        (9.137e17, "变成数字有限公司", None, 6),
        (make_credit_code(), "外地有限公司", "烟台市", 6),
        (make_credit_code(), "写错单位有限公司", None, "5元"),
    )

    assert table.state == ImportState.FAULTY
    assert [(row, column, text[:8]) for row, column, text in table.problems] == [
        (3, 1, "与第 2 行是同"),
        (4, 2, "这个代码登记的名"),
        (5, 1, "“统一社会信用代"),
        (6, 3, "“烟台市”不在您"),
        (7, 4, "“主营业务收入 "),
    ]
    with pytest.raises(CannotImport, match="没有导入"):
        commit_import(table=table, by=wang, at=LATER)
    assert Organisation.objects.count() == before
    assert jiaozhou.region is not None
    assert not FactEntry.objects.exists()


def test_a_district_enters_nobody_outside_itself(wang):
    jimo, jiaozhou = make_district(), make_district("370281", "胶州市", "370281-jiaozhou")
    officer, other = make_officer(jimo), make_enterprise("胶州样例有限公司", jiaozhou)

    table = brought_in(
        "ledger",
        officer,
        LEDGER_HEAD,
        (make_credit_code(), "胶州新样有限公司", "胶州市", 5),
        (other.credit_code, "胶州样例有限公司", None, 5),
        (make_credit_code(), "即墨新样有限公司", "即墨区", 5),
        authority=jimo,
    )

    assert [(row, text[-13:]) for row, _, text in table.problems] == [
        (2, "在机关的辖区内，或者写法不对。"[-13:]),
        (3, "这家单位不在您所在机关的辖区内。"[-13:]),
    ]


def test_a_fact_that_the_supplier_does_not_know_has_no_column(wang):
    code = make_credit_code()

    table = brought_in("ledger", wang, LEDGER_HEAD, (code, "新样有限公司", None, 5), supplied_by="supervisor")

    assert [(row, column, text) for row, column, text in table.problems] == [
        (1, 4, "“主营业务收入”由税务部门、统计部门提供，不由监管部门提供。请删去这一列，或另行导入。")
    ]


def test_what_happened_since_the_look_keeps_the_table_out_and_changes_nothing(wang):
    code = make_credit_code()
    table = brought_in("ledger", wang, LEDGER_HEAD, (code, "青岛新样有限公司", None, 5))
    register_organisation(name="先登记了有限公司", credit_code=code, by=None, at=AT)

    with pytest.raises(CannotImport) as refusal:
        commit_import(table=table, by=wang, at=LATER)

    assert refusal.value.reasons == ("第 2 行：这个代码登记的名称是“先登记了有限公司”，请核对是哪一家。",)
    table.refresh_from_db()
    assert table.state == ImportState.CHECKED
    assert not FactEntry.objects.exists()


def test_a_table_is_taken_over_once_and_one_given_up_never(wang):
    row = (make_credit_code(), "青岛新样有限公司", None, 5)
    table, other = (brought_in("ledger", wang, LEDGER_HEAD, row) for _ in range(2))
    commit_import(table=table, by=wang, at=LATER)
    discard_import(table=other, by=wang, at=LATER)

    for one, said in ((table, "已经导入过"), (other, "已经放弃")):
        with pytest.raises(CannotImport, match=said):
            commit_import(table=one, by=wang, at=LATER)
        with pytest.raises(CannotImport, match=said):
            discard_import(table=one, by=wang, at=LATER)
    assert FactEntry.objects.count() == 1


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"supplied_by": ""}, "supplied_by"),
        ({"source": " "}, "source"),
        ({"as_of": None}, "as_of"),
        ({"as_of": date(2027, 1, 1)}, "as_of"),
    ],
)
def test_a_ledger_without_its_source_is_refused_and_not_kept(wang, more, field):
    with pytest.raises(CannotImport) as refusal:
        brought_in("ledger", wang, LEDGER_HEAD, (make_credit_code(), "新样有限公司", None, 5), **more)

    assert set(refusal.value.fields) == {field}
    assert not Import.objects.exists()


def test_what_is_no_workbook_is_refused_and_not_kept(wang):
    with pytest.raises(CannotImport, match=r"不是 \.xlsx"):
        upload_table(head=head("ledger"), content=b"name", name="a.xlsx", by=wang, at=AT)

    assert not Import.objects.exists()
    assert not StoredFile.objects.exists()
