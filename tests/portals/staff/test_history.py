"""Every event that the stream of a case can hold has words."""

import re
from pathlib import Path

import pinzhang.domain
from pinzhang.domain.cases.services.moves import _PAST
from pinzhang.portals.staff.pages.history import EVENTS

RECORDED = re.compile(r'events\.record\(\s*"([a-z_.]+)"')
OF_OTHERS = (
    "cases.list.",
    "applications.list.",
    "applications.files.",
    "review.agenda.",
    "review.ballot.",
    "review.fairness_report.",
    "review.panel",
    "review.reviewer.",
    "review.round.",
    "review.run.",
    "review.sheets.",
    "review.view.",
    "review.voter.",
)
"""Told of a round, a list, a panel, a proposal, a reviewer or what somebody keeps for themselves, not of a case."""


def test_every_event_of_a_case_has_words_and_no_word_is_left_over():
    source = "".join(path.read_text(encoding="utf-8") for path in Path(pinzhang.domain.__file__).parent.glob("**/*.py"))
    recorded = {
        name
        for name in RECORDED.findall(source)
        if name.startswith(("applications.", "cases.", "review.")) and not name.startswith(OF_OTHERS)
    }

    assert set(EVENTS) == recorded | {f"cases.case.{past}" for past in _PAST.values()}
