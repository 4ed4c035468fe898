"""Organisations are entered once, and one person signs for each."""

import pytest

from pinzhang.domain.core.models import Event
from pinzhang.domain.parties import services
from pinzhang.domain.parties.models import Membership, Organisation, Subject
from pinzhang.domain.parties.selectors import is_member, is_signer, members_of, organisations_of, signer_of
from pinzhang.domain.parties.services import CannotJoin, CannotRegister
from tests.factories import AT, make_enterprise, make_signer, make_user
from tests.factories.cast import make_credit_code
from tests.factories.flow import DAY

pytestmark = pytest.mark.django_db


def _refused_to_register(**given):
    before = (Organisation.objects.count(), Event.objects.count())
    with pytest.raises(CannotRegister) as refusal:
        services.register_organisation(**{"name": "青岛样例", "by": None, "at": AT, **given})
    assert (Organisation.objects.count(), Event.objects.count()) == before
    return refusal.value


def test_an_enterprise_is_found_however_its_code_was_typed_and_entered_once():
    code = make_credit_code()
    services.register_organisation(name="甲公司", credit_code=f" {code.lower()} ", by=None, at=AT)

    refusal = _refused_to_register(credit_code=code)

    assert str(refusal) == "这个统一社会信用代码已经登记。请向该单位的授权签署人申请加入。"


def test_a_code_with_a_wrong_check_digit_is_refused_at_its_field():
    code = make_credit_code()

    refusal = _refused_to_register(credit_code=code[:-1] + ("0" if code[-1] != "0" else "1"))

    assert list(refusal.fields) == ["credit_code"]


@pytest.mark.parametrize(
    ("given", "field"), [({"name": "  "}, "name"), ({"credit_code": ""}, "credit_code")], ids=["no name", "no code"]
)
def test_an_enterprise_without_name_or_code_is_refused(given, field):
    refusal = _refused_to_register(**{"credit_code": make_credit_code(), **given})

    assert list(refusal.fields) == [field]


def test_a_team_needs_no_code_and_two_teams_without_one_do_not_collide():
    for name in ("一队", "二队"):
        services.register_organisation(name=name, kind="team", by=None, at=AT)

    assert Organisation.objects.filter(credit_code=None).count() == 2


def test_whoever_enters_their_own_organisation_signs_for_it():
    lin = make_user()

    firm = services.register_own_organisation(
        name="乙公司", credit_code=make_credit_code(), kind="enterprise", region=None, name_en="", by=lin, at=AT
    )

    assert (is_signer(lin, firm), signer_of(firm), list(organisations_of(lin))) == (True, lin, [firm])


def test_a_second_signer_is_refused_by_name():
    firm = make_enterprise()
    make_signer(firm)
    events = Event.objects.count()

    with pytest.raises(CannotJoin) as refusal:
        services.join_organisation(user=make_user("李"), organisation=firm, role="signer", by=None, at=AT)

    assert str(refusal.value) == "这个单位已有授权签署人。"
    assert Membership.objects.count() == 1
    assert Event.objects.count() == events


def test_a_member_does_not_join_again():
    firm = make_enterprise()
    lin = make_signer(firm)

    with pytest.raises(CannotJoin) as refusal:
        services.join_organisation(user=lin, organisation=firm, role="member", by=None, at=AT)

    assert str(refusal.value) == "这个人已经是该单位成员。"
    assert is_signer(lin, firm)


def test_access_ends_with_the_membership_and_leaving_twice_is_told_once():
    firm = make_enterprise()
    lin = make_signer(firm)
    membership = members_of(firm).get()

    for _ in range(2):
        services.leave_organisation(membership=membership, by=lin, at=AT + DAY)

    assert (is_member(lin, firm), is_signer(lin, firm), list(organisations_of(lin))) == (False, False, [])
    assert Event.objects.filter(name="parties.membership.ended").count() == 1


def test_the_signature_passes_to_a_member_and_there_is_still_one_signer():
    firm = make_enterprise()
    lin, li = make_signer(firm), make_user("李")
    services.join_organisation(user=li, organisation=firm, role="member", by=lin, at=AT)

    services.transfer_signature(organisation=firm, to=li, by=lin, at=AT)

    assert (is_signer(li, firm), is_signer(lin, firm), is_member(lin, firm)) == (True, False, True)


def test_the_signature_does_not_pass_to_a_stranger():
    firm = make_enterprise()
    lin = make_signer(firm)

    with pytest.raises(CannotJoin):
        services.transfer_signature(organisation=firm, to=make_user("外人"), by=lin, at=AT)

    assert signer_of(firm) == lin


def test_a_firm_that_is_judged_itself_bears_its_own_name_and_is_entered_once():
    firm = make_enterprise()

    subjects = {services.enter_subject(organisation=firm, kind="enterprise", name=name).pk for name in ("", "别名")}

    assert len(subjects) == 1
    assert Subject.objects.get().name == firm.name


def test_a_product_without_a_name_is_refused():
    with pytest.raises(CannotRegister) as refusal:
        services.enter_subject(organisation=make_enterprise(), kind="product", name=" ")

    assert list(refusal.value.fields) == ["subject_name"]
    assert not Subject.objects.exists()
