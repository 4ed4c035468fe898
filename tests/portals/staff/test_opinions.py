"""What departments are asked: one by one, all at once, and only their own."""

from datetime import timedelta

import pytest
from django.urls import reverse

from pinzhang.domain.applications.models import Opinion
from pinzhang.domain.applications.services import lists
from pinzhang.domain.parties.choices import PostRole
from pinzhang.domain.parties.services import appoint
from pinzhang.domain.review.services import tasks
from tests.factories import make_department, make_post, make_user
from tests.portals.staff.makers import LATER, signed_in, submitted, up_to
from tests.portals.staff.office import queries_of

pytestmark = pytest.mark.django_db
OPINIONS = "/staff/opinions"


@pytest.fixture
def tax(round_):
    return make_department(round_.authority, "tax", "税务局")


@pytest.fixture
def official(round_, tax):
    return make_post(round_.authority, PostRole.DEPARTMENT, "孙科", department=tax).user


@pytest.fixture
def consult(round_, officer, tax):
    """Put some applications before the tax office."""

    def ask(count):
        reviewer = tasks.enrol_reviewer(user=make_user("评审员张"), authority=round_.authority)
        for _ in range(count):
            up_to(submitted(round_), "consultation", officer, reviewer)
        until_on = LATER.date() + timedelta(days=7)
        return lists.open_list(
            round_=round_, stage="consultation", by=officer, at=LATER, departments=[tax], until_on=until_on
        )

    return ask


def give(user, opinion, **data):
    named = {f"opinion-{opinion.pk}-{name}": value for name, value in data.items()}
    return signed_in(user).post(reverse("staff:give_opinion", args=[opinion.pk]), named)


def test_a_department_that_was_never_asked_finds_an_empty_page(official):
    assert "没有征求过您部门的意见" in signed_in(official).get(OPINIONS).content.decode()


def test_other_posts_of_the_same_person_add_nothing(round_, official, consult):
    appoint(user=official, authority=round_.authority, role=PostRole.LEADER)
    consult(1)

    assert signed_in(official).get(OPINIONS).context["owed"] == 1


def test_a_department_answers_one_by_one_and_may_change_its_mind(official, consult, clock):
    clock(LATER)
    consult(1)
    opinion = Opinion.objects.get()
    page = signed_in(official).get(OPINIONS).content.decode()
    assert "还有 1 条没有回复" in page
    assert "剩 7 天" in page

    assert give(official, opinion, kind="objection", text="欠税").status_code == 302
    assert give(official, opinion, kind="conditional", text="补缴后同意").status_code == 302

    opinion.refresh_from_db()
    assert (opinion.kind, opinion.text, opinion.given_by) == ("conditional", "补缴后同意", official)
    assert "补缴后同意" in signed_in(official).get(OPINIONS).content.decode()


def test_the_notice_of_a_list_and_the_page_of_a_case_lead_a_department_to_its_page(official, consult):
    opened = consult(1)
    client = signed_in(official)

    answer = client.get(reverse("staff:list", args=[opened.pk]))
    case = client.get(reverse("staff:application", args=[Opinion.objects.get().application_id])).content.decode()

    assert answer.url == OPINIONS
    assert "去回复意见" in case
    assert client.get(reverse("staff:list", args=[opened.pk + 1])).status_code == 404


def test_an_objection_without_a_reason_comes_back_as_chosen(official, consult):
    consult(1)
    opinion = Opinion.objects.get()

    bare = give(official, opinion, kind="objection", text="")
    nothing = give(official, opinion, text="没有选")

    assert bare.status_code == 422
    assert "请写明理由。" in bare.content.decode()
    assert nothing.status_code == 422
    assert "没有选" in nothing.content.decode()
    opinion.refresh_from_db()
    assert opinion.kind == ""


def test_a_department_says_no_objection_to_several_at_once(official, consult):
    opened = consult(2)
    chosen = list(Opinion.objects.values_list("pk", flat=True))
    address = reverse("staff:give_together", args=[opened.pk])

    nobody = signed_in(official).post(address, {"chosen": ["x"]})
    assert nobody.status_code == 422
    assert "请先选中要回复的申报组织。" in nobody.content.decode()

    assert signed_in(official).post(address, {"chosen": chosen}).status_code == 302
    assert set(Opinion.objects.values_list("kind", flat=True)) == {"no_objection"}


def test_nobody_answers_for_another_department(round_, consult):
    consult(1)
    fire = make_department(round_.authority, "fire", "应急局")
    other = make_post(round_.authority, PostRole.DEPARTMENT, department=fire).user

    assert give(other, Opinion.objects.get(), kind="no_objection", text="").status_code == 404
    assert Opinion.objects.get().kind == ""


def test_when_the_consultation_is_over_its_answers_stand(round_, officer, official, consult):
    opened = consult(1)
    opinion = Opinion.objects.get()
    lists.give_opinion(opinion=opinion, kind="no_objection", text="", by=official, at=LATER)
    lists.close_consultation(opened=opened, round_=round_, refuse={}, by=officer, at=LATER)

    late = give(official, opinion, kind="objection", text="欠税")

    assert late.status_code == 422
    assert "征求意见已经结束。" in late.content.decode()
    assert "已结束" in signed_in(official).get(OPINIONS).content.decode()


def test_the_page_asks_as_much_for_three_applicants_as_for_one(official, consult, round_):
    consult(1)
    client = signed_in(official)
    one = queries_of(client, OPINIONS)
    asked = Opinion.objects.get()
    for _ in range(2):
        Opinion.objects.create(
            batch_stage=asked.batch_stage,
            application=submitted(round_),
            department_key="tax",
            department_name="税务局",
        )

    assert queries_of(client, OPINIONS) == one
    assert client.get(OPINIONS).context["owed"] == 3
