"""Add the part of the day in which a task is best done."""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tasks", "0025_plain_sentences")]

    operations = [
        migrations.AddField(
            "task",
            "ideal_time",
            models.TextField(
                blank=True,
                db_default="",
                default="",
                help_text="Morning, midday, afternoon, evening, or a range such as 09:00-11:30.",
            ),
        ),
        # Checked for new rows from here on, and for all by the next migration: the lock that adds
        # a column must not be held while the table is read.
        AddConstraintNotValid(
            "task",
            models.CheckConstraint(
                condition=models.Q(
                    (
                        "ideal_time__regex",
                        "^(|morning|midday|afternoon|evening"
                        "|([01][0-9]|2[0-3]):[0-5][0-9]-([01][0-9]|2[0-3]):[0-5][0-9])$",
                    ),
                    models.Q(("ideal_time__regex", r"^(.....)-\1$"), _negated=True),
                ),
                name="task_ideal_time_is_a_part_of_the_day",
                violation_error_message=(
                    "The best time is morning, midday, afternoon, evening, or a range such as"
                    " 09:00-11:30."
                ),
            ),
        ),
    ]
