"""Who saw personal data is recorded, once a day, cheaply."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pinzhang.domain.core.models import AccessRecord
from pinzhang.domain.core.selectors import accesses_to
from pinzhang.domain.core.services.access import record_access, record_accesses
from pinzhang.domain.core.services.events import stream_of
from tests.factories import AT, make_user
from tests.factories.flow import DAY

pytestmark = pytest.mark.django_db


def test_who_saw_what_is_recorded_once_for_each_day():
    wang, lin = make_user("王"), make_user("林")

    for at in (AT, AT, AT + DAY):
        record_access(lin, by=wang, what="contact", at=at)
    record_access(lin, by=wang, what="file", at=AT)

    found = [(one.by, one.what, one.at) for one in accesses_to(lin)]
    assert sorted(found) == [
        (stream_of(wang), "contact", AT),
        (stream_of(wang), "contact", AT + DAY),
        (stream_of(wang), "file", AT),
    ]


def test_a_second_look_writes_nothing():
    wang, lin = make_user("王"), make_user("林")
    record_access(lin, by=wang, what="contact", at=AT)

    with CaptureQueriesContext(connection) as queries:
        record_access(lin, by=wang, what="contact", at=AT)

    assert len(queries) == 1


def test_a_list_of_many_is_recorded_in_two_queries():
    wang, people = make_user("王"), [make_user() for _ in range(30)]

    with CaptureQueriesContext(connection) as queries:
        record_accesses(people, by=wang, what="export", at=AT)

    assert len(queries) == 2
    assert AccessRecord.objects.count() == 30
