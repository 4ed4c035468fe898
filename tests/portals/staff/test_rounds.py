"""Rounds in the office: set up, opened, closed, cloned, extended, finished, exported."""

from datetime import date, timedelta
from io import BytesIO

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from pinzhang.domain.applications.selectors import list_plan
from pinzhang.domain.cases.models import BatchStage
from pinzhang.domain.parties.choices import PostRole
from pinzhang.domain.programmes.choices import RoundState
from pinzhang.domain.programmes.models import Round, RoundExtension
from tests.factories import AT, make_district, make_edition, make_enterprise, make_officer, make_post, make_round
from tests.portals.staff.makers import signed_in, submitted
from tests.portals.staff.office import queries_of, stranger

pytestmark = pytest.mark.django_db
WINDOW = {"opens_at": "2030-03-01T09:00", "closes_at": "2030-03-31T17:00"}


def typed(**changes: str) -> dict[str, str]:
    return {"label": "第四届", "label_en": "", "reference_on": "2030-03-31", **WINDOW, **changes}


def set_up_page(edition) -> str:
    return reverse("staff:set_up_round", args=[edition.code])


def test_a_round_is_set_up_with_fewer_places_than_the_edition_allows():
    edition = make_edition()
    client = signed_in(make_officer(edition.authority))

    answer = client.post(set_up_page(edition), typed(**{"quota-excellence": "3"}))

    made = Round.objects.get()
    assert answer.status_code == 302
    assert answer["Location"] == reverse("staff:round", args=[made.pk])
    assert (made.label, made.state, made.reference_on) == ("第四届", RoundState.PLANNED, date(2030, 3, 31))
    assert made.quotas == {"excellence": 3}


def test_the_page_to_set_up_a_round_begins_with_plausible_dates_and_says_where_no_limit_is_published():
    edition = make_edition()

    page = signed_in(make_officer(edition.authority)).get(set_up_page(edition)).content.decode()

    assert (timezone.localdate() + timedelta(days=1)).isoformat() in page
    assert "公开文件未载明上限" in page


def test_a_round_that_closes_before_it_opens_is_refused_at_the_field_and_nothing_typed_is_lost():
    edition = make_edition()
    client = signed_in(make_officer(edition.authority))

    answer = client.post(set_up_page(edition), typed(closes_at="2030-02-01T09:00"))

    assert answer.status_code == 422
    assert answer.context["form"].errors["closes_at"] == ["须晚于开始时间。"]
    assert "第四届" in answer.content.decode()
    assert not Round.objects.exists()


def test_a_name_used_before_is_refused_at_the_field():
    round_ = make_round()
    client = signed_in(make_officer(round_.authority))

    answer = client.post(set_up_page(round_.edition), typed(label=round_.label))

    assert answer.status_code == 422
    assert answer.context["form"].errors["label"] == ["这个名称已经用过。"]
    assert Round.objects.count() == 1


def test_a_date_that_cannot_be_read_is_refused_at_the_field():
    edition = make_edition()

    answer = signed_in(make_officer(edition.authority)).post(set_up_page(edition), typed(reference_on="2030-02-30"))

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["reference_on"]


def test_a_planned_round_is_opened_then_closed_then_finished():
    edition = make_edition()
    client = signed_in(make_officer(edition.authority))
    client.post(set_up_page(edition), typed())
    round_ = Round.objects.get()

    for action, state in (("open", "open"), ("close", "in_review"), ("finish", "finished")):
        answer = client.post(reverse("staff:move_round", args=[round_.pk, action]))
        round_.refresh_from_db()
        assert (answer.status_code, round_.state) == (302, state)

    assert "本届已经结束" in client.get(reverse("staff:round", args=[round_.pk])).content.decode()


def test_a_round_with_living_cases_cannot_be_finished():
    round_ = make_round()
    submitted(round_)
    client = signed_in(make_officer(round_.authority))

    answer = client.post(reverse("staff:move_round", args=[round_.pk, "finish"]))

    round_.refresh_from_db()
    assert answer.status_code == 422
    assert "还有 1 件没有办结" in answer.content.decode()
    assert round_.state == RoundState.OPEN


def test_a_round_is_cloned_with_its_quotas():
    round_ = make_round(quotas={"excellence": 2})
    client = signed_in(make_officer(round_.authority))

    answer = client.post(reverse("staff:clone_round", args=[round_.pk]), {"label": "下一届", **WINDOW})

    made = Round.objects.get(label="下一届")
    assert answer["Location"] == reverse("staff:round", args=[made.pk])
    assert (made.quotas, made.edition) == (round_.quotas, round_.edition)


def test_a_clone_under_the_same_name_is_refused():
    round_ = make_round()
    client = signed_in(make_officer(round_.authority))

    answer = client.post(reverse("staff:clone_round", args=[round_.pk]), {"label": round_.label, **WINDOW})

    assert answer.status_code == 422
    assert answer.context["form"].errors["label"] == ["这个名称已经用过。"]


def test_one_applicant_may_hand_in_later_with_a_ground():
    round_ = make_round()
    firm = make_enterprise("青岛延期有限公司")
    client = signed_in(make_officer(round_.authority))
    given = {"credit_code": firm.credit_code, "closes_at": "2030-04-10T17:00", "ground": "系统故障"}

    answer = client.post(reverse("staff:extend_round", args=[round_.pk]), given)

    assert answer.status_code == 302
    assert RoundExtension.objects.get().organisation == firm
    assert "青岛延期有限公司" in client.get(answer["Location"]).content.decode()


@pytest.mark.parametrize(
    ("changes", "where", "said"),
    [
        ({"credit_code": "91370215000000000X"}, "credit_code", "没有找到这个单位，请核对代码。"),
        ({"closes_at": "2020-04-10T17:00"}, "__all__", "延期须晚于原截止时间，并写明理由。"),
    ],
)
def test_an_extension_for_nobody_or_backwards_is_refused(changes, where, said):
    round_ = make_round()
    client = signed_in(make_officer(round_.authority))
    given = {"credit_code": make_enterprise().credit_code, "closes_at": "2030-04-10T17:00", "ground": "故障"}

    answer = client.post(reverse("staff:extend_round", args=[round_.pk]), given | changes)

    assert answer.status_code == 422
    assert answer.context["form"].errors[where] == [said]
    assert not RoundExtension.objects.exists()


def test_the_page_of_a_round_counts_who_stands_where():
    round_ = make_round()
    submitted(round_)
    submitted(round_)

    answer = signed_in(make_officer(round_.authority)).get(reverse("staff:round", args=[round_.pk]))

    counts = {row["stage"].key: row["count"] for row in answer.context["rows"] if row["count"]}
    assert list(counts.values()) == [2]
    assert answer.context["total"] == 2
    assert "共 2 件" in answer.content.decode()


def test_the_applicants_of_a_round_are_exported_and_no_name_is_a_formula():
    round_ = make_round()
    application = submitted(round_, name="=1+1有限公司")

    answer = signed_in(make_officer(round_.authority)).get(reverse("staff:export_round", args=[round_.pk]))

    sheet = openpyxl.load_workbook(BytesIO(b"".join(answer.streaming_content))).active
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0][:3] == ("编号", "申报组织", "统一社会信用代码")
    assert rows[1][:2] == (application.case.number, "'=1+1有限公司")
    assert len(rows) == 2


def test_a_clone_without_a_name_is_refused_at_the_field():
    round_ = make_round()
    client = signed_in(make_officer(round_.authority))

    answer = client.post(reverse("staff:clone_round", args=[round_.pk]), {"label": "", **WINDOW})

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["label"])
    assert Round.objects.count() == 1


def test_an_extension_without_a_ground_is_refused_at_the_field():
    round_ = make_round()
    client = signed_in(make_officer(round_.authority))
    given = {"credit_code": make_enterprise().credit_code, "closes_at": "2030-04-10T17:00", "ground": ""}

    answer = client.post(reverse("staff:extend_round", args=[round_.pk]), given)

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["ground"])
    assert not RoundExtension.objects.exists()


def test_the_lists_of_a_round_are_linked_from_its_page():
    round_ = make_round()
    officer = make_officer(round_.authority)
    opened = BatchStage.objects.create(
        batch=round_.batch,
        stage=next(stage.key for stage in list_plan(round_).stages if list_plan(round_).is_batch(stage.key)),
        opened_at=AT,
        opened_by=officer,
        frozen=["JM-2026-0001"],
        frozen_digest="0",
    )

    page = signed_in(officer).get(reverse("staff:round", args=[round_.pk])).content.decode()

    assert f'<a href="{reverse("staff:list", args=[opened.pk])}">1 件</a>' in page


def test_rounds_can_be_narrowed_by_state_and_programme():
    round_ = make_round()
    client = signed_in(make_officer(round_.authority))

    found = [
        len(client.get(reverse("staff:rounds"), query).context["page"].rows)
        for query in ({}, {"state": "open"}, {"state": "finished"}, {"programme": round_.edition.code}, {"state": "x"})
    ]

    assert found == [1, 1, 0, 1, 1]


def test_an_office_without_rounds_is_told_what_to_do():
    page = signed_in(make_officer(make_district())).get(reverse("staff:rounds")).content.decode()

    assert "还没有届次" in page


def test_a_stranger_sees_no_round_and_changes_none():
    round_ = make_round()
    client = stranger()

    assert "2026 年第一批" not in client.get(reverse("staff:rounds")).content.decode()
    assert client.get(reverse("staff:round", args=[round_.pk])).status_code == 404
    assert client.get(reverse("staff:export_round", args=[round_.pk])).status_code == 404
    assert client.get(set_up_page(round_.edition)).status_code == 404
    assert client.post(reverse("staff:move_round", args=[round_.pk, "close"])).status_code == 404
    round_.refresh_from_db()
    assert round_.state == RoundState.OPEN


def test_a_leader_reads_rounds_and_changes_none():
    round_ = make_round()
    client = signed_in(make_post(round_.authority, PostRole.LEADER).user)

    page = client.get(reverse("staff:round", args=[round_.pk])).content.decode()

    assert "现在截止申报" not in page
    assert client.post(reverse("staff:move_round", args=[round_.pk, "close"])).status_code == 404


def test_the_list_of_rounds_asks_as_much_for_three_as_for_one():
    round_ = make_round()
    client = signed_in(make_officer(round_.authority))
    for_one = queries_of(client, reverse("staff:rounds"))

    for label in ("第二批", "第三批"):
        submitted(make_round(round_.edition, label=label))

    assert queries_of(client, reverse("staff:rounds")) == for_one
