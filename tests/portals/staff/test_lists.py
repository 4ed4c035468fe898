"""Lists of a round: opened, consulted, proposed, approved, decided, conferred, printed."""

import pytest
from django.urls import reverse

from pinzhang.domain.applications.models import Opinion
from pinzhang.domain.cases.models import BatchStage
from pinzhang.domain.marks.models import Mark
from pinzhang.domain.parties.choices import PostRole
from pinzhang.domain.review.models import PanelEntry
from pinzhang.domain.review.services import tasks
from tests.factories import make_department, make_officer, make_post, make_round, make_user
from tests.portals.staff.makers import fresh, signed_in, submitted, up_to

pytestmark = pytest.mark.django_db


@pytest.fixture
def round_():
    return make_round(quotas={"excellence": 1, "innovation": 1, "nomination": 1})


@pytest.fixture
def officer(round_):
    return make_officer(round_.authority)


@pytest.fixture
def approver(round_):
    return make_post(round_.authority, PostRole.APPROVER, "赵局").user


@pytest.fixture
def reviewer(round_):
    return tasks.enrol_reviewer(user=make_user("评审员张"), authority=round_.authority)


@pytest.fixture
def consulted(round_, officer, reviewer):
    """Three applications before the consultation, scored 60, 70 and 80 per cent."""
    return [up_to(submitted(round_), "consultation", officer, reviewer, percent=percent) for percent in (60, 70, 80)]


def opened(round_, stage):
    return BatchStage.objects.get(batch=round_.batch, stage=stage)


def post(user, name, *args, **data):
    return signed_in(user).post(reverse(f"staff:{name}", args=args), data)


def test_award_goes_from_consultation_over_the_meeting_to_marks(round_, officer, approver, consulted):
    tax = make_department(round_.authority, "tax", "税务局")
    form = signed_in(officer).get(reverse("staff:open_list", args=[round_.pk, "consultation"]))
    assert "进入名单" in form.content.decode()
    page = post(officer, "open_list", round_.pk, "consultation", departments=tax.pk, until_on="2030-01-07")
    consultation = opened(round_, "consultation")
    assert page.url == reverse("staff:list", args=[consultation.pk])
    assert "还没有回复：税务局（3 家）" in signed_in(officer).get(page.url).content.decode()

    page = post(officer, "close_list", consultation.pk)
    assert page.status_code == 422
    assert "还有部门没有回复意见。" in page.content.decode()
    for opinion in Opinion.objects.all():
        page = post(officer, "record_opinion", consultation.pk, opinion.pk, kind="no_objection", text="")
        assert page.status_code == 302
    assert post(officer, "close_list", consultation.pk).status_code == 302

    assert post(officer, "open_list", round_.pk, "executive-meeting").status_code == 302
    meeting = opened(round_, "executive-meeting")
    low, middle, high = consulted
    assert list(PanelEntry.objects.order_by("rank").values_list("application", flat=True)) == [
        high.pk,
        middle.pk,
        low.pk,
    ]
    tiers = {f"tier-{high.pk}": "excellence", f"tier-{middle.pk}": "innovation", f"tier-{low.pk}": ""}
    assert post(officer, "propose", meeting.pk, **tiers, minutes="初步意见").status_code == 302
    text = signed_in(approver).get(reverse("staff:list", args=[meeting.pk])).content.decode()
    assert "初步意见" in text
    assert "审定通过，办结名单" in text
    assert post(officer, "conclude", meeting.pk, **tiers, minutes="越权").status_code == 404
    paper = signed_in(approver).get(reverse("staff:list_paper", args=[meeting.pk])).content.decode()
    assert meeting.frozen_digest in paper

    over = post(approver, "conclude", meeting.pk, **{**tiers, f"tier-{low.pk}": "innovation"}, minutes="纪要")
    assert over.status_code == 422
    assert "创新奖名额 1 个，现在拟定了 2 个。" in over.content.decode()
    assert post(approver, "conclude", meeting.pk, **tiers, minutes="第三次常务会议审定").status_code == 302
    assert [fresh(each).case.outcome for each in consulted] == ["refused", "", ""]

    assert post(officer, "open_list", round_.pk, "decision").status_code == 302
    decision = opened(round_, "decision")
    assert post(approver, "close_list", decision.pk, document_number="即政发〔2026〕9号").status_code == 302
    assert post(officer, "open_list", round_.pk, "conferral").status_code == 302
    conferral = opened(round_, "conferral")
    assert "授予后立即列入榜单" in signed_in(officer).get(reverse("staff:list", args=[conferral.pk])).content.decode()
    assert post(officer, "confer", conferral.pk).status_code == 302

    assert list(Mark.objects.order_by("tier").values_list("tier", "document_number")) == [
        ("excellence", "即政发〔2026〕9号"),
        ("innovation", "即政发〔2026〕9号"),
    ]
    assert "已办结" in signed_in(officer).get(reverse("staff:list", args=[conferral.pk])).content.decode()
