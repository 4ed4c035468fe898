"""Marks under supervision: narrowed, alerted, suspended, restored, revoked; their letters."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from pinzhang.domain.core.services import jobs
from pinzhang.domain.facts.services import record_value
from pinzhang.domain.marks.choices import MarkState
from pinzhang.domain.marks.models import Mark, MarkChange
from pinzhang.domain.messages.models import Letter
from pinzhang.domain.parties.choices import PostRole
from pinzhang.domain.programmes.selectors import edition_document
from pinzhang.domain.programmes.services.editions import publish_edition
from tests.factories import AT, make_officer, make_post, make_round
from tests.portals.staff.makers import signed_in
from tests.portals.staff.office import make_mark, premium_round, queries_of, stranger

pytestmark = pytest.mark.django_db


@pytest.fixture
def mark():
    return make_mark(premium_round(), "YP-2026-0001")


@pytest.fixture
def office(mark):
    return signed_in(make_officer(mark.authority))


def change(mark, effect: str) -> str:
    return reverse("staff:change_mark", args=[mark.pk, effect])


def because(mark, ground: str, **more: str) -> dict[str, str]:
    return {"ground": ground, "text": "2026年3月列入名单", "version": str(mark.version), **more}


def list_as_dishonest(mark) -> None:
    record_value(
        organisation=mark.holder, name="in_dishonesty_list", value=True, supplied_by="register",
        source="信用中国", as_of=AT.date(), by=None, at=AT,
    )  # fmt: skip


def test_a_mark_is_suspended_on_a_ground_of_its_edition_until_a_day(mark, office):
    answer = office.post(change(mark, "suspend"), because(mark, "dishonesty-listed-suspension", until_on="2026-09-30"))

    mark.refresh_from_db()
    made = MarkChange.objects.get(mark=mark, to_state="suspended")
    assert (answer.status_code, mark.state) == (302, MarkState.SUSPENDED)
    assert (made.clause, str(made.until_on)) == ("四（三）", "2026-09-30")
    page = office.get(answer["Location"]).content.decode()
    assert "列入严重违法失信名单（暂停）" in page
    assert "恢复使用…" in page


def test_what_a_revocation_brings_is_shown_before_it_is_confirmed(mark, office):
    page = office.get(change(mark, "revoke")).content.decode()

    assert "撤销不能恢复" in page
    assert "不再是获授权的品牌主体" in page
    mark.refresh_from_db()
    assert mark.state == MarkState.ACTIVE


def test_a_revoked_mark_gets_a_letter_that_only_its_office_can_open(mark, office):
    office.post(change(mark, "revoke"), because(mark, "dishonesty-listed"))
    while jobs.run_due(at=timezone.now() + timedelta(minutes=1)):
        pass

    letter = Letter.objects.get(about=f"mark:{mark.pk}")
    answer = office.get(reverse("staff:letter", args=[letter.pk]))
    content = b"".join(answer.streaming_content)
    assert content.startswith(b"%PDF")
    assert answer["Cache-Control"] == "private, no-store"
    assert letter.title in office.get(reverse("staff:mark", args=[mark.pk])).content.decode()
    assert stranger().get(reverse("staff:letter", args=[letter.pk])).status_code == 404


def test_a_letter_about_anything_else_is_not_handed_out(mark, office):
    office.post(change(mark, "revoke"), because(mark, "dishonesty-listed"))
    while jobs.run_due(at=timezone.now() + timedelta(minutes=1)):
        pass
    Letter.objects.update(about=f"application:{mark.pk}")

    answer = office.get(reverse("staff:letter", args=[Letter.objects.get().pk]))

    assert answer.status_code == 404


def test_a_change_without_ground_or_facts_is_refused_at_the_fields(mark, office):
    answer = office.post(change(mark, "revoke"), {"version": "1", "text": ""})

    mark.refresh_from_db()
    assert answer.status_code == 422
    assert sorted(answer.context["form"].errors) == ["ground", "text"]
    assert mark.state == MarkState.ACTIVE


def test_the_second_of_two_officers_is_told_that_it_is_done(mark, office):
    office.post(change(mark, "suspend"), because(mark, "dishonesty-listed-suspension"))

    answer = office.post(change(mark, "revoke"), because(mark, "dishonesty-listed"))

    mark.refresh_from_db()
    assert answer.status_code == 422
    assert "刚刚已由他人处理" in answer.content.decode()
    assert "2026年3月列入名单" in answer.content.decode()
    assert mark.state == MarkState.SUSPENDED


def test_a_suspended_mark_is_restored_with_what_was_found(mark, office):
    office.post(change(mark, "suspend"), because(mark, "dishonesty-listed-suspension"))
    mark.refresh_from_db()
    page = reverse("staff:restore_mark", args=[mark.pk])
    shown = office.get(page).content.decode()

    empty = office.post(page, {"text": "", "version": mark.version})
    answer = office.post(page, {"text": "已移出名单", "version": mark.version})

    mark.refresh_from_db()
    assert "核实情况" in shown
    assert (empty.status_code, answer.status_code, mark.state) == (422, 302, MarkState.ACTIVE)
    assert office.get(page).status_code == 404


def test_restoring_on_an_old_page_is_refused(mark, office):
    office.post(change(mark, "suspend"), because(mark, "dishonesty-listed-suspension"))

    answer = office.post(reverse("staff:restore_mark", args=[mark.pk]), {"text": "已移出", "version": "1"})

    mark.refresh_from_db()
    assert (answer.status_code, mark.state) == (422, MarkState.SUSPENDED)
    assert "刚刚已由他人处理" in answer.content.decode()


def test_an_edition_without_grounds_lets_nobody_revoke():
    mark = make_mark(make_round(), "JMQ-2026-0001")

    page = signed_in(make_officer(mark.authority)).get(change(mark, "revoke")).content.decode()

    assert "规则没有写明可以这样处置的情形" in page
    assert "确认撤销" not in page


def test_an_edition_with_grounds_to_revoke_alone_lets_the_office_suspend_on_them(mark):
    document = edition_document(mark.edition)
    grounds = tuple(ground for ground in document.outcomes.grounds if ground.effect == "revoke")
    outcomes = document.outcomes.model_copy(update={"grounds": grounds})
    head = document.programme.model_copy(update={"edition": "2030"})
    later = publish_edition(
        document=document.model_copy(update={"outcomes": outcomes, "programme": head}),
        by=None, at=AT, valid_from=AT.date(),
    )  # fmt: skip
    Mark.objects.update(edition=later)
    office = signed_in(make_officer(mark.authority))

    answer = office.post(change(mark, "suspend"), because(mark, "dishonesty-listed"))

    mark.refresh_from_db()
    assert (answer.status_code, mark.state) == (302, MarkState.SUSPENDED)


def test_facts_that_fit_a_ground_are_proposed_and_decide_nothing(mark, office):
    list_as_dishonest(mark)

    listed = office.get(reverse("staff:marks"))
    page = office.get(reverse("staff:mark", args=[mark.pk])).content.decode()

    assert {alert.ground.key for alert in listed.context["alerts"]} == {
        "dishonesty-listed", "dishonesty-listed-suspension",
    }  # fmt: skip
    assert "登记的事实符合以上情形" in page
    mark.refresh_from_db()
    assert mark.state == MarkState.ACTIVE


def test_without_facts_nothing_is_proposed(mark, office):
    answer = office.get(reverse("staff:marks"))

    assert answer.context["alerts"] == []
    assert "需要核实" not in answer.content.decode()


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({}, 1),
        ({"q": "YP-2026"}, 1),
        ({"q": "没有这家"}, 0),
        ({"state": "active", "region": "370215"}, 1),
        ({"state": "revoked"}, 0),
        ({"state": "nonsense", "programme": "qingdao-premium-brand"}, 1),
        ({"region": "370281"}, 0),
    ],
)
def test_marks_can_be_narrowed(office, query, count):
    answer = office.get(reverse("staff:marks"), query)

    assert len(answer.context["page"].rows) == count
    assert ("没有符合条件的标识" in answer.content.decode()) == (count == 0)


def test_an_office_without_marks_is_told_so():
    round_ = make_round()

    assert "还没有标识" in signed_in(make_officer(round_.authority)).get(reverse("staff:marks")).content.decode()


def test_a_stranger_sees_no_mark_and_changes_none(mark):
    client = stranger()

    assert mark.number not in client.get(reverse("staff:marks")).content.decode()
    assert client.get(reverse("staff:mark", args=[mark.pk])).status_code == 404
    assert client.post(change(mark, "revoke"), because(mark, "dishonesty-listed")).status_code == 404
    mark.refresh_from_db()
    assert mark.state == MarkState.ACTIVE


def test_a_leader_reads_marks_and_changes_none(mark):
    client = signed_in(make_post(mark.authority, PostRole.LEADER).user)

    assert "撤销…" not in client.get(reverse("staff:mark", args=[mark.pk])).content.decode()
    assert client.get(change(mark, "revoke")).status_code == 404


def test_the_list_of_marks_asks_as_much_for_three_as_for_one(mark, office):
    list_as_dishonest(mark)
    for_one = queries_of(office, reverse("staff:marks"))

    for serial in (2, 3):
        list_as_dishonest(make_mark(mark.round, f"YP-2026-000{serial}"))

    assert queries_of(office, reverse("staff:marks")) == for_one
