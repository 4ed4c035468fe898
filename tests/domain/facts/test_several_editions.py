"""Facts read for several editions at once, and entries that are taken back."""

import pytest
from django.utils import timezone

from pinzhang.domain.core.models import Event
from pinzhang.domain.facts.models import FactEntry
from pinzhang.domain.facts.selectors import facts_by_edition, facts_of
from pinzhang.domain.facts.services import end_entry, record_value
from tests.factories import load, make_enterprise
from tests.factories.programmes import PREMIUM_PACK

pytestmark = pytest.mark.django_db


def staff_count(firm):
    return record_value(
        organisation=firm, name="staff_count", value="12", supplied_by="applicant", source="本单位填报",
        as_of=timezone.localdate(), by=None, at=timezone.now(),
    )  # fmt: skip


def test_each_edition_is_given_the_facts_it_uses(django_assert_num_queries):
    firm = make_enterprise()
    staff_count(firm)
    catalogues = [load(PREMIUM_PACK).facts, load().facts, ()]

    with django_assert_num_queries(2):
        found = facts_by_edition(firm, catalogues)

    assert found == [facts_of(firm, facts) for facts in catalogues]
    assert found[0] == {"staff_count": "12"}
    assert found[2] == {}


def test_an_entry_is_ended_once():
    entry = staff_count(make_enterprise())
    at = timezone.now()

    end_entry(entry=entry, by=None, at=at)
    end_entry(entry=entry, by=None, at=timezone.now())

    assert FactEntry.objects.get().ended_at == at
    assert Event.objects.filter(name="facts.entry.ended").count() == 1
