"""Every address has its row in the table of permissions; the walk in tests/permissions holds the program to it."""

from tests.permissions.table import FOLDER, KINDS, addresses, rows

HOW = f"""
Add a row for each of these to {FOLDER.relative_to(FOLDER.parents[2])}/<portal>.yaml, for example

    staff:application:
      object: application
      GET: {{anonymous: sign in, everybody: not found, officer: ok / ok / not found}}
      POST: nobody

The docstring of tests/permissions/table.py says what the words mean. `object` is a kind of thing that
tests/permissions/places.py makes in each place; for a new kind add it there and name it in KINDS of table.py.
Where none can be made there yet, write `arguments: {{pk: 0}}` instead: then only the doors are walked.
Then run `pytest -n 0 tests/permissions` and `make docs`.
"""


def test_every_address_has_a_row_in_the_table_of_permissions():
    missing = [f"{url} {list(arguments)}" for url, arguments in addresses().items() if url not in rows()]

    assert missing == [], HOW


def test_every_row_of_the_table_is_of_an_address():
    assert sorted(set(rows()) - set(addresses())) == []


def test_every_row_names_an_object_that_fills_its_address():
    wrong = [
        f"{row.url}: the address takes {list(taken)}"
        for row in rows().values()
        if (taken := addresses()[row.url]) is not None and {*row.arguments, *KINDS.get(row.object, ())} != set(taken)
    ]

    assert wrong == [], HOW
