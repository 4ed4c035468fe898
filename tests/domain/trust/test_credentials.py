"""What is issued can be checked by anyone, and says what is true now."""

from datetime import timedelta

import pytest

from pinzhang.domain.trust import selectors
from pinzhang.domain.trust.models import Credential, StatusEntry
from pinzhang.domain.trust.services import credentials, keys, status
from pinzhang.engine.signing.answers import Reason
from pinzhang.engine.signing.status_list import read_status_list
from pinzhang.engine.signing.verification import verify
from tests.factories import AT
from tests.factories.trust import GTIN, make_claims, make_credential

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(hours=1)


def _answer(text: str, at=LATER):
    ring = selectors.key_ring()
    kept = selectors.status_file(0)
    return verify(text, keys=ring, status_list=read_status_list(bytes(kept.signed), keys=ring), at=at)


def test_both_forms_of_a_credential_verify_against_the_published_keys_and_list():
    made = make_credential()
    status.publish(number=0, at=AT)

    answers = [_answer(made.compact), _answer(made.full)]

    assert [answer.reason for answer in answers] == [Reason.ACTIVE, Reason.ACTIVE]
    assert answers[1].status_signed is True
    assert answers[1].mark["subject"] == "即食鲍鱼罐头"
    assert f"/01/{GTIN}#c1=" in made.compact


def test_a_mark_without_a_gtin_is_linked_by_its_number():
    assert "/m/YP-2026-0001#c1=" in make_credential(gtin=None).compact


def test_a_revocation_is_in_the_list_that_the_queued_job_publishes():
    made = make_credential()
    status.publish(number=0, at=AT)

    credentials.set_standing(number="YP-2026-0001", state="revoked", at=LATER)
    before = _answer(made.full).reason
    status.publish_soon({"list": 0}, LATER)

    assert (before, _answer(made.full).reason) == (Reason.ACTIVE, Reason.REVOKED)


def test_a_list_that_nothing_changed_in_is_not_published_again_by_a_late_job():
    make_credential()
    status.publish_soon({"list": 0}, AT)
    published = bytes(selectors.status_file(0).signed)

    status.publish_soon({"list": 0}, LATER)

    assert bytes(selectors.status_file(0).signed) == published


def test_the_published_files_lie_ready_for_any_other_server(settings, tmp_path, django_capture_on_commit_callbacks):
    settings.PUBLISHED_DIR = tmp_path
    make_credential()

    with django_capture_on_commit_callbacks(execute=True):
        kept = status.publish(number=0, at=AT)

    assert (tmp_path / "status" / "0.json").read_bytes() == kept.document
    assert sorted(path.name for path in (tmp_path / "status").iterdir()) == ["0.cose", "0.json"]


def test_what_says_the_same_is_not_issued_again_and_what_has_changed_replaces_it():
    first = make_credential()

    same = credentials.issue([make_claims()], at=LATER)[0]
    other = credentials.issue([make_claims(gtin=None, valid_until=AT + timedelta(days=900))], at=LATER)[0]

    assert (same.pk, other.pk == first.pk) == (first.pk, False)
    assert [one.pk for one in Credential.objects.filter(replaced_at__isnull=True)] == [other.pk]
    assert StatusEntry.objects.get().gtin == ""


def test_marks_get_places_one_after_the_other_and_a_full_list_is_followed_by_the_next(monkeypatch):
    monkeypatch.setattr(credentials, "PLACES", 2)

    credentials.issue([make_claims(f"YP-2026-000{place}") for place in range(3)], at=AT)

    assert list(StatusEntry.objects.order_by("pk").values_list("list_number", "index")) == [(0, 0), (0, 1), (1, 0)]


def test_a_rotated_key_keeps_verifying_what_it_signed_and_signs_no_more():
    old = make_credential()
    keys.rotate(role=keys.Role.CREDENTIAL, by=None, at=LATER)
    new = credentials.issue([make_claims("YP-2026-0002")], at=LATER)[0]
    status.publish(number=0, at=LATER)

    assert old.kid != new.kid
    assert {_answer(one.full).reason for one in (old, new)} == {Reason.ACTIVE}


def test_a_leaked_key_proves_nothing_and_signs_nothing_until_it_is_replaced():
    made = make_credential()
    status.publish(number=0, at=AT)

    assert keys.declare_leaked(kid=made.kid, by=None, at=LATER) == 1
    with pytest.raises(keys.CannotSign):
        make_credential("YP-2026-0002")
    assert not StatusEntry.objects.filter(number="YP-2026-0002").exists()
    assert _answer(made.full).reason is Reason.KEY_COMPROMISED
    keys.rotate(role=keys.Role.CREDENTIAL, by=None, at=LATER)
    assert make_credential("YP-2026-0002").kid != made.kid


def test_a_key_is_not_replaced_before_its_time():
    make_credential()

    with pytest.raises(keys.CannotRotate):
        keys.rotate(role=keys.Role.CREDENTIAL, by=None, at=AT)

    assert len(selectors.key_ring().keys) == 1


@pytest.mark.parametrize("suite", ["ES256", "SM2"])
def test_another_suite_is_a_setting(settings, suite):
    settings.SIGNATURE_SUITE = suite

    made = make_credential()
    status.publish(number=0, at=AT)

    assert {key.suite for key in selectors.key_ring().keys} == {suite}
    assert _answer(made.full).reason is Reason.ACTIVE
