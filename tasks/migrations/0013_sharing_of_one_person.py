"""A feed's domain, and a task that a client named, belong to the same person as the row itself."""

from django.db import migrations

# table, its column, the table it refers to by (user_id, id)
KEYS = [
    ("tasks_calendarfeed", "domain_id", "tasks_domain"),
    ("tasks_davname", "task_id", "tasks_task"),
]


def key(table: str, column: str, target: str) -> migrations.RunSQL:
    name = f"{table}_{column}_of_user"
    return migrations.RunSQL(
        f"ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY (user_id, {column}) "
        f"REFERENCES {target} (user_id, id) DEFERRABLE INITIALLY DEFERRED",
        f"ALTER TABLE {table} DROP CONSTRAINT {name}",
    )


class Migration(migrations.Migration):
    dependencies = [("tasks", "0012_sharing")]

    operations = [key(*names) for names in KEYS]
