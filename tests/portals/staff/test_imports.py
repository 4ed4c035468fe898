"""Tables are brought in on pages: template, look, marked copy, confirmation."""

from datetime import date
from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from pinzhang.domain.facts.models import FactEntry
from pinzhang.domain.imports.choices import ImportState
from pinzhang.domain.imports.models import Import
from pinzhang.domain.parties.choices import PostRole
from pinzhang.domain.protection.models import Right
from tests.domain.imports.tables import LEDGER_HEAD, brought_in
from tests.engine.sheets.books import book
from tests.factories import AT, bureau, make_district, make_edition, make_enterprise, make_officer, make_post
from tests.factories.cast import make_credit_code
from tests.factories.programmes import PREMIUM_PACK
from tests.factories.review import make_application_in_review
from tests.portals.staff.makers import signed_in
from tests.portals.staff.office import queries_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def wang():
    make_edition(PREMIUM_PACK)
    return make_officer(bureau())


def sent(client, kind, content, **more):
    said = {
        "authority": str(bureau().pk),
        "supplied_by": "tax",
        "source": "2025 年度纳税申报",
        "as_of": "2026-01-31",
        "file": SimpleUploadedFile("名录.xlsx", content),
        **more,
    }
    return client.post(reverse("staff:new_import", args=[kind]), said)


def read_back(answer):
    content = b"".join(answer.streaming_content)
    return openpyxl.load_workbook(BytesIO(content))


def test_a_filled_in_template_is_looked_at_and_taken_over(wang, clock):
    clock(AT)
    client = signed_in(wang)
    empty = read_back(client.get(reverse("staff:import_template", args=["ledger"]), {"supplied_by": "tax"}))
    head = [cell.value for cell in empty["数据"][1]]
    assert head[:2] == ["统一社会信用代码*", "名称*"]
    assert "主营业务收入 2025 年（元）" in head
    assert empty["填写说明"]["B2"].value == "每行必填；18 位，单元格设为“文本”；先把这一列设为“文本”格式"

    code = make_credit_code()
    filled = {"统一社会信用代码*": code, "名称*": "青岛新样有限公司", "主营业务收入 2025 年（元）": 5000}
    answer = sent(client, "ledger", book(head, [filled.get(title) for title in head]))

    table = Import.objects.get()
    assert answer.url == reverse("staff:import", args=[table.pk])
    text = client.get(answer.url).content.decode()
    assert "新登记，写入 1 项数据" in text
    assert "确认导入 1 行" in text
    assert not FactEntry.objects.exists()

    done = client.post(reverse("staff:import_commit", args=[table.pk]), follow=True).content.decode()
    assert "已导入 1 行。" in done
    assert "确认导入" not in done
    assert FactEntry.objects.get().as_of == date(2026, 1, 31)


def test_faults_are_listed_and_handed_back_in_a_column_of_the_table_that_can_be_sent_again(wang, clock):
    clock(AT)
    client, code = signed_in(wang), make_credit_code()

    page = sent(client, "ledger", book(LEDGER_HEAD, (code, "+甲有限公司", None, "5元"), (code, "乙公司", None, 3)))
    table = Import.objects.get()
    text = client.get(page.url).content.decode()
    assert "D2" in text
    assert "请统一单位" in text
    assert "确认导入" not in text

    marked = read_back(client.get(reverse("staff:import_marked", args=[table.pk])))["数据"]
    rows = [[cell.value for cell in row] for row in marked.iter_rows()]
    assert rows[0] == [*LEDGER_HEAD, "导入时发现的问题"]
    assert rows[1][-1].startswith("D2 “主营业务收入 2025 年”：写的是“元”")
    assert rows[2][-1] is None
    assert (rows[1][1], rows[2][3]) == ("'+甲有限公司", 3)

    rows[1][3] = 5
    rows[2][0] = make_credit_code()
    sent(client, "ledger", book(*rows))
    again = Import.objects.order_by("-pk").first()
    assert (again.state, again.problems) == (ImportState.CHECKED, [])


def test_what_is_missing_or_no_workbook_is_said_at_its_field(wang, clock):
    clock(AT)
    client = signed_in(wang)

    refused = sent(client, "ledger", b"name,code", source="")
    assert refused.status_code == 422
    assert "来源" in refused.content.decode()
    refused = sent(client, "ledger", b"name,code")
    assert "这不是 .xlsx 文件" in refused.content.decode()
    assert sent(client, "records", b"x", fact="samplings", authority="0").status_code == 422
    assert not Import.objects.exists()


def test_a_table_is_given_up(wang, clock):
    clock(AT)
    table = brought_in("ledger", wang, LEDGER_HEAD, (make_credit_code(), "新样有限公司", None, 5))
    client = signed_in(wang)

    client.post(reverse("staff:import_discard", args=[table.pk]))
    refused = client.post(reverse("staff:import_commit", args=[table.pk]))

    table.refresh_from_db()
    assert table.state == ImportState.DISCARDED
    assert refused.status_code == 422
    assert "这张表已经放弃" in refused.content.decode()
    assert client.post(reverse("staff:import_discard", args=[table.pk])).status_code == 422


def test_every_kind_has_its_form_and_its_template(clock):
    clock(AT)
    application = make_application_in_review()
    make_edition(PREMIUM_PACK)
    client, stage = signed_in(make_officer(bureau())), f"{application.round.pk}:document-review"
    asked = {"records": {"fact": "samplings"}, "scores": {"stage": stage}}

    heads = {}
    for kind in ("ledger", "records", "reviewers", "scores"):
        assert client.get(reverse("staff:new_import", args=[kind])).status_code == 200
        found = read_back(client.get(reverse("staff:import_template", args=[kind]), asked.get(kind, {})))
        heads[kind] = [cell.value for cell in found["数据"][1]]

    assert heads["records"] == ["统一社会信用代码*", "名称*", "日期*", "结论", "产品", "实施部门"]
    assert heads["scores"][:4] == ["申报号*", "专家账号*", "专家姓名*", "利害关系*"]
    for kind in ("records", "scores", "nothing"):
        assert client.get(reverse("staff:import_template", args=[kind])).status_code == 404
    assert client.get(reverse("staff:new_import", args=["nothing"])).status_code == 404


def test_only_officers_of_the_authority_or_above_see_a_table(wang):
    jimo, jiaozhou = make_district(), make_district("370281", "胶州市", "370281-jiaozhou")
    table = brought_in("ledger", wang, LEDGER_HEAD, (make_credit_code(), "新样有限公司", None, 5), authority=jimo)
    addresses = [reverse(f"staff:{name}", args=[table.pk]) for name in ("import", "import_marked")]
    posts = [reverse(f"staff:{name}", args=[table.pk]) for name in ("import_commit", "import_discard")]

    for user in (
        make_officer(jiaozhou),
        make_post(jimo, PostRole.LEADER).user,
        make_post(jimo, PostRole.APPROVER).user,
    ):
        client = signed_in(user)
        assert {client.get(one).status_code for one in addresses} == {404}
        assert {client.post(one).status_code for one in posts} == {404}
    assert signed_in(make_officer(jimo)).get(addresses[0]).status_code == 200
    table.refresh_from_db()
    assert table.state == ImportState.CHECKED


def test_the_list_asks_as_often_for_thirty_tables_as_for_one(wang):
    client, row = signed_in(wang), (make_credit_code(), make_enterprise().name, None, 5)
    brought_in("ledger", wang, LEDGER_HEAD, row)
    one = queries_of(client, reverse("staff:imports"))
    table = Import.objects.get()
    Import.objects.bulk_create(
        [
            Import(kind="ledger", authority=table.authority, file=table.file, uploaded_by=wang, uploaded_at=AT)
            for _ in range(29)
        ]
    )

    assert queries_of(client, reverse("staff:imports")) == one <= 12


def test_a_register_of_rights_is_brought_in_from_its_own_template(wang, clock):
    clock(AT)
    client, firm = signed_in(wang), make_enterprise()
    page = client.get(reverse("staff:new_import", args=["rights"])).content.decode()
    head = [cell.value for cell in read_back(client.get(reverse("staff:import_template", args=["rights"])))["数据"][1]]
    filled = {
        "统一社会信用代码*": firm.credit_code,
        "名称*": firm.name,
        "类别*": "海关备案",
        "登记号*": "T2026-1",
        "权利名称*": "栖汐",
        "登记日期*": "2026-01-01",
        "有效期至": "2035-12-31",
    }
    assert set(filled) <= set(head)

    answer = sent(client, "rights", book(head, [filled.get(title) for title in head]), source="海关总署公告")
    looked = client.get(answer.url).content.decode()
    client.post(reverse("staff:import_commit", args=[Import.objects.get().pk]))

    assert "知识产权登记" in page
    assert 'name="source"' in page
    assert 'name="supplied_by"' not in page
    assert "海关备案 T2026-1：新登记" in looked
    right = Right.objects.get()
    assert (right.organisation, right.kind, right.valid_until) == (firm, "customs", date(2035, 12, 31))
