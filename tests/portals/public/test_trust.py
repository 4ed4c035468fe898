"""Keys, lists, log and codes are there for anyone, with how long a copy may be kept."""

import json
from datetime import timedelta
from io import BytesIO

import pytest
import zxingcpp
from PIL import Image

from pinzhang.domain.core.services import jobs
from pinzhang.domain.marks.services.lifecycle import make_public, revoke_mark
from pinzhang.engine.ledger.heads import read_signed_head
from pinzhang.engine.ledger.proofs import is_consistent, is_included
from pinzhang.engine.signing.answers import Reason
from pinzhang.engine.signing.keys import read_key_set
from pinzhang.engine.signing.status_list import read_status_list
from pinzhang.engine.signing.suites import from_base64url
from pinzhang.engine.signing.verification import verify
from tests.factories import AT, make_officer
from tests.portals.public.stories import make_mark, text_of

pytestmark = pytest.mark.django_db
SOON = AT + timedelta(seconds=30)


@pytest.fixture
def mark(premium):
    made = make_mark(premium, subject="即食鲍鱼罐头")
    make_public(made, made.changes.get(), "conferred", at=AT)
    _work_off()
    return made


def _work_off():
    while jobs.run_due(at=SOON):
        pass


def _ring(citizen):
    return read_key_set(citizen.get("/trust/keys.json").content)


def _printed(citizen, number="YP-2026-0001") -> str:
    picture = Image.open(BytesIO(citizen.get(f"/m/{number}/code.png").content)).convert("L")
    return zxingcpp.read_barcodes(picture)[0].text


def test_the_printed_code_verifies_against_what_is_published_and_a_revocation_is_in_the_list_within_a_minute(
    citizen, mark
):
    def answer():
        ring = _ring(citizen)
        listed = read_status_list(citizen.get("/status/0.cose").content, keys=ring)
        return verify(_printed(citizen), keys=ring, status_list=listed, at=SOON).reason

    before = answer()
    revoke_mark(mark=mark, ground="standard-not-met", text="不合格", by=make_officer(mark.authority), at=AT)
    _work_off()

    assert (before, answer()) == (Reason.ACTIVE, Reason.REVOKED)
    assert citizen.get("/status/0")["Cache-Control"] == "public, max-age=30"


def test_a_copy_that_is_still_good_is_not_sent_again_and_other_sites_may_read(citizen, mark):
    first = citizen.get("/status/0")
    again = citizen.get("/status/0", headers={"if-none-match": first["ETag"]})

    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
    assert first["Access-Control-Allow-Origin"] == "*"
    assert json.loads(first.content)["type"][1] == "BitstringStatusListCredential"


@pytest.mark.parametrize(
    "path",
    ["/status/7", "/status/7.cose", "/log/head.json", "/log/entries/99", "/log/entries/99.json", "/m/NONE/code.svg",
     "/m/NONE/code.png", "/m/NONE/credential.json", "/m/NONE/credential.cose", "/status/99999999999999999999"],
)  # fmt: skip
def test_what_is_not_there_is_not_found(citizen, path):
    assert citizen.get(path).status_code == 404


def test_an_empty_log_says_so(citizen):
    assert "日志还是空的" in text_of(citizen.get("/log"))


def test_every_entry_is_shown_with_a_proof_that_holds(citizen, mark):
    last = int(citizen.get("/log/head.json").json()["size"]) - 1
    answer = citizen.get(f"/log/entries/{last}.json").json()
    head = read_signed_head(from_base64url(answer["head"]["signed"]), _ring(citizen))

    assert json.loads(answer["entry"])["about"] == "YP-2026-0001"
    assert is_included(
        leaf=bytes.fromhex(answer["leaf"]), index=last, size=head.size,
        path=[bytes.fromhex(step) for step in answer["path"]], root=head.root,
    )  # fmt: skip
    page = text_of(citizen.get(f"/log/entries/{last}"))
    assert f"公开日志第 {last} 条" in page
    assert head.root.hex() in page
    assert f"公开日志 第 {last} 条" in text_of(citizen.get("/m/YP-2026-0001"))
    assert "覆盖前" in text_of(citizen.get("/log"))


def test_growth_is_proved_between_any_two_sizes(citizen, mark):
    answer = citizen.get("/log/consistency.json", {"old": "1", "new": "2"}).json()
    roots = [bytes.fromhex(answer[name]["root"]) for name in ("old", "new")]

    assert is_consistent(
        old=1, new=2, old_root=roots[0], new_root=roots[1], path=[bytes.fromhex(step) for step in answer["path"]]
    )


@pytest.mark.parametrize(
    ("old", "new", "status"), [("", "1", 422), ("-1", "1", 422), ("x", "1", 422), ("2", "1", 404), ("1", "999", 404)]
)
def test_sizes_that_are_none_are_named(citizen, mark, old, new, status):
    answer = citizen.get("/log/consistency.json", {"old": old, "new": new})

    assert (answer.status_code, answer.json()["size"]) == (status, 2)


def test_a_mark_goes_into_wallets_as_a_verifiable_credential(citizen, mark):
    document = citizen.get("/m/YP-2026-0001/credential.json").json()

    assert document["credentialSubject"]["number"] == "YP-2026-0001"
    assert document["credentialStatus"]["statusListCredential"].endswith("/status/0")
    assert citizen.get("/m/YP-2026-0001/credential.cose")["Content-Type"] == "application/vc+cose"
    assert citizen.get("/status/states").json()["states"]["0x2"] == "revoked"


def test_the_code_is_drawn_as_lines_too(citizen, mark):
    answer = citizen.get("/m/YP-2026-0001/code.svg")

    assert answer["Content-Type"] == "image/svg+xml"
    assert answer.content.startswith(b"<?xml") or b"<svg" in answer.content[:200]


def test_the_verifier_comes_as_one_file_that_fetches_nothing(citizen, mark):
    page = citizen.get("/verifier/download")
    text = page.content.decode()

    assert page["Content-Disposition"] == 'attachment; filename="pinzhang-verifier.html"'
    assert 'src="' not in text.split("<script>")[0]
    assert "<link" not in text
    assert '"live"' not in text
    assert text.count("<script>") == text.count("</script>") - 2 == 4


@pytest.mark.parametrize(
    ("path", "said"),
    [("/01/06901234567893", "商品条码的位数或校验位不对"), ("/01/06901234567892/99/x", "链接的写法不合")],
)
def test_a_wrong_link_is_answered_with_its_reason(citizen, path, said):
    answer = citizen.get(path)

    assert answer.status_code == 404
    assert said in text_of(answer)
