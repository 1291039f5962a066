"""Undo puts back a task with the instant it was created at."""

import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tasks", "0004_activity_request_key")]

    operations = [
        migrations.AlterField(
            "task",
            "created_at",
            models.DateTimeField(default=django.utils.timezone.now, editable=False),
        ),
    ]
