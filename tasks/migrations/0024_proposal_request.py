from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tasks", "0023_task_chunks_filled")]

    # The column keeps its name, so that the previous release can run beside this one.
    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RenameField("proposal", "asked", "request"),
                migrations.AlterField("proposal", "request", models.JSONField(db_column="asked")),
            ]
        )
    ]
