"""Record who placed a block, the person or an accepted plan, and whether the person chose the day.

The previous release, which runs while this one starts, clears dates without knowing `day_chosen`;
a trigger clears that too. It may go one release later: DROP TRIGGER task_day_unchosen,
DROP FUNCTION tasks_day_unchosen(). `0030_chosen_days` fills the rows from before.
"""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models

FUNCTION = """
CREATE FUNCTION tasks_day_unchosen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.day_chosen := false;
    RETURN NEW;
END $$;
"""
# Not on insert, and not when this update chooses the day: the constraint rejects those.
TRIGGER = """
CREATE TRIGGER task_day_unchosen BEFORE UPDATE ON tasks_task
FOR EACH ROW WHEN (NEW.scheduled_date IS NULL AND OLD.day_chosen AND NEW.day_chosen)
EXECUTE FUNCTION tasks_day_unchosen();
"""
PLACED_BY = {
    "choices": [("person", "Person"), ("plan", "Plan")],
    "db_default": "person",
    "default": "person",
    "max_length": 6,
}
PLACED_BY_MESSAGE = "A time was chosen by “person” or by “plan”."


class Migration(migrations.Migration):
    dependencies = [("tasks", "0028_ideal_time_checked")]

    operations = [
        migrations.AddField(
            "task",
            "placed_by",
            models.CharField(
                **PLACED_BY,
                help_text="Who chose the time: the person, so that it stays, or an accepted plan.",
            ),
        ),
        migrations.AddField(
            "task",
            "day_chosen",
            models.BooleanField(
                db_default=False,
                default=False,
                help_text="Whether the person chose the scheduled date, so that plans keep it.",
            ),
        ),
        migrations.AddField(
            "taskinstance",
            "placed_by",
            models.CharField(
                **PLACED_BY,
                help_text="Who chose the time: the person or their rule, or an accepted plan.",
            ),
        ),
        migrations.RunSQL(FUNCTION, "DROP FUNCTION tasks_day_unchosen();"),
        migrations.RunSQL(TRIGGER, "DROP TRIGGER task_day_unchosen ON tasks_task;"),
        AddConstraintNotValid(
            "task",
            models.CheckConstraint(
                condition=models.Q(placed_by__in=["person", "plan"]),
                name="task_is_placed_by_person_or_plan",
                violation_error_message=PLACED_BY_MESSAGE,
            ),
        ),
        AddConstraintNotValid(
            "task",
            models.CheckConstraint(
                condition=models.Q(day_chosen=False) | models.Q(scheduled_date__isnull=False),
                name="task_chosen_day_needs_a_date",
                violation_error_message="Pick a day before you keep it.",
            ),
        ),
        AddConstraintNotValid(
            "taskinstance",
            models.CheckConstraint(
                condition=models.Q(placed_by__in=["person", "plan"]),
                name="instance_is_placed_by_person_or_plan",
                violation_error_message=PLACED_BY_MESSAGE,
            ),
        ),
    ]
