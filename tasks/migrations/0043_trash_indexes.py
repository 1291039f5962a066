"""Check that tasks in the trash are archived, and index the trash, while people keep writing."""

from django.contrib.postgres.operations import AddIndexConcurrently, ValidateConstraint
from django.db import migrations, models
from django.db.models import Q


def trash_index(model: str, name: str) -> list:
    # A build that was interrupted leaves an invalid index behind.
    drop = migrations.RunSQL(f"DROP INDEX CONCURRENTLY IF EXISTS {name}", migrations.RunSQL.noop)
    index = models.Index(
        fields=["user", "deleted_at"], condition=Q(deleted_at__isnull=False), name=name
    )
    return [drop, AddIndexConcurrently(model, index)]


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("tasks", "0042_deleted_at")]

    operations = [
        ValidateConstraint("task", "task_deleted_is_archived"),
        *trash_index("task", "task_in_the_trash"),
        *trash_index("taskinstance", "instance_in_the_trash"),
    ]
