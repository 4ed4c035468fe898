"""The page ``docs/reference/credential.md`` says what the program does."""

import json
import re
from pathlib import Path

from pinzhang.engine.ledger.monitor import SENTENCES
from pinzhang.engine.signing.answers import MEANINGS, Reason
from pinzhang.engine.signing.claims import KINDS, read_claims
from pinzhang.engine.signing.cose import read
from pinzhang.engine.signing.credential import unwrap
from pinzhang.engine.signing.keys import read_key_set
from pinzhang.engine.signing.status_list import CODES
from pinzhang.engine.signing.verification import verify
from tests.engine.signing.cast import ABALONE, ALL_ACTIVE, NOW

PAGE = (Path(__file__).parents[3] / "docs" / "reference" / "credential.md").read_text(encoding="utf-8")
GENUINE = {True: "true", False: "false", None: "null"}


def block(start):
    return next(text for text in re.findall(r"```(?:json)?\n(.*?)\n```", PAGE, re.DOTALL) if text.startswith(start))


def test_the_codes_on_the_page_verify_with_the_key_set_on_the_page():
    keys = read_key_set(block("{").encode())

    for text, claims in [(block("https://"), ABALONE.compact()), (block("PZ1:"), ABALONE)]:
        assert verify(text, keys=keys, status_list=ALL_ACTIVE, at=NOW).reason is Reason.ACTIVE
        assert read_claims(read(unwrap(text).data).payload) == claims


def test_the_key_set_on_the_page_is_what_the_program_writes():
    written = block("{")

    assert read_key_set(written.encode()).as_json() == json.loads(written)


def test_every_reason_and_finding_is_on_the_page():
    for reason, meaning in MEANINGS.items():
        row = f"| `{reason.value}` | {GENUINE[meaning.genuine]} | {meaning.exit_code} | {meaning.sentence} |"
        assert row in PAGE
    for kind, sentence in SENTENCES.items():
        assert f"| `{kind.value}` | {sentence} |" in PAGE


def test_the_kinds_and_the_states_stand_on_the_page_in_their_order():
    assert ", ".join(KINDS) in PAGE.replace("\n", " ")
    assert f"| {' | '.join(state.value for state in CODES.values())} |" in PAGE
