"""Add since when a calendar is stale, and when one that failed is tried again.

The columns are empty or have a default in the database, so the previous release goes on.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tasks", "0055_account_addresses")]

    operations = [
        migrations.AddField(
            "calendar",
            "failures",
            models.PositiveIntegerField(db_default=0, default=0, editable=False),
        ),
        migrations.AddField(
            "calendar", "retry_at", models.DateTimeField(blank=True, editable=False, null=True)
        ),
        migrations.AddField(
            "calendar", "push_retry_at", models.DateTimeField(blank=True, editable=False, null=True)
        ),
        migrations.AddField(
            "calendar", "read_at", models.DateTimeField(blank=True, editable=False, null=True)
        ),
    ]
