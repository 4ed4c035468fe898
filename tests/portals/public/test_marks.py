"""Checking a mark: the answer first, the reason beside it, never stored."""

from datetime import date, timedelta

import pytest

from pinzhang.domain.marks.services import restore_mark, revoke_mark, suspend_mark
from tests.factories import AT, make_officer
from tests.portals.public.stories import make_mark, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def mark(premium):
    return make_mark(premium, holder="青岛样例器皿有限公司", subject="琉璃器皿", sector="industry")


def test_a_living_mark_is_genuine_and_says_what_it_stands_on(citizen, mark):
    answer = citizen.get("/m/YP-2026-0001")
    page = text_of(answer)

    assert answer.status_code == 200
    assert "真标识，现在有效 公开文件未载明有效期 这枚标识属于 琉璃器皿 青岛样例器皿有限公司" in page
    assert "授予 2026年2月1日 有效期：公开文件未载明 决定文号 示例发〔2026〕3号" in page
    assert "未经授权不得使用“青岛优品”名称和标识" in page
    assert "no-store" in answer["Cache-Control"]


def test_a_number_is_found_however_it_is_typed(citizen, mark):
    assert "真标识" in text_of(citizen.get("/m/ｙｐ—2026－0001"))


def test_a_term_is_named_where_there_is_one(citizen, premium):
    make_mark(premium, "YP-2026-0002", valid_until=date(2029, 1, 31))

    assert "真标识，现在有效 有效期至 2029年1月31日" in text_of(citizen.get("/m/YP-2026-0002"))


def test_a_mark_has_expired_the_day_after_its_last(citizen, premium, clock):
    make_mark(premium, "YP-2026-0002", valid_until=AT.date())

    assert "真标识，现在有效" in text_of(citizen.get("/m/YP-2026-0002"))
    clock(AT + timedelta(days=1))
    page = text_of(citizen.get("/m/YP-2026-0002"))
    assert "这枚标识已到期 2026年3月2日 到期 这枚标识原属于" in page
    assert "到期 2026年3月2日" in page.split("经过", 1)[1]


def test_a_revocation_shows_at_once_with_ground_clause_and_what_follows(citizen, mark):
    officer = make_officer(mark.authority)
    revoke_mark(mark=mark, ground="standard-not-met", text="抽查不合格，复查仍不合格", by=officer, at=AT)

    page = text_of(citizen.get("/m/YP-2026-0001"))

    assert "这枚标识已被撤销 2026年3月2日 起无效 这枚标识原属于" in page
    assert "撤销理由 产品、服务达不到标准要求 四（三） 抽查不合格，复查仍不合格" in page
    assert "继续使用名称、标识的依法追究" in page
    assert "经过 授予 2026年2月1日 示例发〔2026〕3号 撤销 四（三） 2026年3月2日 产品、服务达不到标准要求" in page


@pytest.mark.parametrize(
    ("until_on", "said"),
    [(date(2026, 9, 30), "2026年3月2日 起暂停，至 2026年9月30日"), (None, "2026年3月2日 起暂停，恢复时间另行公布")],
)
def test_a_suspension_says_until_when(citizen, mark, until_on, said):
    suspend_mark(
        mark=mark, ground="standard-not-met-suspension", text="正在核实", until_on=until_on,
        by=make_officer(mark.authority), at=AT,
    )  # fmt: skip

    page = text_of(citizen.get("/m/YP-2026-0001"))

    assert f"这枚标识暂停使用 {said}" in page
    assert "以后不得再使用" in page


def test_what_was_suspended_and_restored_is_valid_and_tells_its_story(citizen, mark):
    officer = make_officer(mark.authority)
    suspended = suspend_mark(mark=mark, ground="standard-not-met-suspension", text="正在核实", by=officer, at=AT)
    restore_mark(mark=suspended, text="核实无问题", by=officer, at=AT)

    page = text_of(citizen.get("/m/YP-2026-0001"))

    assert "真标识，现在有效" in page
    assert "暂停使用 四（三） 2026年3月2日" in page
    assert "恢复使用 2026年3月2日 核实无问题" in page


def test_the_other_marks_of_the_holder_are_listed(citizen, premium, mark):
    other = make_mark(premium, "YP-2026-0002")
    other.holder = mark.holder
    other.save()

    assert "这家单位的其他标识和称号 YP-2026-0002" in text_of(citizen.get("/m/YP-2026-0001"))


def test_a_number_nobody_gave_is_not_found(citizen):
    answer = citizen.get("/m/YP-2026-9999")
    page = text_of(answer)

    assert answer.status_code == 404
    assert "查不到这个编号 YP-2026-9999 不是在本平台授予的标识" in page
    assert "no-store" in answer["Cache-Control"]


def test_what_is_typed_into_the_address_is_never_markup(citizen):
    page = citizen.get("/m/<script>alert(1)<script>").content.decode()

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_the_form_leads_to_the_page_of_the_number(citizen):
    answer = citizen.get("/verify", {"number": " ｙｐ 2026-0001 "})

    assert (answer.status_code, answer["Location"]) == (302, "/m/YP2026-0001")


@pytest.mark.parametrize(
    ("typed", "said"), [("", "请填写标识编号。"), ("你好", "编号只有字母、数字和短横线，请对照实物再填一次。")]
)
def test_a_number_that_cannot_be_one_is_said_at_the_field(citizen, typed, said):
    page = text_of(citizen.get("/verify", {"number": typed}))

    assert page.count(said) == 2  # in the summary and at the field


def test_the_page_speaks_english(reader, mark):
    revoke_mark(mark=mark, ground="standard-not-met", text="抽查不合格", by=make_officer(mark.authority), at=AT)

    page = text_of(reader.get("/m/YP-2026-0001"))

    assert "This mark has been revoked Invalid since 2 March 2026" in page
    assert "Why revoked The product or service no longer meets the standard 四（三）" in page
