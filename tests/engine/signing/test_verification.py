import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import cbor2
import pytest
from base45 import b45encode
from hypothesis import given
from hypothesis import strategies as st

from pinzhang.engine.signing import cose
from pinzhang.engine.signing.answers import Reason, State
from pinzhang.engine.signing.cbor import encode
from pinzhang.engine.signing.claims import MarkClaims
from pinzhang.engine.signing.credential import compact_text, full_text, sign_claims, unwrap
from pinzhang.engine.signing.keys import KeyRing, KeyRole, SigningKey
from pinzhang.engine.signing.status_list import StatusList
from pinzhang.engine.signing.suites import to_base64url
from pinzhang.engine.signing.verification import CLOCK_SKEW, verify
from tests.engine.signing.cast import (
    ABALONE,
    ALL_ACTIVE,
    COMPACT,
    CONFERRED,
    DAY,
    FORGER,
    FULL,
    ISSUER,
    LOG_KEEPER,
    NOW,
    OFFICE,
    OPENED,
    P256_OFFICE,
    RING,
)


def check(text, *, keys=RING, status_list=ALL_ACTIVE, at=NOW):
    return verify(text, keys=keys, status_list=status_list, at=at)


def reason(text, **options):
    return check(text, **options).reason


def listed(state):
    return ALL_ACTIVE.with_states({ABALONE.status_index: state}, at=NOW)


def carried(data):
    return "PZ1:" + b45encode(data).decode()


@pytest.mark.parametrize("text", [COMPACT, FULL])
def test_a_genuine_mark_that_holds_is_active(text):
    answer = check(text)

    assert (answer.genuine, answer.status, answer.exit_code) == (True, "active", 0)
    assert answer.mark["number"] == "QY2025-0417"
    assert answer.as_of == ALL_ACTIVE.issued_at


@pytest.mark.parametrize("suite", ["ES256", "SM2"])
def test_a_mark_signed_with_another_suite_is_genuine_as_well(suite):
    key = SigningKey.generate(suite)
    ring = replace(RING, keys=(key.published(role=KeyRole.CREDENTIAL, valid_from=OPENED),))

    assert reason(compact_text(ABALONE, key, base=ISSUER), keys=ring) is Reason.ACTIVE


@pytest.mark.parametrize("state", [state for state in State if state is not State.ACTIVE])
def test_a_mark_that_holds_no_longer_is_genuine_but_not_accepted(state):
    answer = check(COMPACT, status_list=listed(state))

    assert (answer.genuine, answer.reason.value, answer.status, answer.exit_code) == (True, state.value, state.value, 1)
    assert answer.mark["number"] == "QY2025-0417"


def test_without_a_status_list_the_signature_still_verifies_and_the_status_is_unknown():
    answer = check(COMPACT, status_list=None)

    assert (answer.genuine, answer.status, answer.reason) == (True, "unknown", Reason.STATUS_UNKNOWN)
    assert (answer.exit_code, answer.as_of, answer.status_signed) == (3, NOW, None)


def test_a_stale_list_tells_what_is_final_and_nothing_else():
    late = NOW + 2 * DAY

    assert reason(COMPACT, at=late) is Reason.STATUS_LIST_STALE
    assert reason(COMPACT, at=late, status_list=replace(listed(State.SUSPENDED))) is Reason.STATUS_LIST_STALE
    assert reason(COMPACT, at=late, status_list=listed(State.REVOKED)) is Reason.REVOKED


def test_a_list_made_after_the_time_asked_about_cannot_tell():
    assert reason(COMPACT, at=NOW - CLOCK_SKEW) is Reason.ACTIVE
    assert reason(COMPACT, at=NOW - DAY) is Reason.STATUS_LIST_LATER


@pytest.mark.parametrize(
    "other",
    [
        replace(ALL_ACTIVE, number=4),
        replace(ALL_ACTIVE, issuer="https://other.example.cn"),
        replace(ALL_ACTIVE, bits=bytes(16)),
    ],
)
def test_a_list_that_is_not_of_this_mark_cannot_tell(other):
    answer = check(COMPACT, status_list=other)

    assert (answer.reason, answer.genuine, answer.status) == (Reason.STATUS_LIST_MISMATCH, True, "unknown")
    assert answer.status_signed is None


def test_a_mark_without_a_place_in_a_list_cannot_be_told_from_one():
    text = full_text(replace(ABALONE, status_index=None), OFFICE)

    assert reason(text) is Reason.STATUS_LIST_MISMATCH


def test_a_mark_that_names_no_list_is_in_list_zero():
    text = full_text(replace(ABALONE, status_list=None), OFFICE)

    assert reason(text, status_list=replace(ALL_ACTIVE, number=0)) is Reason.ACTIVE


def test_a_list_of_one_state_tells_only_that_state():
    revocations = StatusList.empty(
        3, address=f"{ISSUER}/status/3", issuer=ISSUER, issued_at=NOW, length=1000, purpose="revocation", entry_size=1
    )

    assert reason(COMPACT, status_list=revocations) is Reason.STATUS_LIST_PARTIAL
    assert reason(COMPACT, status_list=revocations.with_states({417: State.REVOKED}, at=NOW)) is Reason.REVOKED


def test_whether_the_list_was_signed_is_told():
    assert check(COMPACT).status_signed is False
    assert check(COMPACT, status_list=replace(ALL_ACTIVE, signed=True)).status_signed is True


def test_a_mark_expires_at_the_very_instant_even_without_a_list():
    end = ABALONE.valid_until

    assert reason(COMPACT, at=end - timedelta(seconds=1), status_list=None) is Reason.STATUS_UNKNOWN
    assert (check(COMPACT, at=end, status_list=None).reason, check(COMPACT, at=end).as_of) == (Reason.EXPIRED, end)


def test_a_mark_that_was_revoked_stays_revoked_after_it_expired():
    assert reason(COMPACT, at=ABALONE.valid_until, status_list=listed(State.REVOKED)) is Reason.REVOKED


def test_a_mark_without_an_end_does_not_expire():
    text = full_text(replace(ABALONE, valid_until=None), OFFICE)
    at = datetime(2090, 1, 1, tzinfo=UTC)

    assert reason(text, at=at, status_list=None) is Reason.STATUS_UNKNOWN


def test_a_mark_before_its_first_day_is_genuine_but_does_not_hold_yet():
    text = full_text(replace(ABALONE, valid_from=NOW + DAY), OFFICE)
    answer = check(text)

    assert (answer.reason, answer.genuine, answer.status, answer.exit_code) == (
        Reason.NOT_YET_VALID,
        True,
        "unknown",
        1,
    )
    assert reason(text, at=NOW + DAY - CLOCK_SKEW) is Reason.NOT_YET_VALID


def test_a_mark_issued_in_the_future_cannot_be_told():
    text = full_text(replace(ABALONE, issued_at=NOW + DAY), OFFICE)

    assert (reason(text), check(text).genuine, check(text).exit_code) == (Reason.ISSUED_IN_FUTURE, None, 3)
    assert reason(full_text(replace(ABALONE, issued_at=NOW + CLOCK_SKEW), OFFICE)) is Reason.ACTIVE


def test_a_forger_who_signs_with_an_own_key_is_not_known():
    answer = check(compact_text(ABALONE, FORGER, base=ISSUER))

    assert (answer.reason, answer.genuine, answer.mark) == (Reason.UNKNOWN_KEY, None, {})


def test_a_forger_who_signs_again_under_the_offices_identifier_is_found():
    answer = check(compact_text(ABALONE, replace(FORGER, kid=OFFICE.kid), base=ISSUER))

    assert (answer.reason, answer.genuine, answer.exit_code, answer.mark) == (Reason.BAD_SIGNATURE, False, 1, {})


def test_a_forger_who_names_another_algorithm_is_found():
    text = compact_text(ABALONE, replace(P256_OFFICE, kid=OFFICE.kid), base=ISSUER)

    assert reason(text) is Reason.ALGORITHM_MISMATCH


def test_an_algorithm_that_is_unknown_or_not_installed_cannot_be_told(monkeypatch):
    protected = encode({1: -37, 4: OFFICE.kid.encode()})
    text = carried(encode(cbor2.CBORTag(18, [protected, {}, b"", bytes(64)])))
    sm2 = full_text(ABALONE, SigningKey.generate("SM2"))
    monkeypatch.setitem(sys.modules, "gmssl_pyx", None)

    assert (reason(text), reason(sm2)) == (Reason.UNSUPPORTED_ALGORITHM, Reason.UNSUPPORTED_ALGORITHM)


def test_a_key_of_another_role_issues_no_marks():
    assert reason(full_text(ABALONE, LOG_KEEPER)) is Reason.WRONG_ROLE


def test_a_mark_in_the_name_of_another_issuer_is_refused():
    assert reason(full_text(replace(ABALONE, issuer="https://other.example.cn"), OFFICE)) is Reason.WRONG_ISSUER


def test_a_key_that_leaked_proves_nothing_any_more():
    answer = check(COMPACT, keys=RING.compromised(OFFICE.public, at=NOW))

    assert (answer.reason, answer.genuine) == (Reason.KEY_COMPROMISED, None)


def test_a_rotated_key_keeps_what_it_signed_and_signs_nothing_new():
    new = SigningKey.generate().published(role=KeyRole.CREDENTIAL, valid_from=CONFERRED + DAY)
    ring = replace(RING, keys=RING.keys[:3]).rotated(new)

    assert reason(COMPACT, keys=ring) is Reason.ACTIVE
    late = compact_text(replace(ABALONE, issued_at=CONFERRED + 2 * DAY), OFFICE, base=ISSUER)
    assert reason(late, keys=ring) is Reason.KEY_OUT_OF_PERIOD


def test_two_keys_of_one_identifier_are_both_tried():
    twin = replace(FORGER.published(role=KeyRole.CREDENTIAL, valid_from=OPENED), kid=OFFICE.kid)

    assert reason(COMPACT, keys=replace(RING, keys=(twin, *RING.keys))) is Reason.ACTIVE


def test_without_keys_nothing_can_be_told():
    assert reason(COMPACT, keys=KeyRing(issuer="")) is Reason.UNKNOWN_KEY


@pytest.mark.parametrize(
    "path",
    [
        "/01/06901234567892/21/000124",
        "/01/06901234567892",
        "/01/06901234567892/10/L/21/000123",
        "/01/06901234567892/22/A/21/000123",
        "/01/09506000134352/21/000123",
        "/m/QY2025-0417",
        "/m/QY2025-0418",
    ],
)
def test_a_credential_replayed_on_another_product_is_found(path):
    fragment = COMPACT.split("#")[1]

    assert reason(f"{ISSUER}{path}#{fragment}") is Reason.LINK_MISMATCH


def test_a_credential_replayed_under_another_mark_number_is_found():
    firm = compact_text(MarkClaims(number="QY1", kind="enterprise", issued_at=CONFERRED), OFFICE, base=ISSUER)

    assert reason(firm, status_list=None) is Reason.STATUS_UNKNOWN
    assert reason(firm.replace("/m/QY1", "/m/QY2"), status_list=None) is Reason.LINK_MISMATCH


def test_a_link_to_a_site_that_the_issuer_does_not_name_is_found():
    text = compact_text(ABALONE, OFFICE, base="https://mark-example.cn")

    assert (reason(text), check(text).genuine) == (Reason.FOREIGN_HOST, False)
    assert reason(text, keys=replace(RING, hosts=())) is Reason.ACTIVE


def test_scheme_and_host_may_be_in_any_case():
    assert reason(COMPACT.replace("https://mark.example.cn", "HTTPS://MARK.Example.CN")) is Reason.ACTIVE


def test_a_text_in_capitals_throughout_is_no_credential_any_more():
    assert reason(COMPACT.upper()) is Reason.NO_CREDENTIAL
    assert check(COMPACT.replace(COMPACT[-20:], COMPACT[-20:].upper())).genuine is False


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", Reason.NOT_A_MARK),
        ("HC1:6BFOXN", Reason.NOT_A_MARK),
        ("https://example.com", Reason.NOT_A_MARK),
        (f"{ISSUER}/01/06901234567892/21/000123", Reason.NO_CREDENTIAL),
        (COMPACT.replace("567892", "567893"), Reason.BAD_GTIN),
        (COMPACT.replace("/21/", "/99/"), Reason.BAD_LINK),
        (COMPACT.replace("#c1=", "#c7="), Reason.UNSUPPORTED_VERSION),
        ("PZ9:6BF", Reason.UNSUPPORTED_VERSION),
        ("PZ1:" + "0" * 5000, Reason.TOO_LARGE),
        (carried(bytes(2049)), Reason.TOO_LARGE),
        (carried(b"\x81" * 1000), Reason.TOO_DEEP),
        (carried(b"\xd2"), Reason.MALFORMED),
        (carried(cose.sign(encode({1: ISSUER}), OFFICE)), Reason.BAD_CLAIMS),
        (carried(cose.sign(b"\x81" * 20 + b"\x00", OFFICE)), Reason.TOO_DEEP),
        (carried(cose.sign(b"", OFFICE)), Reason.MALFORMED),
    ],
)
def test_each_bad_input_has_its_own_answer(text, expected):
    assert reason(text) is expected


@pytest.mark.parametrize("text", [COMPACT, FULL])
def test_no_truncated_text_is_genuine(text):
    answers = {check(text[:length]).genuine for length in range(len(text))}

    assert answers == {False, None}


@pytest.mark.parametrize("form", ["link", "full"])
@given(data=st.data())
def test_no_flipped_bit_is_genuine(form, data):
    whole = unwrap(COMPACT if form == "link" else FULL)
    place = data.draw(st.integers(0, len(whole.data) * 8 - 1))
    flipped = bytearray(whole.data)
    flipped[place // 8] ^= 1 << place % 8
    text = whole.link.url().split("#")[0] + "#c1=" + to_base64url(flipped) if whole.link else carried(bytes(flipped))

    assert check(text).genuine is not True


@given(st.text(max_size=300))
def test_any_text_has_an_answer_and_none_is_genuine(text):
    assert check(text).genuine is not True


@given(st.binary(max_size=300))
def test_any_payload_that_the_office_signs_has_an_answer(payload):
    answer = check(carried(cose.sign(payload, OFFICE)))

    assert answer.reason in {Reason.BAD_CLAIMS, Reason.MALFORMED, Reason.TOO_DEEP, Reason.TOO_LARGE}


def test_a_signature_moved_to_another_payload_is_found():
    first = cbor2.loads(sign_claims(ABALONE, OFFICE)).value
    second = cbor2.loads(sign_claims(replace(ABALONE, holder="另一家"), OFFICE)).value
    mixed = encode(cbor2.CBORTag(18, [first[0], {}, second[2], first[3]]))

    assert reason(carried(mixed)) is Reason.BAD_SIGNATURE
