"""Add the time to the key of an instance, its completion and its timer.

The previous release identifies an instance by (task_id, recurrence_id) and inserts with that key,
so its column and unique index stay. This release keeps the day in a new column; a trigger fills
each of the two from the other. Instances of series that repeat several times a day, which the
previous release cannot create, have no old key (docs/decisions/018-time-in-the-key.md).
"""

from django.db import migrations, models

TABLE = "tasks_taskinstance"
OLD_KEY = "CASE WHEN NEW.recurrence_time IS NULL THEN NEW.recurrence_day END"
FUNCTION = f"""
CREATE FUNCTION tasks_instance_keys() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.recurrence_day := coalesce(NEW.recurrence_day, NEW.recurrence_id);
    NEW.recurrence_id := {OLD_KEY};
    RETURN NEW;
END $$
"""
# A batch of materialization sets both columns, so the function is not called for its rows.
TRIGGER = f"""
CREATE TRIGGER tasks_instance_keys
BEFORE INSERT OR UPDATE OF recurrence_id, recurrence_day, recurrence_time ON {TABLE} FOR EACH ROW
WHEN (NEW.recurrence_day IS NULL OR NEW.recurrence_id IS DISTINCT FROM {OLD_KEY})
EXECUTE FUNCTION tasks_instance_keys()
"""
TIME = models.TimeField(blank=True, editable=False, null=True)


class Migration(migrations.Migration):
    dependencies = [("tasks", "0036_times_of_a_day")]

    operations = [
        migrations.AddField("taskinstance", "recurrence_time", TIME),
        migrations.AddField("completion", "recurrence_time", models.TimeField(null=True)),
        migrations.AddField("timeentry", "recurrence_time", TIME),
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    f"ALTER TABLE {TABLE} ADD COLUMN recurrence_day date, "
                    "ALTER COLUMN recurrence_id DROP NOT NULL",
                    f"ALTER TABLE {TABLE} DROP COLUMN recurrence_day, "
                    "ALTER COLUMN recurrence_id SET NOT NULL",
                ),
                migrations.RunSQL(FUNCTION, "DROP FUNCTION tasks_instance_keys"),
                migrations.RunSQL(TRIGGER, f"DROP TRIGGER tasks_instance_keys ON {TABLE}"),
            ],
            state_operations=[
                migrations.AlterField(
                    "taskinstance", "recurrence_id", models.DateField(db_column="recurrence_day")
                ),
            ],
        ),
    ]
