"""Add when a task, or a single day of a series, was moved to the trash."""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("tasks", "0035_series_deadline")]

    operations = [
        migrations.AddField(
            "task", "deleted_at", models.DateTimeField(blank=True, editable=False, null=True)
        ),
        migrations.AddField(
            "taskinstance",
            "deleted_at",
            models.DateTimeField(blank=True, editable=False, null=True),
        ),
        # Checked for all rows by the next migration, without the lock that adds a column.
        AddConstraintNotValid(
            "task",
            models.CheckConstraint(
                condition=Q(deleted_at=None) | Q(status="archived"),
                name="task_deleted_is_archived",
                violation_error_message="A task in the trash is archived. Restore it first.",
            ),
        ),
    ]
