"""`task.sittings` becomes `task.chunks`: add the column and keep the two equal.

The previous release, which runs while this one starts, still reads and writes `sittings`, so that
column stays in the table. A trigger copies a write by either release to the other's column.
`0023_task_chunks_filled` copies the rows from before.

The old column, the trigger and its function may go one release later, when no process of the
release with `sittings` is left: DROP TRIGGER task_chunks_follow, DROP FUNCTION
tasks_chunks_follow(), ALTER TABLE tasks_task DROP COLUMN sittings.
"""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models

FUNCTION = """
CREATE FUNCTION tasks_chunks_follow() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.chunks IS DISTINCT FROM (CASE TG_OP WHEN 'UPDATE' THEN OLD.chunks ELSE '[]' END) THEN
        NEW.sittings := NEW.chunks;
    ELSE
        NEW.chunks := NEW.sittings;
    END IF;
    RETURN NEW;
END $$;
"""
# Compared in the trigger's condition: a task in one piece does not call the function.
TRIGGER = """
CREATE TRIGGER task_chunks_follow BEFORE INSERT OR UPDATE ON tasks_task
FOR EACH ROW WHEN (NEW.chunks IS DISTINCT FROM NEW.sittings)
EXECUTE FUNCTION tasks_chunks_follow();
"""


class Migration(migrations.Migration):
    dependencies = [("tasks", "0021_change_since_revision")]

    operations = [
        migrations.AddField(
            "task",
            "chunks",
            models.JSONField(
                db_default=models.Value([], models.JSONField()), default=list, editable=False
            ),
        ),
        migrations.RunSQL(FUNCTION, "DROP FUNCTION tasks_chunks_follow();"),
        migrations.RunSQL(TRIGGER, "DROP TRIGGER task_chunks_follow ON tasks_task;"),
        migrations.RemoveConstraint("task", "task_sittings_have_a_time"),
        AddConstraintNotValid(
            "task",
            models.CheckConstraint(
                condition=models.Q(chunks=[]) | models.Q(scheduled_time__isnull=False),
                name="task_chunks_have_a_time",
                violation_error_message="A task in several pieces needs a time.",
            ),
        ),
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.RemoveField("task", "sittings")]
        ),
    ]
