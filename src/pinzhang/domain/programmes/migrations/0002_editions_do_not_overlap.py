"""No two editions of a programme may be valid on the same day: the database itself refuses."""

from django.db import migrations

POSTGRES = (
    "CREATE EXTENSION IF NOT EXISTS btree_gist",
    "ALTER TABLE programmes_programmeedition ADD CONSTRAINT editions_do_not_overlap "
    "EXCLUDE USING gist (code WITH =, daterange(valid_from, valid_to, '[]') WITH &&)",
)
OVERLAPS = """
SELECT RAISE(ABORT, 'editions_do_not_overlap') WHERE EXISTS (
  SELECT 1 FROM programmes_programmeedition AS other
  WHERE other.code = NEW.code AND other.id IS NOT NEW.id
    AND other.valid_from <= COALESCE(NEW.valid_to, '9999-12-31')
    AND COALESCE(other.valid_to, '9999-12-31') >= NEW.valid_from
);
"""
SQLITE = tuple(
    f"CREATE TRIGGER editions_do_not_overlap_{when} {moment} ON programmes_programmeedition BEGIN {OVERLAPS} END"
    for when, moment in {"insert": "BEFORE INSERT", "update": "BEFORE UPDATE OF code, valid_from, valid_to"}.items()
)


def forbid(apps, schema_editor):
    for statement in POSTGRES if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)


def allow(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE programmes_programmeedition DROP CONSTRAINT editions_do_not_overlap")
        return
    for when in ("insert", "update"):
        schema_editor.execute(f"DROP TRIGGER editions_do_not_overlap_{when}")


class Migration(migrations.Migration):
    dependencies = [("programmes", "0001_initial")]
    operations = [migrations.RunPython(forbid, allow)]
