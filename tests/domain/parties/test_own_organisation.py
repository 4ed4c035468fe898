"""Whoever registers an organisation signs for it first."""

import pytest

from pinzhang.domain.parties.models import Membership, Organisation
from pinzhang.domain.parties.selectors import active_user, is_signer
from pinzhang.domain.parties.services import CannotRegister, register_own_organisation
from tests.factories import AT, make_user
from tests.factories.cast import make_credit_code

pytestmark = pytest.mark.django_db


def register(by, code):
    return register_own_organisation(
        name="青岛样例有限公司", credit_code=code, kind="enterprise", region=None, name_en="", by=by, at=AT
    )


def test_the_person_who_registers_an_organisation_signs_for_it():
    lin = make_user()

    assert is_signer(lin, register(lin, make_credit_code()))


def test_a_refused_registration_leaves_neither_organisation_nor_member():
    with pytest.raises(CannotRegister):
        register(make_user(), "1")

    assert not Organisation.objects.exists()
    assert not Membership.objects.exists()


def test_a_person_is_found_by_the_name_they_sign_in_with():
    lin = make_user()

    assert active_user(f" {lin.username} ") == lin
    assert active_user("nobody") is None
