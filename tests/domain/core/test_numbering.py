"""Numbers run per series and year."""

import pytest
from django.db import transaction

from pinzhang.domain.core.services.numbering import next_number

pytestmark = pytest.mark.django_db


def test_each_series_and_year_is_numbered_from_one():
    given = [next_number(series, year=year) for series, year in (("A", 2026), ("A", 2026), ("B", 2026), ("A", 2027))]

    assert given == ["A-2026-0001", "A-2026-0002", "B-2026-0001", "A-2027-0001"]


def test_a_number_of_something_that_was_rolled_back_is_given_again():
    with transaction.atomic():
        next_number("A", year=2026)
        transaction.set_rollback(True)

    assert next_number("A", year=2026, width=2) == "A-2026-01"
