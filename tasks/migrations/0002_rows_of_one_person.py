"""Composite foreign keys: a row and what it refers to belong to one person, or are refused."""

from django.db import migrations

# table, its column, the table it refers to by (user_id, id)
KEYS = [
    ("tasks_task", "domain_id", "tasks_domain"),
    ("tasks_task", "parent_id", "tasks_task"),
    ("tasks_tasklabel", "task_id", "tasks_task"),
    ("tasks_tasklabel", "label_id", "tasks_label"),
    ("tasks_taskdependency", "task_id", "tasks_task"),
    ("tasks_taskdependency", "blocker_id", "tasks_task"),
    ("tasks_series", "task_id", "tasks_task"),
    ("tasks_taskinstance", "task_id", "tasks_task"),
    ("tasks_taskinstance", "own_domain_id", "tasks_domain"),
    ("tasks_completion", "task_id", "tasks_task"),
    ("tasks_completion", "domain_id", "tasks_domain"),
]


def key(table: str, column: str, target: str) -> migrations.RunSQL:
    name = f"{table}_{column}_of_user"
    return migrations.RunSQL(
        f"ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY (user_id, {column}) "
        f"REFERENCES {target} (user_id, id) DEFERRABLE INITIALLY DEFERRED",
        f"ALTER TABLE {table} DROP CONSTRAINT {name}",
    )


class Migration(migrations.Migration):
    dependencies = [("tasks", "0001_initial")]

    operations = [key(*names) for names in KEYS]
