"""Ways in: the doors of the demonstration, after signing in, links in notices."""

import pytest
from django.test import Client
from django.urls import reverse

from pinzhang.domain.parties.choices import PostRole
from pinzhang.domain.parties.services import appoint, register_user
from pinzhang.domain.review.services.tasks import enrol_reviewer
from pinzhang.portals.public.demonstration import DOORS, FRONT_DOORS
from tests.factories import bureau, make_enterprise, make_post, make_signer, make_user
from tests.factories.flow import submitted
from tests.portals.public.stories import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo(settings):
    settings.DEMO = True


def signed_in(user) -> Client:
    browser = Client(headers={"accept-language": "zh-hans"})
    browser.force_login(user)
    return browser


def test_outside_a_demonstration_no_door_opens(citizen):
    register_user(username="demo-enterprise", full_name="林")

    assert citizen.post("/doors/enterprise").status_code == 404
    assert citizen.get("/doors").status_code == 404
    assert "_auth_user_id" not in citizen.session


@pytest.mark.usefixtures("demo")
def test_the_front_page_has_five_doors_and_leads_to_more(citizen):
    page = text_of(citizen.get("/"))

    assert all(str(door.title) in page for door in FRONT_DOORS)
    assert "更多演示身份" in page
    assert all(str(door.title) in text_of(citizen.get("/doors")) for door in DOORS.values())


@pytest.mark.usefixtures("demo")
def test_one_click_signs_in_without_a_password(citizen):
    user = register_user(username="demo-enterprise", full_name="林")

    answer = citizen.post("/doors/enterprise")

    assert (answer.status_code, answer["Location"]) == (302, reverse("after_sign_in"))
    assert citizen.session["_auth_user_id"] == str(user.pk)


@pytest.mark.usefixtures("demo")
def test_the_door_of_the_citizen_signs_out(citizen):
    browser = signed_in(make_user())

    answer = browser.post("/doors/citizen")

    assert (answer.status_code, answer["Location"]) == (302, "/lists")
    assert "_auth_user_id" not in browser.session


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("name", ["nobody", "reviewer"])
def test_a_door_that_is_none_or_leads_to_nobody_does_not_open(citizen, name):
    register_user(username="demo-nobody", full_name="无")

    assert citizen.post(f"/doors/{name}").status_code == 404


@pytest.mark.usefixtures("demo")
def test_a_door_opens_by_a_post_with_its_token_only():
    register_user(username="demo-enterprise", full_name="林")
    strict = Client(enforce_csrf_checks=True)

    assert strict.get("/doors/enterprise").status_code == 405
    assert strict.post("/doors/enterprise").status_code == 403


def test_everybody_is_led_to_where_their_work_is():
    city = bureau()
    official = make_post(city, PostRole.OFFICER).user
    reviewer = make_user("评审员张")
    enrol_reviewer(user=reviewer, authority=city)
    evaluator = make_signer(make_enterprise(is_institution=True), "评价员")
    lin = make_signer(make_enterprise())

    def led(user) -> str:
        return signed_in(user).get(reverse("after_sign_in"))["Location"]

    assert led(official) == reverse("staff:queue")
    assert led(reviewer) == reverse("reviewer:tasks")
    assert led(evaluator) == reverse("institution:tasks")
    assert led(lin) == reverse("enterprise:workbench")
    assert led(make_user("新人")) == reverse("enterprise:workbench")


def test_whoever_is_not_signed_in_is_led_to_the_front_page(citizen):
    assert citizen.get(reverse("after_sign_in"))["Location"] == "/"


def test_a_link_in_a_notice_leads_to_the_page_of_whoever_follows_it(premium):
    application = submitted(premium)
    lin = application.applicant.memberships.get().user
    official = make_post(premium.authority, PostRole.OFFICER).user
    link = f"/go/application/{application.pk}"

    assert signed_in(lin).get(link)["Location"] == reverse("enterprise:application", args=[application.pk])
    assert signed_in(official).get(link)["Location"] == reverse("staff:application", args=[application.pk])
    assert signed_in(make_user("外人")).get(link).status_code == 404


def test_links_to_tasks_lists_and_evaluations_lead_to_their_portals():
    browser = signed_in(make_user())

    assert browser.get("/go/task/7")["Location"] == reverse("reviewer:task", args=[7])
    assert browser.get("/go/list/7")["Location"] == reverse("staff:list", args=[7])
    assert browser.get("/go/evaluations")["Location"] == reverse("institution:tasks")
    assert browser.get("/go/elsewhere/7").status_code == 404
    assert browser.get("/go/task").status_code == 404


def test_a_link_first_asks_to_sign_in_and_then_goes_on(citizen):
    answer = citizen.get("/go/task/7")

    assert answer["Location"] == f"{reverse('account_login')}?next=/go/task/7"


def test_a_deployment_without_a_portal_leads_to_the_front_page(settings):
    settings.ROOT_URLCONF = "tests.portals.public.addresses"
    browser = signed_in(make_user())

    assert browser.get("/account/after")["Location"] == "/"
    assert browser.get("/go/task/7").status_code == 404


@pytest.mark.parametrize(
    ("roles", "page"),
    [
        ([PostRole.LEADER], "staff:dashboard"),
        ([PostRole.LEADER, PostRole.OFFICER], "staff:queue"),
        ([PostRole.APPROVER], "staff:queue"),
    ],
)
def test_who_only_leads_sees_first_what_needs_them_and_whoever_handles_cases_the_queue(roles, page):
    city, person = bureau(), make_user()
    for role in roles:
        appoint(user=person, authority=city, role=role)

    assert signed_in(person).get("/account/after")["Location"] == reverse(page)
