"""Keep one row per task, day and time; the old unique index stays until the next release."""

from django.db import migrations, models

from tasks.constants import FIRST_DAY, LAST_DAY

TABLE = "tasks_taskinstance"
KEY = "instance_of_a_time_is_one_row"
DAYS = "instance_days_are_of_our_time"
BETWEEN = f"BETWEEN '{FIRST_DAY}' AND '{LAST_DAY}'"
IS_OF_OUR_TIME = f"recurrence_day {BETWEEN} AND scheduled_date {BETWEEN}"
INDEX = f"""
CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS {KEY} ON {TABLE}
(task_id, recurrence_day, recurrence_time) NULLS NOT DISTINCT
"""


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("tasks", "0038_recurrence_day_filled")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(INDEX, f"DROP INDEX IF EXISTS {KEY}"),
                migrations.RunSQL(
                    f"ALTER TABLE {TABLE} ADD CONSTRAINT {KEY} UNIQUE USING INDEX {KEY}",
                    f"ALTER TABLE {TABLE} DROP CONSTRAINT {KEY}",
                ),
                migrations.RunSQL(
                    f"ALTER TABLE {TABLE} DROP CONSTRAINT {DAYS}, "
                    f"ADD CONSTRAINT {DAYS} CHECK ({IS_OF_OUR_TIME}) NOT VALID",
                    migrations.RunSQL.noop,
                ),
                migrations.RunSQL(
                    f"ALTER TABLE {TABLE} VALIDATE CONSTRAINT {DAYS}", migrations.RunSQL.noop
                ),
            ],
            state_operations=[
                migrations.RemoveConstraint("taskinstance", "instance_of_a_day_is_one_row"),
                migrations.AddConstraint(
                    "taskinstance",
                    models.UniqueConstraint(
                        fields=["task", "recurrence_id", "recurrence_time"],
                        name=KEY,
                        nulls_distinct=False,
                    ),
                ),
            ],
        ),
    ]
