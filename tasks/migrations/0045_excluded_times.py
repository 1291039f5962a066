"""Let a series that repeats several times a day leave out one time of a day."""

import django.contrib.postgres.fields
from django.db import migrations

import tasks.models.series


class Migration(migrations.Migration):
    dependencies = [("tasks", "0040_nights_of_a_day")]

    operations = [
        migrations.AddField(
            "series",
            "extimes",
            django.contrib.postgres.fields.ArrayField(
                base_field=tasks.models.series.DayAndTimeField(),
                blank=True,
                db_default=[],
                default=list,
                help_text="Days and times that are left out, if there are several times a day.",
                size=None,
            ),
        ),
    ]
