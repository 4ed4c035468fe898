from django.db import migrations, models

from pinzhang.domain.core.indexes import AddIndexInUse


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("applications", "0004_decisionrecord")]

    operations = [
        AddIndexInUse("application", models.Index(fields=["submitted_at"], name="application_by_submission")),
    ]
