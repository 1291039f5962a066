"""Copy the days of instances written before the column existed, then require it.

Works in batches with short locks, so people keep writing meanwhile.
"""

from django.db import connection, migrations

TABLE = "tasks_taskinstance"
BATCH = 20_000
FILL = f"""
UPDATE {TABLE} SET recurrence_day = recurrence_id
WHERE id >= %s AND id < %s AND recurrence_day IS NULL
"""  # noqa: S608  our own name
IS_SET = f"ALTER TABLE {TABLE} ADD CONSTRAINT has_day CHECK (recurrence_day IS NOT NULL) NOT VALID"
# The server trusts the validated constraint and does not read the table again.
NOT_NULL = f"""
ALTER TABLE {TABLE} ALTER COLUMN recurrence_day SET NOT NULL, DROP CONSTRAINT has_day
"""


def fill(_apps, _schema_editor):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT coalesce(max(id), 0) FROM {TABLE}")  # noqa: S608  our own name
        (last,) = cursor.fetchone()
        for first in range(0, last + 1, BATCH):
            cursor.execute(FILL, [first, first + BATCH])


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("tasks", "0037_recurrence_time")]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RunSQL(IS_SET, migrations.RunSQL.noop),
        migrations.RunSQL(
            f"ALTER TABLE {TABLE} VALIDATE CONSTRAINT has_day", migrations.RunSQL.noop
        ),
        migrations.RunSQL(
            NOT_NULL, f"ALTER TABLE {TABLE} ALTER COLUMN recurrence_day DROP NOT NULL"
        ),
    ]
