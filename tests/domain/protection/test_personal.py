"""What is kept of a reporter, and what goes when they ask for it."""

import pytest

from pinzhang.domain.core.services.personal import erase_person, find_person, held_of
from pinzhang.domain.protection.models import Report, Reporter
from tests.domain.protection.casting import taken
from tests.factories import AT, make_district

pytestmark = pytest.mark.django_db


def test_a_reporter_is_found_and_erased_while_the_report_stays():
    make_district()
    report = taken(contact="0532-1").report
    kind, reporter = find_person(f"reporter:{report.reporter.pk}")

    kept = erase_person(kind=kind, person=reporter, ground="〔2026〕3号", by=None, at=AT)

    report.refresh_from_db()
    assert (Reporter.objects.count(), report.contact_digest) == (0, "")
    assert [(one.holding.model, one.rows) for one in kept] == [(Report, 1)]


def test_what_is_held_of_a_reporter_is_told_apart():
    make_district()
    report = taken(contact="0532-1").report

    held = held_of("reporter", report.reporter)

    assert [(one.holding.title, one.stays) for one in held] == [
        ("举报人", False),
        ("联系方式摘要", False),
        ("举报内容", True),
    ]
