"""Forget whether a person confirmed the removal of a block: what they do here is pushed at once.

The column stays for the previous release, which writes it; its default lets this one leave it out.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tasks", "0046_held_entries")]

    operations = [
        migrations.AlterField(
            "pushedblock", "removal_confirmed", models.BooleanField(db_default=False, default=False)
        ),
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.RemoveField("pushedblock", "removal_confirmed")]
        ),
    ]
