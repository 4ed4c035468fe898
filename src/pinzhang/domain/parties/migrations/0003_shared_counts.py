from django.core.management import call_command
from django.db import migrations


def create_table(_apps, schema_editor):
    """Make the table in which attempts are counted for all processes of an instance."""
    call_command("createcachetable", "pinzhang_cache", database=schema_editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    dependencies = [("parties", "0002_delegation")]

    operations = [migrations.RunPython(create_table, migrations.RunPython.noop)]
