"""Keep the instants of what is planned before the day start, which is now the night of its day.

Tasks and moved instances keep their instant and get the day before; the other instances keep the
day of their rule and get the instant of the night after it.
"""

from django.db import migrations

IS_NIGHT = """
p.user_id = {row}.user_id AND p.day_start_hour > 0 AND {row}.status = 'pending'
AND {row}.scheduled_time < make_time(p.day_start_hour, 0, 0)
"""
DAY_BEFORE = "UPDATE {table} AS row SET scheduled_date = row.scheduled_date - 1 "
TASKS = (
    DAY_BEFORE.format(table="tasks_task")
    + "FROM core_preferences AS p WHERE row.scheduled_date IS NOT NULL AND "
    + IS_NIGHT.format(row="row")
)
MOVED = (
    DAY_BEFORE.format(table="tasks_taskinstance")
    + "FROM core_preferences AS p WHERE row.moved AND "
    + IS_NIGHT.format(row="row")
)
UNMOVED = (
    "UPDATE tasks_taskinstance AS row SET starts_at = "  # noqa: S608  our own names
    "(row.scheduled_date + 1 + row.scheduled_time) AT TIME ZONE p.time_zone "
    "FROM core_preferences AS p WHERE NOT row.moved AND " + IS_NIGHT.format(row="row")
)


class Migration(migrations.Migration):
    dependencies = [("tasks", "0039_instance_is_one_row")]

    operations = [
        migrations.RunSQL(statement, migrations.RunSQL.noop)
        for statement in (TASKS, MOVED, UNMOVED)
    ]
