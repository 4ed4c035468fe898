"""Two who take over one table at once take it over once; one that is killed on the way leaves nothing behind."""

import signal
import time

import pytest

from pinzhang.domain.facts.models import FactEntry
from pinzhang.domain.imports.choices import ImportState
from pinzhang.domain.parties.models import Organisation
from tests.domain.concurrency.stage import begin, outcome, together
from tests.domain.imports.tables import LEDGER_HEAD, brought_in
from tests.factories import bureau, make_edition, make_officer
from tests.factories.cast import make_credit_code

pytestmark = pytest.mark.django_db(transaction=True)


def _ledger(count: int):
    make_edition()
    wang = make_officer(bureau())
    rows = ((make_credit_code(), f"青岛导入{number}有限公司", "即墨区", number) for number in range(count))
    return brought_in("ledger", wang, LEDGER_HEAD, *rows), wang


def test_taking_over_twice_at_once_has_one_effect():
    table, wang = _ledger(3)
    given = {"import": table.pk, "by": wang.pk}

    found = together(("import", given), ("import", given))

    assert sorted(one.get("done", one.get("refused")) for one in found) == ["CannotImport", "imported"]
    assert (Organisation.objects.count(), FactEntry.objects.count()) == (3, 3)


def test_a_process_killed_on_the_way_leaves_nothing_and_the_table_can_be_taken_over_again():
    table, wang = _ledger(250)
    given = {"import": table.pk, "by": wang.pk}
    process = begin("import_slowly", given)
    assert process.stdout is not None
    assert process.stdout.readline() == "on the way\n"
    process.send_signal(signal.SIGKILL)
    process.communicate()
    time.sleep(0.2)

    assert (Organisation.objects.count(), FactEntry.objects.count()) == (0, 0)
    table.refresh_from_db()
    assert table.state == ImportState.CHECKED
    assert outcome(begin("import", given)) == {"done": "imported"}
    assert (Organisation.objects.count(), FactEntry.objects.count()) == (250, 250)
