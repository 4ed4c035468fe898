import pytest

from tests.factories import make_round

pytestmark = pytest.mark.django_db


def test_anybody_lists_programmes_and_reads_their_rules(speaker):
    round_ = make_round()
    anybody = speaker()

    found = anybody.get("programmes").json()
    told = anybody.get(f"programmes/{round_.edition.code}/editions/{round_.edition.edition}").json()

    assert [one["code"] for one in found["items"]] == [round_.edition.code]
    assert next(iter(found)) == "schema"
    assert told["digest"] == round_.edition.digest
    assert all(rule["clause"] for rule in told["rules"])
    assert "valid_to" not in told
