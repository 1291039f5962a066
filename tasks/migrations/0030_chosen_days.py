"""Treat every date from before `day_chosen` existed as chosen; then check the new constraints.

Locks only the rows with a date, so people keep writing meanwhile.
"""

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations

FILL = "UPDATE tasks_task SET day_chosen = true WHERE scheduled_date IS NOT NULL AND NOT day_chosen"


class Migration(migrations.Migration):
    dependencies = [("tasks", "0029_who_placed_it")]

    operations = [
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        ValidateConstraint("task", "task_is_placed_by_person_or_plan"),
        ValidateConstraint("task", "task_chosen_day_needs_a_date"),
        ValidateConstraint("taskinstance", "instance_is_placed_by_person_or_plan"),
    ]
