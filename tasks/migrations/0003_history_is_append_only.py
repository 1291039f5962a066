"""History is added to, never rewritten. Closing an account sets `whendoist.erasing` first."""

from django.db import migrations

# table, what may never change (the rest: links that become null, a fact taken back)
HISTORY = [
    ("tasks_activity", "id, user_id, source, action, undoes_id, created_at"),
    ("tasks_change", "id, activity_id, user_id, kind, object_id, before, after"),
    (
        "tasks_completion",
        "id, user_id, recurrence_id, impact, clarity, planned_minutes, scheduled_date, "
        "scheduled_time, created_at, completed_at",
    ),
]

FUNCTION = """
CREATE FUNCTION tasks_history_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND current_setting('whendoist.erasing', true) = 'on' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'History in % is append-only.', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'history_is_append_only';
END $$;
"""


def guard(table: str, columns: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"CREATE TRIGGER {table}_is_append_only BEFORE DELETE OR UPDATE OF {columns} ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION tasks_history_is_append_only();",
        f"DROP TRIGGER {table}_is_append_only ON {table};",
    )


class Migration(migrations.Migration):
    dependencies = [("tasks", "0002_rows_of_one_person")]

    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION tasks_history_is_append_only();"),
        *[guard(*names) for names in HISTORY],
    ]
