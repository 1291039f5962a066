"""Add lunch, breaks, the share of free time to plan, and splitting to the preferences."""

import django.db.models.expressions
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0013_plain_sentences"),
    ]

    operations = [
        migrations.AddField(
            model_name="preferences",
            name="break_after",
            field=models.PositiveSmallIntegerField(
                db_default=120,
                default=120,
                help_text="Minutes of work before a break; 0 plans no breaks.",
            ),
        ),
        migrations.AddField(
            model_name="preferences",
            name="break_minutes",
            field=models.PositiveSmallIntegerField(
                db_default=15, default=15, help_text="Length of a break."
            ),
        ),
        migrations.AddField(
            model_name="preferences",
            name="lunch_begin",
            field=models.PositiveSmallIntegerField(
                db_default=690,
                default=690,
                help_text="Earliest start of lunch, minutes from midnight.",
            ),
        ),
        migrations.AddField(
            model_name="preferences",
            name="lunch_end",
            field=models.PositiveSmallIntegerField(
                db_default=840, default=840, help_text="Latest end of lunch, minutes from midnight."
            ),
        ),
        migrations.AddField(
            model_name="preferences",
            name="lunch_minutes",
            field=models.PositiveSmallIntegerField(
                db_default=45, default=45, help_text="Length of lunch; 0 plans no lunch."
            ),
        ),
        migrations.AddField(
            model_name="preferences",
            name="plan_share",
            field=models.PositiveSmallIntegerField(
                db_default=80,
                default=80,
                help_text="Percentage of the free time of a day that the planner fills.",
            ),
        ),
        migrations.AddField(
            model_name="preferences",
            name="split_above",
            field=models.PositiveSmallIntegerField(
                db_default=90,
                default=90,
                help_text="Longer tasks may be split, in minutes; 0 splits only tasks that allow it.",
            ),
        ),
        migrations.AddConstraint(
            model_name="preferences",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("lunch_end__lte", 1440),
                    (
                        "lunch_minutes__range",
                        (
                            0,
                            django.db.models.expressions.CombinedExpression(
                                models.F("lunch_end"), "-", models.F("lunch_begin")
                            ),
                        ),
                    ),
                ),
                name="preferences_lunch_fits_its_window",
                violation_error_message="Lunch must fit between its earliest start and its latest end.",
            ),
        ),
        migrations.AddConstraint(
            model_name="preferences",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("lunch_minutes", 0), ("lunch_minutes__range", (15, 120)), _connector="OR"
                ),
                name="preferences_lunch_is_none_or_15_to_120",
                violation_error_message="Lunch takes 15 to 120 minutes, or 0 for no lunch.",
            ),
        ),
        migrations.AddConstraint(
            model_name="preferences",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("break_after", 0), ("break_after__range", (30, 480)), _connector="OR"
                ),
                name="preferences_break_after_30_to_480",
                violation_error_message="A break can come after 30 to 480 minutes of work, or 0 for no breaks.",
            ),
        ),
        migrations.AddConstraint(
            model_name="preferences",
            constraint=models.CheckConstraint(
                condition=models.Q(("break_minutes__range", (5, 60))),
                name="preferences_break_takes_5_to_60",
                violation_error_message="A break takes 5 to 60 minutes.",
            ),
        ),
        migrations.AddConstraint(
            model_name="preferences",
            constraint=models.CheckConstraint(
                condition=models.Q(("plan_share__range", (10, 100))),
                name="preferences_share_is_10_to_100",
                violation_error_message="The planner can fill 10 to 100 percent of your free time.",
            ),
        ),
        migrations.AddConstraint(
            model_name="preferences",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("split_above", 0), ("split_above__range", (60, 1440)), _connector="OR"
                ),
                name="preferences_split_above_an_hour",
                violation_error_message="Tasks can be split above 60 to 1440 minutes, or 0 for never.",
            ),
        ),
    ]
