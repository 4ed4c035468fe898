from django.db import migrations, models

from pinzhang.domain.core.indexes import AddIndexInUse


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("cases", "0003_alter_case_kind")]

    operations = [
        AddIndexInUse("case", models.Index(fields=["outcome", "authority", "due_on"], name="case_by_outcome_and_due")),
        AddIndexInUse("case", models.Index(fields=["ended_at"], name="case_by_end")),
        AddIndexInUse("stagevisit", models.Index(fields=["left_at"], name="visit_by_end")),
    ]
