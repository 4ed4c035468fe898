"""Public lists: filtered, counted, taken along; no cell a spreadsheet would run."""

import csv
import io
import json
from datetime import date

import openpyxl
import pytest

from pinzhang.domain.marks.services import revoke_mark, suspend_mark
from tests.factories import AT, make_district, make_edition, make_officer, make_round
from tests.portals.public.stories import make_mark, queries_of, text_of

pytestmark = pytest.mark.django_db
LIST = "/lists/qingdao-premium-brand"


def body_of(answer) -> str:
    return b"".join(answer.streaming_content).decode()


def test_who_holds_what_since_when_is_listed_revoked_ones_marked(citizen, premium):
    make_mark(premium, "YP-2026-0001", holder="青岛甲有限公司", subject="琉璃器皿", sector="industry")
    bad = make_mark(premium, "YP-2026-0002", holder="青岛乙有限公司", sector="marine", valid_until=date(2029, 1, 31))
    revoke_mark(mark=bad, ground="dishonesty-listed", text="列入", by=make_officer(bad.authority), at=AT)

    page = text_of(citizen.get(LIST))

    assert "有效 1，暂停使用 0，已撤销 1" in page
    assert "青岛甲有限公司 琉璃器皿 工业 即墨区 YP-2026-0001 2026-02-01 未载明 有效" in page
    assert "青岛乙有限公司 海洋 即墨区 YP-2026-0002 2026-02-01 2029-01-31 已撤销" in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?state=active", ["青岛甲"]),
        ("?state=suspended", ["青岛乙"]),
        ("?state=expired", ["青岛丙"]),
        ("?state=revoked", []),
        ("?state=nonsense", ["青岛丙", "青岛乙", "青岛甲"]),
        ("?sector=marine", ["青岛乙"]),
        ("?district=370202", ["青岛丙"]),
        ("?tier=premium", ["青岛丙", "青岛乙", "青岛甲"]),
        ("?q=器皿", ["青岛甲"]),
        ("?q=YP-2026-0002", ["青岛乙"]),
        ("?q=青岛 器皿", ["青岛甲"]),
    ],
)
def test_filters_narrow_the_list(citizen, premium, query, found):
    make_mark(premium, "YP-2026-0001", holder="青岛甲有限公司", subject="琉璃器皿", sector="industry")
    paused = make_mark(premium, "YP-2026-0002", holder="青岛乙有限公司", sector="marine")
    suspend_mark(
        mark=paused, ground="dishonesty-listed-suspension", text="核实", by=make_officer(paused.authority), at=AT
    )
    south = make_district("370202", "市南区", "370202-shinan")
    make_mark(premium, "YP-2026-0003", holder="青岛丙有限公司", valid_until=date(2026, 3, 1), district=south)

    rows = json.loads(body_of(citizen.get(f"{LIST}.json{query}")))["marks"]
    page = text_of(citizen.get(LIST + query))

    assert sorted(row["holder"][:3] for row in rows) == sorted(found)
    assert [name for name in ("青岛丙", "青岛乙", "青岛甲") if f"{name}有限公司" in page] == found


def test_nothing_found_offers_to_clear_the_filters(citizen, premium):
    make_mark(premium)

    assert "没有符合这些筛选的标识 清除筛选，看全部" in text_of(citizen.get(LIST + "?q=没有的"))


def test_a_programme_that_conferred_nothing_says_so(citizen, premium):
    assert "这个项目还没有授予标识或称号" in text_of(citizen.get(LIST))


def test_an_unknown_programme_has_no_list(citizen):
    assert citizen.get("/lists/nothing").status_code == 404
    assert citizen.get("/lists/nothing.csv").status_code == 404


def test_no_cell_of_the_csv_can_be_taken_for_a_formula(citizen, premium):
    make_mark(premium, holder="=HYPERLINK(1)", subject="@器皿", sector="industry")

    answer = citizen.get(f"{LIST}.csv")
    body = body_of(answer)
    head, row = csv.reader(io.StringIO(body.removeprefix("\ufeff")))

    assert body.startswith("\ufeff编号,单位,统一社会信用代码,")
    assert answer["Content-Disposition"].endswith("-2026-03-02.csv")
    assert (row[1], row[3]) == ("'=HYPERLINK(1)", "'@器皿")
    assert dict(zip(head, row, strict=True))["状态"] == "有效"


def test_the_json_has_stable_keys_and_leaves_out_what_is_absent(citizen, premium):
    mark = make_mark(premium, holder="青岛甲有限公司", subject="琉璃器皿", sector="industry")

    sent = json.loads(body_of(citizen.get(f"{LIST}.json")))

    assert list(sent) == ["schema", "programme", "name", "on", "marks"]
    assert (sent["schema"], sent["programme"], sent["on"]) == (1, "qingdao-premium-brand", "2026-03-02")
    assert sent["marks"] == [
        {
            "number": "YP-2026-0001",
            "state": "active",
            "holder": "青岛甲有限公司",
            "credit_code": mark.holder.credit_code,
            "subject": "琉璃器皿",
            "district": "370215",
            "sector": "industry",
            "tier": "premium",
            "conferred_on": "2026-02-01",
            "document_number": "示例发〔2026〕3号",
        }
    ]


def test_a_long_list_has_pages_and_keeps_its_filters(citizen, premium):
    for serial in range(1, 28):
        make_mark(premium, f"YP-2026-{serial:04d}")

    first, second = citizen.get(LIST + "?q=YP"), citizen.get(LIST + "?q=YP&page=2")

    assert "第 1—25 个，共 27 个" in text_of(first)
    assert "?q=YP&amp;page=2" in first.content.decode()
    assert "第 26—27 个，共 27 个" in text_of(second)


def test_a_list_asks_the_database_as_often_for_many_as_for_one(citizen, premium):
    make_mark(premium, "YP-2026-0001", holder="青岛甲有限公司")
    one = queries_of(citizen, LIST)

    for serial in range(2, 6):
        make_mark(premium, f"YP-2026-{serial:04d}")

    assert queries_of(citizen, LIST) == one


def test_every_programme_that_confers_something_is_on_the_page_of_lists(citizen, premium):
    make_mark(premium)
    award = make_round(make_edition())
    make_mark(award, "JMQ-2026-0001", tier="excellence")

    page = text_of(citizen.get("/lists"))

    assert "青岛优品 1 0 0 0 看规则" in page
    assert "即墨区区长质量奖 1 0 0 0 看规则" in page
    assert "卓越奖" in text_of(citizen.get("/lists/jimo-district-mayor-award"))


def test_without_programmes_there_are_no_lists(citizen):
    assert "还没有榜单" in text_of(citizen.get("/lists"))


def test_lists_speak_english(reader, premium):
    make_mark(premium, sector="industry")

    page = text_of(reader.get(LIST))

    assert "List: Qingdao Premium" in page
    assert "Industry" in page
    assert body_of(reader.get(f"{LIST}.csv")).splitlines()[0].startswith("\ufeffNumber,Organisation")


def test_the_list_goes_along_as_a_workbook_narrowed_as_it_is(citizen, premium):
    mark = make_mark(premium)

    answer = citizen.get(f"{LIST}.xlsx", {"q": mark.holder.name})
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]

    assert rows[0][:2] == ["编号", "单位"]
    assert [row[0] for row in rows[1:]] == [mark.number]
    nothing = citizen.get(f"{LIST}.xlsx", {"q": "没有的"})
    assert openpyxl.load_workbook(io.BytesIO(b"".join(nothing.streaming_content))).active.max_row == 1
    assert citizen.get("/lists/nothing.xlsx").status_code == 404
