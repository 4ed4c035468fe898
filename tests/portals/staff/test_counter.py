"""Files that the office opens itself, and the tier of those that no panel ranks."""

from datetime import timedelta

import pytest
from django.urls import reverse

from pinzhang.domain.applications.models import Application
from pinzhang.domain.applications.services.drafts import start_application
from pinzhang.domain.parties.choices import PostRole
from pinzhang.domain.programmes.services.rounds import finish_round
from tests.factories import AT, make_edition, make_enterprise, make_officer, make_post, make_round
from tests.factories.programmes import PREMIUM_PACK
from tests.portals.staff.makers import fresh, moved_on, signed_in, submitted
from tests.portals.staff.office import stranger

pytestmark = pytest.mark.django_db


@pytest.fixture
def round_():
    return make_round(make_edition(PREMIUM_PACK))


@pytest.fixture
def officer(round_):
    return make_officer(round_.authority)


@pytest.fixture
def firm():
    return make_enterprise("青岛老字号样例有限公司")


@pytest.fixture
def admitted(round_, officer, firm):
    return start_application(
        round_=round_,
        applicant=firm,
        route="admission",
        subject_kind="product",
        subject_name="样例老酒",
        sector="industry",
        by=officer,
        at=AT,
        by_office=True,
    )


def counter(round_):
    return reverse("staff:counter", args=[round_.pk])


def choices(firm, **other):
    chosen = {"route": "admission", "subject_kind": "product", "subject_name": "样例老酒", "sector": "industry"}
    return {"credit_code": firm.credit_code, **chosen, **other}


def set_tier(user, application, tier):
    return signed_in(user).post(reverse("staff:set_tier", args=[application.pk]), {"tier": tier})


def test_an_officer_opens_a_file_for_an_organisation(officer, round_, firm):
    client = signed_in(officer)
    assert counter(round_) in client.get(reverse("staff:round", args=[round_.pk])).content.decode()

    answer = client.post(counter(round_), choices(firm))

    made = Application.objects.get()
    assert answer["Location"] == reverse("staff:application", args=[made.pk])
    assert (made.applicant, made.filed_by_office, made.case.stage) == (firm, True, "nomination")


def test_only_routes_without_an_application_are_offered(officer, round_):
    form = signed_in(officer).get(counter(round_)).context["form"]

    assert [key for key, _ in form.fields["route"].choices] == ["admission"]
    assert form["route"].value() == "admission"


def test_an_organisation_that_nobody_knows_is_refused_and_what_was_typed_stays(officer, round_, firm):
    answer = signed_in(officer).post(counter(round_), choices(firm, credit_code="91370200MA3CXXXX0X"))

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["credit_code"]
    assert 'value="样例老酒"' in answer.content.decode()
    assert not Application.objects.exists()


def test_a_product_without_a_name_is_refused_at_its_field(officer, round_, firm):
    answer = signed_in(officer).post(counter(round_), choices(firm, subject_name=""))

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["subject_name"]
    assert not Application.objects.exists()


def test_the_same_subject_is_entered_once(officer, round_, firm, admitted):
    answer = signed_in(officer).post(counter(round_), choices(firm))

    assert answer.status_code == 422
    assert "在本届已有一件申报" in answer.content.decode()
    assert Application.objects.get() == admitted


def test_strangers_leaders_and_programmes_without_such_a_route_have_no_counter(round_, officer):
    leader = make_post(round_.authority, PostRole.LEADER).user
    award = make_round()

    assert stranger().get(counter(round_)).status_code == 404
    assert signed_in(leader).get(counter(round_)).status_code == 404
    assert signed_in(make_officer(award.authority)).get(counter(award)).status_code == 404


def test_a_round_that_is_over_offers_no_counter(round_, officer):
    finish_round(round_=round_, by=officer, at=AT + timedelta(days=90))

    page = signed_in(officer).get(reverse("staff:round", args=[round_.pk])).content.decode()

    assert counter(round_) not in page


def test_the_tier_of_an_admission_is_named_on_its_page_and_stands_proposed_on_the_list(officer, round_, admitted):
    assert "写明等次" in signed_in(officer).get(reverse("staff:application", args=[admitted.pk])).content.decode()

    answer = set_tier(officer, admitted, "premium")

    assert answer.status_code == 302
    assert fresh(admitted).tier == "premium"
    moved_on(admitted, officer)
    address = reverse("staff:application", args=[admitted.pk])
    assert "写明等次" not in signed_in(officer).get(address).content.decode()
    opened = signed_in(officer).post(reverse("staff:open_list", args=[round_.pk, "decision"]), {}, follow=True)
    assert opened.context["proposal_form"][f"tier-{admitted.pk}"].value() == "premium"


def test_a_tier_has_to_be_chosen(officer, admitted):
    answer = set_tier(officer, admitted, "")

    assert answer.status_code == 422
    assert fresh(admitted).tier == ""


def test_whom_a_panel_ranks_gets_no_tier_by_hand(officer, round_):
    application = submitted(round_, sector="industry", subject_kind="product", subject_name="膜处理机组")
    page = signed_in(officer).get(reverse("staff:application", args=[application.pk])).content.decode()

    answer = set_tier(officer, application, "premium")

    assert "写明等次" not in page
    assert answer.status_code == 422
    assert "由评审会拟定等次" in answer.content.decode()
    assert fresh(application).tier == ""
