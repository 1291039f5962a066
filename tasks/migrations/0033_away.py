"""Add the days when a person is away."""

import datetime

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

DAYS = (datetime.date(1900, 1, 1), datetime.date(2199, 12, 31))


class Migration(migrations.Migration):
    dependencies = [
        ("tasks", "0032_completion_title"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            "Away",
            [
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("first_day", models.DateField()),
                ("last_day", models.DateField(help_text="Included.")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "away period",
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(last_day__gte=F("first_day")),
                        name="away_ends_after_it_begins",
                        violation_error_message="The last day away can't be before the first.",
                    ),
                    models.CheckConstraint(
                        condition=(Q(first_day=None) | Q(first_day__range=DAYS))
                        & (Q(last_day=None) | Q(last_day__range=DAYS)),
                        name="away_days_are_of_our_time",
                        violation_error_message="Pick a day between the years 1900 and 2199.",
                    ),
                ],
            },
        ),
    ]
