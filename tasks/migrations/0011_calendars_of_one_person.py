"""What comes of a calendar account belongs to the account's person, or is refused."""

from django.db import migrations

# table, its column, the table it refers to by (user_id, id)
KEYS = [
    ("tasks_calendar", "account_id", "tasks_calendaraccount"),
    ("tasks_event", "calendar_id", "tasks_calendar"),
    ("tasks_pushedblock", "calendar_id", "tasks_calendar"),
    ("tasks_syncrun", "account_id", "tasks_calendaraccount"),
]


def key(table: str, column: str, target: str) -> migrations.RunSQL:
    name = f"{table}_{column}_of_user"
    return migrations.RunSQL(
        f"ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY (user_id, {column}) "
        f"REFERENCES {target} (user_id, id) DEFERRABLE INITIALLY DEFERRED",
        f"ALTER TABLE {table} DROP CONSTRAINT {name}",
    )


class Migration(migrations.Migration):
    dependencies = [("tasks", "0010_calendars")]

    operations = [key(*names) for names in KEYS]
