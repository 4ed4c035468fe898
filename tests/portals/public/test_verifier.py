"""The verifier in the browser answers exactly as ``pinzhang verify`` does, whatever it is shown."""

from base64 import b64encode
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

import pinzhang.portals.ui
from pinzhang.engine.signing.claims import MarkClaims
from pinzhang.engine.signing.credential import compact_text, full_text
from pinzhang.engine.signing.keys import KeyRing, KeyRole, SigningKey
from pinzhang.engine.signing.status_list import State, StatusList, read_status_list
from pinzhang.engine.signing.verification import verify

pytestmark = pytest.mark.browser
STATIC = Path(pinzhang.portals.ui.__file__).parent / "static"
NOW = datetime(2026, 11, 27, tzinfo=UTC)
OLD = NOW - timedelta(days=400)
BASE = "https://mark.example.cn"
OFFICE, ECDSA, DESK, STRANGER = (
    SigningKey.of("Ed25519", b"1" * 32),
    SigningKey.of("ES256", b"2" * 32),
    SigningKey.of("Ed25519", b"3" * 32),
    SigningKey.of("Ed25519", b"4" * 32),
)
RING = KeyRing(
    BASE,
    (
        OFFICE.published(role=KeyRole.CREDENTIAL, valid_from=OLD),
        ECDSA.published(role=KeyRole.CREDENTIAL, valid_from=OLD, valid_to=NOW),
        DESK.published(role=KeyRole.STATUS, valid_from=OLD),
    ),
    ("mark.example.cn",),
)
CLAIMS = MarkClaims(
    number="YP-2026-0001", kind="product", issued_at=NOW - timedelta(days=9), issuer=BASE, gtin="06901234567892",
    serial="ABCD2345", status_list=0, status_index=7, title="样例标识", holder="青岛样例罐头有限公司",
    valid_until=NOW + timedelta(days=700), conferred_on=NOW.astimezone(UTC).date(),
)  # fmt: skip
LISTED = (
    StatusList.empty(0, address=f"{BASE}/status/0", issuer=BASE, issued_at=NOW, length=1000)
    .with_states({8: State.REVOKED, 9: State.SUSPENDED, 10: State.EXPIRED}, at=NOW)
)  # fmt: skip
SIGNED = replace(LISTED, valid_until=NOW + timedelta(hours=48)).to_signed(DESK)


def _genuine() -> list[str]:
    marks = [
        CLAIMS,
        *(replace(CLAIMS, status_index=index) for index in (8, 9, 10, 999_999)),
        replace(CLAIMS, gtin=None, serial=None),
        replace(CLAIMS, valid_until=NOW - timedelta(days=1)),
        replace(CLAIMS, valid_from=NOW + timedelta(days=1)),
        replace(CLAIMS, status_list=3),
        replace(CLAIMS, issuer="https://other.example"),
        replace(CLAIMS, issued_at=NOW + timedelta(days=1)),
        replace(CLAIMS, issued_at=OLD - timedelta(days=1)),
    ]
    texts = [write for mark in marks for write in (full_text(mark, OFFICE), compact_text(mark, OFFICE, base=BASE))]
    others = [full_text(CLAIMS, key) for key in (ECDSA, DESK, STRANGER)]
    return texts + others


def _wrong(texts: list[str]) -> list[str]:
    full, link = texts[0], texts[1]
    random = Random(7)  # noqa: S311 - the same texts every time
    letters = "ABCXYZ019-_%#=/:.\u00e9 "
    bent = []
    for text in (full, link) * 120:
        place = random.randrange(len(text))
        bent.append(text[:place] + random.choice(letters) + text[place + random.randrange(2) :])
    address, _, fragment = link.partition("#")
    return [
        *bent,
        *(full[:size] for size in range(0, len(full), 25)),
        *("", " ", "PZ", "PZ1:", "PZ2:ABC", "HC1:ABC", "https://mark.example.cn", "ftp://x", "x" * 5000, address),
        *(f"{address}#{tail}" for tail in ("c2=AA", "c1=", "c1=A", "c1=AAAA", "x")),
        *(f"{other}#{fragment}" for other in (
            "https://evil.example/01/06901234567892/21/ABCD2345",
            "https://MARK.example.cn:443/01/6901234567892/21/ABCD2345",
            f"{BASE}/01/06901234567893/21/ABCD2345", f"{BASE}/01/06901234567892/21/OTHER", f"{BASE}/01/06901234567892",
            f"{BASE}/01/06901234567892/21/ABCD2345/10/L", f"{BASE}/01/06901234567892/22/V/21/ABCD2345",
            f"{BASE}/01/06901234567892/21/%41BCD2345", f"{BASE}/01/06901234567892/21/%ZZ", f"{BASE}/m/yp-2026-0001",
        )),
    ]  # fmt: skip


def test_the_browser_and_the_command_answer_alike(browser):
    texts = _genuine()
    texts += _wrong(texts)
    listed = read_status_list(SIGNED, keys=RING)
    expected = [verify(text, keys=RING, status_list=listed, at=NOW).reason.value for text in texts]
    given = {"keys": RING.as_json(), "list": b64encode(SIGNED).decode(), "texts": texts, "at": NOW.timestamp() * 1000}
    script = """async (given) => {
        const {verify, readStatusList} = globalThis.PinzhangVerifier;
        const list = await readStatusList(Uint8Array.from(atob(given.list), (c) => c.charCodeAt(0)), given.keys);
        const run = async () => { const out = []; for (const text of given.texts)
            out.push((await verify(text, given.keys, [list], given.at)).reason); return out; };
        const native = await run();
        Object.defineProperty(globalThis, "crypto", {value: {}});
        return {native, fallback: await run()};
    }"""
    page = browser.new_page()
    page.route("**/*", lambda route: route.fulfill(body="<!doctype html><title>x</title>", content_type="text/html"))
    page.goto("https://localhost/")
    for name in ("vendor/tweetnacl/nacl-fast.min.js", "ui/verifier/core.js"):
        page.add_script_tag(path=STATIC / name)
    answered = page.evaluate(script, given)
    page.close()

    differing = [
        (text, told, said) for text, told, said in zip(texts, answered["native"], expected, strict=True) if told != said
    ]
    assert differing == []
    without = {(said, told) for said, told in zip(expected, answered["fallback"], strict=True) if said != told}
    assert without <= {("active", "unsupported-algorithm"), ("key-out-of-period", "unsupported-algorithm")}
    assert len(set(expected)) > 14
