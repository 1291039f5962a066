"""Days of tasks and instances lie between 1900 and 2199: what is written from now on."""

import datetime

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models

FIRST, LAST = datetime.date(1900, 1, 1), datetime.date(2199, 12, 31)
SENTENCE = "A day lies between the years 1900 and 2199."
DAYS = {
    "Task": ("scheduled_date", "deadline_date", "earliest_start"),
    "TaskInstance": ("recurrence_id", "scheduled_date"),
}


def bring_near(apps, schema_editor):
    """Move the days outside to the nearest one inside: some day stays some day."""
    for model, fields in DAYS.items():
        rows = apps.get_model("tasks", model).objects.using(schema_editor.connection.alias)
        for field in fields:
            rows.filter(**{f"{field}__lt": FIRST}).update(**{field: FIRST})
            rows.filter(**{f"{field}__gt": LAST}).update(**{field: LAST})


def of_our_time(field):
    return models.Q((field, None)) | models.Q((f"{field}__range", (FIRST, LAST)))


class Migration(migrations.Migration):
    dependencies = [("tasks", "0014_names_and_icons_say_what_fits")]

    operations = [
        migrations.RunPython(bring_near, migrations.RunPython.noop),
        AddConstraintNotValid(
            "task",
            models.CheckConstraint(
                condition=of_our_time("scheduled_date")
                & of_our_time("deadline_date")
                & of_our_time("earliest_start"),
                name="task_days_are_of_our_time",
                violation_error_message=SENTENCE,
            ),
        ),
        AddConstraintNotValid(
            "taskinstance",
            models.CheckConstraint(
                condition=of_our_time("recurrence_id") & of_our_time("scheduled_date"),
                name="instance_days_are_of_our_time",
                violation_error_message=SENTENCE,
            ),
        ),
    ]
