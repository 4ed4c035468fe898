"""The firm's own marks: licence, notice, appeal, hand back, GTIN; and its registers."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from pinzhang.domain.marks.models import Mark
from pinzhang.domain.protection.models import Right
from pinzhang.domain.supervision.models import Appeal, Procedure
from pinzhang.domain.supervision.services.procedures import decide_procedure, open_procedure
from tests.factories.marks import make_held_mark

pytestmark = pytest.mark.django_db
TOMORROW = timezone.localdate() + timedelta(days=1)


@pytest.fixture
def mark(desk, round_):
    return make_held_mark(round_, holder=desk.firm)


def opened(mark, officer, effect: str = "revoke") -> Procedure:
    return open_procedure(
        mark=mark, effect=effect, ground="standard-not-met", text="抽查不合格", statement_until_on=TOMORROW,
        by=officer, at=timezone.now(),
    )  # fmt: skip


def see(desk, name: str, *args: int) -> str:
    return desk.browser.get(reverse(f"enterprise:{name}", args=args)).content.decode()


def send(desk, page: str, /, *args: int, **given: str):
    return desk.browser.post(reverse(f"enterprise:{page}", args=args), given)


def test_a_mark_shows_its_licence_its_end_and_how_it_is_renewed(desk, mark):
    page = see(desk, "mark", mark.pk)

    assert mark.number in see(desk, "marks")
    assert "未经授权不得使用" in page
    assert "公开文件未载明" in page
    assert f"在 {mark.round.label} 重新申报" in page


def test_a_notice_is_answered_by_the_signer_once(desk, mark, officer):
    procedure = opened(mark, officer)
    assert "有告知书，请看" in see(desk, "marks")
    assert "主管部门拟撤销这枚标识" in see(desk, "mark", mark.pk)
    assert "这一天由主管部门确定" in see(desk, "statement", procedure.pk)

    empty = send(desk, "statement", procedure.pk, text="")
    done = send(desk, "statement", procedure.pk, text="已整改", hearing_wanted="on")
    again = send(desk, "statement", procedure.pk, text="再说一次")

    procedure.refresh_from_db()
    assert (empty.status_code, done.status_code, again.status_code) == (422, 302, 422)
    assert (procedure.statement, procedure.hearing_wanted) == ("已整改", True)
    assert "已整改" in see(desk, "statement", procedure.pk)


def test_a_revocation_is_appealed_against_once(desk, mark, officer):
    decide_procedure(
        procedure=opened(mark, officer), apply=True, text="属实", by=officer, at=timezone.now() + timedelta(days=3)
    )
    assert "提出申诉…" in see(desk, "mark", mark.pk)
    assert "原处置在申诉期间照常执行" in see(desk, "appeal", mark.pk)

    empty = send(desk, "appeal", mark.pk, text="")
    done = send(desk, "appeal", mark.pk, text="复检合格")
    again = send(desk, "appeal", mark.pk, text="再申诉")

    assert (empty.status_code, done.status_code, again.status_code) == (422, 302, 302)
    assert Appeal.objects.get().text == "复检合格"
    assert "正在复核" in see(desk, "mark", mark.pk)


def test_a_mark_is_handed_back_but_not_while_a_procedure_runs(desk, mark, officer):
    procedure = opened(mark, officer)
    refused = send(desk, "surrender", mark.pk, text="停产", version="1")
    assert refused.status_code == 422
    Procedure.objects.filter(pk=procedure.pk).update(
        decision="dropped", decision_text="x", decided_by=officer, decided_at=timezone.now()
    )

    empty = send(desk, "surrender", mark.pk, text="", version="1")
    done = send(desk, "surrender", mark.pk, text="停产", version="1")

    assert "交回以后不能恢复" in see(desk, "surrender", mark.pk)
    assert (empty.status_code, done.status_code, Mark.objects.get().state) == (422, 302, "surrendered")


def test_a_gtin_is_kept_and_a_wrong_check_digit_said_at_the_field(desk, mark):
    wrong = send(desk, "gtin", mark.pk, gtin="6901234567891")
    done = send(desk, "gtin", mark.pk, gtin="6901234567892")

    assert (wrong.status_code, list(wrong.context["form"].errors), done.status_code) == (422, ["gtin"], 302)
    assert "06901234567892" in see(desk, "mark", mark.pk)


def test_the_marks_and_notices_of_others_are_not_there(stranger, mark, officer):
    procedure = opened(mark, officer)

    for name, pk in (("mark", mark.pk), ("surrender", mark.pk), ("appeal", mark.pk), ("statement", procedure.pk)):
        assert stranger.browser.get(reverse(f"enterprise:{name}", args=[pk])).status_code == 404
    assert "还没有标识" in see(stranger, "marks")


def test_a_right_is_registered_listed_and_taken_out(desk, stranger):
    given = {"kind": "trademark", "number": "60000001", "name": "望海", "registered_on": "2019-05-01", "owned": "on"}
    empty = send(desk, "register_right", **given)
    done = send(desk, "register_right", source="商标注册证", **given)
    twice = send(desk, "register_right", source="商标注册证", **given)
    right = Right.objects.get()

    assert (empty.status_code, done.status_code, twice.status_code) == (422, 302, 422)
    assert "60000001" in see(desk, "rights")
    assert stranger.browser.post(reverse("enterprise:end_right", args=[right.pk])).status_code == 404
    send(desk, "end_right", right.pk)
    assert "还没有登记" in see(desk, "rights")
    assert "登记知识产权" in see(desk, "register_right")
